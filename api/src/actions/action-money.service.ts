import { redemptionCover } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { encodeApprove, ERC20 } from '../chain/erc20.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { amountSaid } from '../platform/sentence.js';
import { Tokens } from '../tokens/tokens.service.js';
import { ACTIONS } from './action.contract.js';
import type { CorporateAction } from './action.entity.js';
import type { ActionView } from './action.schema.js';
import { ActionStore, type AnnouncedAction, onChain } from './action-store.js';

const ALLOW = 'corporate_action.allow';
const FUND = 'corporate_action.fund';
const OPEN = 'corporate_action.open';
const RETURN = 'corporate_action.return_funds';

/** The money of a call or a maturity: paid in, opened once it covers everybody, what is left returned. */
@Injectable()
export class ActionMoney implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly tokens: Tokens,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
    private readonly reader: ContractReader,
    private readonly store: ActionStore,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    for (const kind of [FUND, OPEN, RETURN]) {
      this.outbox.onOutcome(kind, { rejected: failed, reverted: failed });
    }
  }

  /**
   * Pays in what is missing to cover the whole supply, if the treasurer has it.
   * @throws NotFound; Conflict `not_a_redemption`, `action_is_…`, `funding_pending`, `action_covered`;
   *   Refused `action_unfunded`
   */
  async fund(ctx: Ctx, id: string): Promise<ActionView> {
    const action = await this.redemption(ctx, id);
    if (action.fundingOperationId) {
      throw new Conflict('funding_pending', 'Money is on its way to it already.', {
        operationId: action.fundingOperationId,
      });
    }
    const missing = (await this.cover(action)) - action.funded;
    if (missing <= 0n) throw new Conflict('action_covered', 'It covers the whole supply already.');
    const payment = toAddress(action.paymentToken as Buffer);
    const treasurer = this.signers.address('treasurer');
    const held = await this.reader.balanceOf(payment, treasurer);
    if (held < missing) {
      throw new Refused(
        'action_unfunded',
        `The treasurer lacks ${moneyOf(action, missing - held)}: send it to ${treasurer}.`,
        { treasurer, paymentToken: payment, missingBaseUnits: (missing - held).toString() },
      );
    }
    const to = toAddress(action.contract);
    await this.command(ctx, action, ALLOW, payment, encodeApprove(to, missing));
    const call = ACTIONS.encodeFunctionData('fund', [action.chainNumber, missing]);
    action.fundingOperationId = await this.command(ctx, action, FUND, to, call);
    Object.assign(action, { failureCode: null, failure: null });
    await this.store.save(ctx, action, 'fund', { amountBaseUnits: missing.toString() });
    return this.store.view(action);
  }

  /** Opens it to all holders. @throws NotFound; Conflict `not_effective`, `not_covered`, `action_is_…` */
  async open(ctx: Ctx, id: string): Promise<ActionView> {
    const action = await this.redemption(ctx, id);
    if (action.state !== 'announced') {
      throw new Conflict(`action_is_${action.state}`, `The action is ${action.state}.`);
    }
    if (this.clock.now() < action.effectiveAt) {
      const from = action.effectiveAt.toISOString();
      throw new Conflict('not_effective', `It takes effect at ${from}: open it then.`);
    }
    const missing = (await this.cover(action)) - action.funded;
    if (missing > 0n) {
      throw new Conflict('not_covered', `${moneyOf(action, missing)} is missing: fund it.`);
    }
    const call = ACTIONS.encodeFunctionData('openRedemption', [action.chainNumber]);
    await this.command(ctx, action, OPEN, toAddress(action.contract), call);
    Object.assign(action, { failureCode: null, failure: null });
    await this.store.save(ctx, action, 'order_opening');
    return this.store.view(action);
  }

  /**
   * Returns to the treasurer what nobody can be owed any more: the dust of rounding, or all of an action that
   * was taken back. @throws NotFound; Conflict `funds_bound`, `nothing_to_return`
   */
  async returnFunds(ctx: Ctx, id: string): Promise<ActionView> {
    const action = onChain(await this.store.lockOwn(ctx, id));
    if (action.state !== 'completed' && action.state !== 'withdrawn') {
      throw new Conflict('funds_bound', `It is ${action.state}: the money may still be owed.`);
    }
    const treasurer = this.signers.address('treasurer');
    const call = ACTIONS.encodeFunctionData('returnFunds', [action.chainNumber, treasurer]);
    const to = toAddress(action.contract);
    const reason = await this.reader.refuses(treasurer, [{ to, data: call }]);
    if (reason) throw new Conflict('nothing_to_return', reason.sentence, { reason: reason.code });
    await this.command(ctx, action, RETURN, to, call);
    await this.store.save(ctx, action, 'order_return');
    return this.store.view(action);
  }

  private async cover(action: AnnouncedAction): Promise<bigint> {
    const { address, decimals } = await this.tokens.require(action.tokenId);
    const [supply] = await this.reader.ask<[bigint]>(ERC20, address, 'totalSupply');
    return redemptionCover(supply, action.price ?? 0n, decimals);
  }

  private async redemption(ctx: Ctx, id: string): Promise<AnnouncedAction> {
    const found = await this.store.lockOwn(ctx, id);
    if (found.kind === 'conversion') {
      throw new Conflict('not_a_redemption', 'A conversion needs no money.');
    }
    if (found.state !== 'announced' && found.state !== 'open') {
      throw new Conflict(`action_is_${found.state}`, `The action is ${found.state}.`);
    }
    return onChain(found);
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const action = await this.store.lock(command.subject.id);
    if (action.fundingOperationId === command.operationId) action.fundingOperationId = null;
    action.failureCode = command.reason?.code ?? 'unknown';
    action.failure = command.reason?.sentence ?? null;
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, action, 'failed', { kind: command.kind, ...command.reason });
  }

  private async command(
    ctx: Ctx,
    { id, organisationId }: AnnouncedAction,
    kind: string,
    to: string,
    data: string,
  ): Promise<string> {
    const subject = { type: 'corporate_action', id };
    const signer = 'treasurer' as const;
    const command = { ctx, kind, signer, to, data, subject, organisationId };
    return (await this.outbox.enqueue(command)).operationId;
  }
}

const moneyOf = ({ paymentDecimals, paymentSymbol }: CorporateAction, amount: bigint): string =>
  `${amountSaid(amount, paymentDecimals)} ${paymentSymbol ?? ''}`;
