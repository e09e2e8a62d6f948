import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { SupplySources } from '../tokens/supply-sources.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { encodeSettle, isOperationOf, SETTLE_BATCH } from './action.contract.js';
import type { ActionAnswer } from './action.schema.js';
import { ActionLines } from './action-lines.js';
import { ActionStore, type AnnouncedAction, onChain } from './action-store.js';
import { amountSaid, type Sentence, sentence } from '../platform/sentence.js';

const SETTLE = 'corporate_action.settle';

/** What is got for what is burnt: money, or in a conversion the new token. */
type Unit = Pick<TokenFacts, 'symbol' | 'decimals'>;

/**
 * Carries an action out for all holders who have not acted themselves: exactly the lines a second person has
 * seen, one command each, which the outbox sends a hundred at a time. Who is passed over is due in the next round.
 */
@Injectable()
export class ActionRounds implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly tokens: Tokens,
    private readonly sources: SupplySources,
    private readonly outbox: Outbox,
    private readonly lines: ActionLines,
    private readonly store: ActionStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(SETTLE, {
      describe,
      execute: (ctx, approval) => this.settle(ctx, approval),
      onRejected: (ctx, approval) => this.released(ctx, approval),
    });
    this.outbox.batch(SETTLE, SETTLE_BATCH);
    const failed = (_: unknown, command: CommandOutcome) =>
      this.lines.refused(command.operationId, command.reason?.code ?? 'unknown');
    this.outbox.onOutcome(SETTLE, { rejected: failed, reverted: failed });
    // What is burnt and minted here is paid for by the treasurer, not from the fund's cash.
    this.sources.add({
      knows: async (tokenId, operationId) =>
        (await this.store.contractsOf(tokenId)).some((at) => isOperationOf(at, operationId)),
      cents: () => Promise.resolve(0n),
    });
  }

  /**
   * Calculates anew and asks for approval of exactly these lines.
   * @throws NotFound; Conflict `not_effective`, `action_is_…`, `approval_pending`, `round_under_way`, `nobody_due`
   */
  async submit(ctx: Ctx, id: string): Promise<ActionAnswer> {
    const action = onChain(await this.store.lockOwn(ctx, id));
    await this.requireReady(action);
    if (action.approvalId) {
      throw new Conflict('approval_pending', 'A round awaits approval already.', {
        approvalId: action.approvalId,
      });
    }
    const token = await this.tokens.require(action.tokenId);
    Object.assign(action, await this.lines.take(action, token));
    if (action.gained === 0n && action.burned === 0n) {
      throw new Conflict('nobody_due', 'Nobody is left to whom it could be done.');
    }
    const approval = await this.approvals.request(ctx, {
      kind: SETTLE,
      subject: { type: 'corporate_action', id },
      organisationId: action.organisationId,
      payload: await this.shown(action, token),
      requiredRole: 'compliance',
      reason: 'The action is to be carried out for those who have not acted themselves.',
    });
    action.approvalId = approval.id;
    await this.store.save(ctx, action, 'ask_round', { approvalId: approval.id });
    return { action: await this.store.view(action), approvalId: approval.id };
  }

  private async settle(ctx: Ctx, approval: Decided): Promise<{ operationId?: string }> {
    const action = onChain(await this.store.lock(approval.subject.id));
    await this.requireReady(action);
    const token = await this.tokens.require(action.tokenId);
    const shown = approval.payload['linesHash'];
    // Somebody who traded, or acted meanwhile, makes other lines.
    const { linesHash } = await this.lines.take(action, token);
    if (linesHash.toString('hex') !== shown) {
      throw new Conflict('lines_changed', 'Holdings have changed since: ask for the round again.');
    }
    action.approvalId = null;
    const [number, to] = [action.chainNumber, toAddress(action.contract)];
    const due = await this.lines.claim(action.id);
    await this.outbox.enqueueAll(
      due.map(({ account, operationId }) => ({
        operationId,
        ctx,
        kind: SETTLE,
        signer: 'issuance' as const,
        to,
        data: encodeSettle(number, account),
        subject: { type: 'corporate_action', id: action.id },
        organisationId: action.organisationId,
      })),
    );
    await this.store.save(ctx, action, 'settle', { approvalId: approval.id, lines: due.length });
    return {};
  }

  private async released(ctx: Ctx, approval: Decided): Promise<void> {
    const action = await this.store.lock(approval.subject.id);
    if (action.approvalId !== approval.id) return;
    action.approvalId = null;
    await this.store.save(ctx, action, 'round_not_approved', { how: approval.state });
  }

  private async shown(action: AnnouncedAction, token: TokenFacts): Promise<Payload> {
    const { paymentSymbol, paymentDecimals, newTokenId } = action;
    const payment = newTokenId
      ? await this.tokens.require(newTokenId)
      : { symbol: paymentSymbol ?? '', decimals: paymentDecimals ?? 0 };
    return shownOf(action, token, payment);
  }

  /** A redemption is open by the chain's word; a conversion by its time. */
  private async requireReady(action: AnnouncedAction): Promise<void> {
    const ready =
      action.state === 'open' || (action.state === 'announced' && action.kind === 'conversion');
    if (!ready) throw new Conflict(`action_is_${action.state}`, `The action is ${action.state}.`);
    if (this.clock.now() < action.effectiveAt) {
      const from = action.effectiveAt.toISOString();
      throw new Conflict('not_effective', `It takes effect at ${from}: carry it out then.`);
    }
    if ((await this.lines.progress(action.id))['settling']) {
      throw new Conflict('round_under_way', 'A round is being carried out: wait for its end.');
    }
  }
}

/** What the approval binds: by their hash, what each holder gives and gets. */
const shownOf = (action: AnnouncedAction, token: TokenFacts, payment: Unit) => ({
  actionId: action.id,
  assetId: action.assetId,
  symbol: token.symbol,
  decimals: token.decimals,
  paymentSymbol: payment.symbol,
  paymentDecimals: payment.decimals,
  kind: action.kind,
  chainNumber: action.chainNumber.toString(),
  block: action.calculatedBlock.toString(),
  holders: action.holders,
  burned: action.burned.toString(),
  gained: action.gained.toString(),
  remainder: action.remainder.toString(),
  linesHash: action.linesHash.toString('hex'),
});

const describe = (shown: Payload): Sentence =>
  sentence(
    'Carry out for {{holders}} holders: {{kind}}, {{burned}} {{symbol}} burnt for {{gained}} {{paymentSymbol}}.',
    {
      ...shown,
      burned: amountSaid(shown['burned'], shown['decimals']),
      gained: amountSaid(shown['gained'], shown['paymentDecimals']),
    },
  );
