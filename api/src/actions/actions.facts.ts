import { can, corporateActionMachine } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact, seen, tellUnordered } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { revertReason } from '../chain/outbox/revert-reason.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import type { CorporateAction } from './action.entity.js';
import { ActionLines } from './action-lines.js';
import { ActionStore } from './action-store.js';

/** What the chain's events mean to corporate actions: only they announce, fund, open, carry out and take back. */
@Injectable()
export class ActionFactsReader implements OnModuleInit {
  private readonly logger = new Logger('actions');

  constructor(
    private readonly ledger: Ledger,
    private readonly tokens: Tokens,
    private readonly notices: HolderNotices,
    private readonly lines: ActionLines,
    private readonly store: ActionStore,
  ) {}

  onModuleInit(): void {
    for (const event of ['ConversionAnnounced', 'RedemptionAnnounced']) {
      this.ledger.on('CorporateActions', event, {
        apply: (_, fact) => this.announced(fact),
        retract: (_, fact) =>
          this.change(fact, 'announcement_retracted', (action) => {
            this.store.move(action, 'announcement_retracted');
            action.chainNumber = null;
          }),
      });
    }
    this.on('ActionCancelled', 'withdrawn', (action, _, counts) => {
      this.store.move(action, counts ? 'withdraw' : 'withdrawal_retracted');
    });
    this.on('RedemptionFunded', 'funded', (action, fact, counts) => {
      const amount = intArg(fact.args, 'amount');
      action.funded += counts ? amount : -amount;
      if (counts) action.fundingOperationId = null;
    });
    this.on('FundsReturned', 'returned', (action, fact, counts) => {
      const amount = intArg(fact.args, 'amount');
      action.returned += counts ? amount : -amount;
    });
    this.on('RedemptionOpened', 'opened', async (action, fact, counts) => {
      this.store.move(action, counts ? 'open' : 'opening_retracted');
      if (counts) await this.tell(action, fact, 'corporate_action.tell_opening');
    });
    this.on('Converted', 'converted', (action, fact, counts) =>
      this.settled(action, fact, intArg(fact.args, 'minted'), counts),
    );
    this.on('Redeemed', 'redeemed', (action, fact, counts) =>
      this.settled(action, fact, intArg(fact.args, 'paid'), counts),
    );
    this.on('ActionSkipped', 'skipped', (action, fact, counts) => {
      const { code } = revertReason(textArg(fact.args, 'refusal'));
      return this.lines.skipped(action.id, textArg(fact.args, 'account'), counts ? code : null);
    });
  }

  private async announced(fact: Fact): Promise<void> {
    const action = await this.store.byOperation(fact.commandId);
    if (!action || !can(corporateActionMachine, action.state, 'announced')) {
      tellUnordered(this.logger, fact);
      return;
    }
    this.store.move(action, 'announced');
    action.chainNumber = intArg(fact.args, 'id');
    action.contract = toBytes(fact.address);
    await this.store.save(ctxOf(fact), action, 'announced', seen(fact));
    await this.tell(action, fact, 'corporate_action.tell_announcement');
  }

  /** An account's tokens were converted or redeemed, whoever asked for it; the last one completes the action. */
  private async settled(action: CorporateAction, fact: Fact, gained: bigint, counts: boolean) {
    const [account, burned] = [textArg(fact.args, 'account'), intArg(fact.args, 'burned')];
    await this.lines.settled(action.id, fact, account, burned, gained, counts ? 1n : -1n);
    if (!counts) {
      if (action.state === 'completed') this.store.move(action, 'reopen');
      return;
    }
    if (action.state === 'announced') this.store.move(action, 'open');
    const left = await this.lines.progress(action.id);
    const over = !left['due'] && !left['settling'] && !left['skipped'];
    if (over && action.state === 'open') this.store.move(action, 'complete');
  }

  private on(
    event: string,
    verb: string,
    read: (action: CorporateAction, fact: Fact, counts: boolean) => Promise<void> | void,
  ): void {
    this.ledger.on('CorporateActions', event, {
      apply: (_, fact) => this.change(fact, verb, (action) => read(action, fact, true)),
      retract: (_, fact) =>
        this.change(fact, `${verb}_retracted`, (action) => read(action, fact, false)),
    });
  }

  private async change(
    fact: Fact,
    verb: string,
    read: (action: CorporateAction) => Promise<void> | void,
  ): Promise<void> {
    const action = await this.store.byNumber(fact.address, intArg(fact.args, 'id'));
    if (!action) return;
    await read(action);
    await this.store.save(ctxOf(fact), action, verb, seen(fact));
  }

  /** Who holds when it happens is told. */
  private async tell(action: CorporateAction, fact: Fact, told: string): Promise<void> {
    const { address } = await this.tokens.require(action.tokenId);
    await this.notices.tell(ctxOf(fact), {
      action: told,
      subject: { type: 'corporate_action', id: action.id },
      token: address,
      block: fact.blockNumber,
      logIndex: fact.logIndex,
    });
  }
}
