import { type BuyoutEvent, buyoutMachine, can, type DeedEvent, deedMachine } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen, tellUnordered } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { VoteStore } from '../votes/vote-store.js';
import type { Buyout } from './buyout.entity.js';
import { BuyoutStore } from './buyout-store.js';
import type { Deed } from './deed.entity.js';
import { DeedStore } from './deed-store.js';

/** What the chain's events mean to deeds and buy-outs: only they record, lock, fund, execute, pay and hand out. */
@Injectable()
export class PropertyFactsReader implements OnModuleInit {
  private readonly logger = new Logger('property');

  constructor(
    private readonly ledger: Ledger,
    private readonly satellites: Satellites,
    private readonly tokens: Tokens,
    private readonly notices: HolderNotices,
    private readonly votes: VoteStore,
    private readonly deeds: DeedStore,
    private readonly buyouts: BuyoutStore,
  ) {}

  onModuleInit(): void {
    const plain = (happened: DeedEvent, undone: DeedEvent) => (_: Deed, counts: boolean) =>
      counts ? happened : undone;
    this.onDeed('PropertyDeed', 'TitleRecorded', plain('recorded', 'record_retracted'));
    this.onDeed('PropertyDeed', 'TitleStruck', plain('struck', 'strike_retracted'));
    this.onDeed('DeedVault', 'DeedDeposited', (deed, counts) => {
      if (counts) return deed.state === 'released' ? 'redeposited' : 'deposited';
      return deed.releasedTo ? 'redeposit_retracted' : 'deposit_retracted';
    });
    this.onDeed('DeedVault', 'DeedReleased', plain('released', 'release_retracted'));
    this.onBuyout('BuyoutFunded', 'fund', 'funding_retracted', (buyout, fact, counts) => {
      buyout.fractions = counts ? intArg(fact.args, 'fractions') : null;
    });
    this.onBuyout('BuyoutWithdrawn', 'withdraw', 'withdrawal_retracted');
    this.onBuyout('BuyoutExecuted', 'execute', 'execution_retracted', (buyout, fact, counts) =>
      this.executed(buyout, fact, counts),
    );
    this.onBuyout('DustSwept', 'sweep', 'sweep_retracted', (buyout, fact, counts) => {
      buyout.swept = counts ? intArg(fact.args, 'amount') : 0n;
    });
    this.ledger.on('DeedVault', 'FractionsSurrendered', {
      apply: (_, fact) => this.surrendered(fact, true),
      retract: (_, fact) => this.surrendered(fact, false),
    });
  }

  private async executed(buyout: Buyout, fact: Fact, counts: boolean): Promise<void> {
    if (!counts) return;
    buyout.fractions = intArg(fact.args, 'fractions');
    const { address } = await this.tokens.require(buyout.tokenId);
    await this.notices.tell(ctxOf(fact), {
      action: 'buyout.tell_execution',
      subject: { type: 'buyout', id: buyout.id },
      token: address,
      block: fact.blockNumber,
      logIndex: fact.logIndex,
    });
  }

  private async surrendered(fact: Fact, counts: boolean): Promise<void> {
    const buyout = await this.buyouts.executedOf(fact.address);
    if (!buyout) {
      tellUnordered(this.logger, fact);
      return;
    }
    await this.buyouts.surrendered(buyout, fact, counts);
    const verb = counts ? 'surrendered' : 'surrender_retracted';
    await this.buyouts.save(ctxOf(fact), buyout, verb, seen(fact));
  }

  /** @param step what the event does to a deed, or what its going does */
  private onDeed(
    contract: 'PropertyDeed' | 'DeedVault',
    event: string,
    step: (deed: Deed, counts: boolean) => DeedEvent,
  ): void {
    const change = async (fact: Fact, counts: boolean) => {
      const deed = await this.deeds.byTitle(intArg(fact.args, 'titleId'));
      const next = deed && step(deed, counts);
      // Whatever others did to a title, the ledger goes on: it is told to the operator.
      if (!deed || !next || !can(deedMachine, deed.state, next)) {
        tellUnordered(this.logger, fact);
        return;
      }
      this.deeds.move(deed, next);
      if (event === 'DeedReleased') {
        deed.releasedTo = counts ? toBytes(textArg(fact.args, 'to')) : null;
      }
      await this.deeds.save(ctxOf(fact), deed, next, seen(fact));
    };
    this.ledger.on(contract, event, {
      apply: (_, fact) => change(fact, true),
      retract: (_, fact) => change(fact, false),
    });
  }

  private onBuyout(
    event: string,
    happened: BuyoutEvent,
    undone: BuyoutEvent,
    read: (buyout: Buyout, fact: Fact, counts: boolean) => Promise<void> | void = () => undefined,
  ): void {
    const change = async (fact: Fact, counts: boolean) => {
      const buyout = await this.buyoutOf(fact);
      const next = counts ? happened : undone;
      if (!buyout || !can(buyoutMachine, buyout.state, next)) {
        tellUnordered(this.logger, fact);
        return;
      }
      this.buyouts.move(buyout, next);
      await read(buyout, fact, counts);
      await this.buyouts.save(ctxOf(fact), buyout, next, seen(fact));
    };
    this.ledger.on('DeedVault', event, {
      apply: (_, fact) => change(fact, true),
      retract: (_, fact) => change(fact, false),
    });
  }

  /** By its motion; what is swept belongs to the vault's only executed one. */
  private async buyoutOf(fact: Fact): Promise<Buyout | null> {
    if (!('ballotId' in fact.args)) return this.buyouts.executedOf(fact.address);
    const vault = await this.satellites.byAddress(fact.address);
    const ballot = vault && (await this.satellites.find(vault.assetId, 'ballot'));
    const number = intArg(fact.args, 'ballotId');
    const vote = ballot && (await this.votes.byNumber(ballot.address, number));
    return vote && this.buyouts.byVote(vote.id);
  }
}
