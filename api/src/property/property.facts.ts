import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import type { Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { logLine } from '../platform/logger.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { VoteStore } from '../votes/vote-store.js';
import type { Buyout } from './buyout.entity.js';
import { BuyoutStore } from './buyout-store.js';
import type { Deed } from './deed.entity.js';
import { DeedStore } from './deed-store.js';

const ctxOf = (fact: Fact): Ctx => systemCtx(fact.commandId ?? `fact-${fact.transactionHash}`);

type Read<Row> = (row: Row, fact: Fact, counts: boolean) => Promise<void> | void;

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
    this.onDeed('PropertyDeed', 'TitleRecorded', 'recorded', (deed, _, counts) => {
      this.deeds.move(deed, counts ? 'recorded' : 'record_retracted');
    });
    this.onDeed('PropertyDeed', 'TitleStruck', 'struck', (deed, _, counts) => {
      this.deeds.move(deed, counts ? 'struck' : 'strike_retracted');
    });
    this.onDeed('DeedVault', 'DeedDeposited', 'deposited', (deed, _, counts) => {
      this.deeds.move(deed, counts ? 'deposited' : 'deposit_retracted');
    });
    this.onDeed('DeedVault', 'DeedReleased', 'released', (deed, fact, counts) => {
      this.deeds.move(deed, counts ? 'released' : 'release_retracted');
      deed.releasedTo = counts ? toBytes(textArg(fact.args, 'to')) : null;
    });
    this.onBuyout('BuyoutFunded', 'funded', (buyout, fact, counts) => {
      this.buyouts.move(buyout, counts ? 'fund' : 'funding_retracted');
      buyout.fractions = counts ? intArg(fact.args, 'fractions') : null;
    });
    this.onBuyout('BuyoutWithdrawn', 'withdrawn', (buyout, _, counts) => {
      this.buyouts.move(buyout, counts ? 'withdraw' : 'withdrawal_retracted');
    });
    this.onBuyout('BuyoutExecuted', 'executed', (buyout, fact, counts) =>
      this.executed(buyout, fact, counts),
    );
    this.onBuyout('FractionsSurrendered', 'surrendered', (buyout, fact, counts) =>
      this.buyouts.surrendered(buyout, fact, counts),
    );
    this.onBuyout('DustSwept', 'swept', (buyout, fact, counts) => {
      this.buyouts.move(buyout, counts ? 'sweep' : 'sweep_retracted');
      buyout.swept = counts ? intArg(fact.args, 'amount') : 0n;
    });
  }

  private async executed(buyout: Buyout, fact: Fact, counts: boolean): Promise<void> {
    this.buyouts.move(buyout, counts ? 'execute' : 'execution_retracted');
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

  private onDeed(
    contract: 'PropertyDeed' | 'DeedVault',
    event: string,
    verb: string,
    read: Read<Deed>,
  ): void {
    const change = async (fact: Fact, counts: boolean) => {
      const deed = await this.deeds.byTitle(intArg(fact.args, 'titleId'));
      // A title that somebody else's vault took in is none of ours; what its table forbids is not to be hidden.
      if (!deed) {
        this.unexpected(fact);
        return;
      }
      await read(deed, fact, counts);
      await this.deeds.save(ctxOf(fact), deed, counts ? verb : `${verb}_retracted`, seen(fact));
    };
    this.ledger.on(contract, event, {
      apply: (_, fact) => change(fact, true),
      retract: (_, fact) => change(fact, false),
    });
  }

  private onBuyout(event: string, verb: string, read: Read<Buyout>): void {
    const change = async (fact: Fact, counts: boolean) => {
      const buyout = await this.buyoutOf(fact);
      if (!buyout) {
        this.unexpected(fact);
        return;
      }
      await read(buyout, fact, counts);
      const done = counts ? verb : `${verb}_retracted`;
      await this.buyouts.save(ctxOf(fact), buyout, done, seen(fact));
    };
    this.ledger.on('DeedVault', event, {
      apply: (_, fact) => change(fact, true),
      retract: (_, fact) => change(fact, false),
    });
  }

  /** By its motion; what is surrendered and swept belongs to the vault's only executed one. */
  private async buyoutOf(fact: Fact): Promise<Buyout | null> {
    if (!('ballotId' in fact.args)) return this.buyouts.executedOf(fact.address);
    const vault = await this.satellites.byAddress(fact.address);
    const ballot = vault && (await this.satellites.find(vault.assetId, 'ballot'));
    const number = intArg(fact.args, 'ballotId');
    const vote = ballot && (await this.votes.byNumber(ballot.address, number));
    return vote && this.buyouts.byVote(vote.id);
  }

  private unexpected({ event, address: contract, transactionHash: tx, blockNumber }: Fact): void {
    this.logger.error(logLine('fact_without_order', { event, contract, tx, block: blockNumber }));
  }
}

const seen = (fact: Fact) => ({
  transactionHash: fact.transactionHash,
  blockNumber: fact.blockNumber,
});
