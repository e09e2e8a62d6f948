import { formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { encodeApprove } from '../chain/erc20.js';
import { Outbox } from '../chain/outbox/outbox.js';
import type { RevertReason } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/problem.js';
import { type Figures, RedemptionOrders, orderView } from './redemption-orders.service.js';
import { encodeFund, encodeLane, encodeWithdraw } from './queue.contract.js';
import { type LiveQueue, QueueStore } from './queue-store.service.js';
import type { RedemptionOrder } from './redemption.entity.js';
import type {
  FundBody,
  LaneBody,
  OrderAnswer,
  OrderKind,
  StrikeBody,
  StrikeQuery,
  StrikeView,
  WithdrawBody,
} from './redemption.schema.js';
import { type Fill, Strikes } from './strikes.service.js';
import { type Sentence, sentence } from '../platform/sentence.js';

type Shown = Record<string, unknown>;
type Approved = Exclude<OrderKind, 'close'>;

const SENTENCES: Record<Approved, (shown: Shown) => Sentence> = {
  strike: (shown) =>
    shown['deferred'] === undefined
      ? sentence(
          'Settle epoch {{epoch}}: burn {{shares}} {{symbol}} at NAV {{navPerShare}} (round {{navRound}}) and set {{amount}} {{paymentSymbol}} aside.',
          shown,
        )
      : sentence(
          'Settle epoch {{epoch}}: burn {{shares}} {{symbol}} at NAV {{navPerShare}} (round {{navRound}}) and set {{amount}} {{paymentSymbol}} aside. In part: of {{epochShares}} requested, {{deferred}} {{symbol}} move to the next epoch, pro rata among {{requests}} request(s).',
          shown,
        ),
  fund: (shown) =>
    sentence(
      'Pay {{amount}} {{paymentSymbol}} from the treasury {{account}} into the queue.',
      shown,
    ),
  withdraw: (shown) =>
    sentence('Take {{amount}} {{paymentSymbol}} out of the queue’s buffer to {{account}}.', shown),
  lane: (shown) =>
    sentence(
      'Set the instant lane: fee {{feeBps}} basis points, at most {{amount}} {{paymentSymbol}} a day.',
      shown,
    ),
};

const KINDS: Approved[] = ['strike', 'fund', 'withdraw', 'lane'];
/** Lets the queue take the treasury's payment, ahead of funding. */
const ALLOW = 'redemption.allow';
/** What a strike in part says to the queue before it settles. */
const GATE = 'redemption.gate';
const DEFER = 'redemption.defer';

/** What the treasurer's key does to a queue: asked for by the issuer, decided by compliance, done by the outbox. */
@Injectable()
export class RedemptionTreasury implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly signers: Signers,
    private readonly queues: QueueStore,
    private readonly orders: RedemptionOrders,
    private readonly strikes: Strikes,
    private readonly reader: ContractReader,
  ) {}

  onModuleInit(): void {
    for (const kind of KINDS) {
      this.approvals.handle(kindOf(kind), {
        describe: SENTENCES[kind],
        execute: (ctx, approval) => this.execute(ctx, approval),
        onRejected: (ctx, approval) => this.orders.dropped(ctx, approval),
      });
    }
    for (const kind of [GATE, DEFER, kindOf('strike')]) {
      this.outbox.beforeSending(kind, ({ subject }) => this.lookAgain(kind, subject.id));
    }
    for (const kind of [...KINDS.map(kindOf), ALLOW, GATE, DEFER]) {
      this.outbox.onOutcome(kind, {
        rejected: (_, command) => this.orders.failed(command),
        reverted: (_, command) => this.orders.failed(command),
      });
    }
  }

  /**
   * Asks to settle the closed epoch at the newest NAV, whole or in part.
   * @throws as `Strikes.of`; Conflict `order_under_way`
   */
  async strike(ctx: Ctx, queueId: string, body: StrikeBody): Promise<OrderAnswer> {
    const queue = await this.mine(ctx, queueId, 'strike');
    const { shown, epoch, shares, fill, deferred, navRound, nav, amount } = await this.strikes.of(
      queue,
      fillOf(body),
    );
    const figures = { epoch, shares, fill, deferred, navRound, nav, amount };
    return this.ask(ctx, queue, 'strike', body.reason, figures, shown);
  }

  /** What a strike would do now, request by request. @throws as `Strikes.of` */
  async preview(ctx: Ctx, queueId: string, query: StrikeQuery): Promise<StrikeView> {
    const queue = this.queues.live(await this.queues.find(ctx, queueId));
    return this.strikes.preview(queue, fillOf(query));
  }

  /** Asks to pay money of the treasury into the buffer. @throws Refused `treasury_too_small` */
  async fund(ctx: Ctx, queueId: string, body: FundBody): Promise<OrderAnswer> {
    const queue = await this.mine(ctx, queueId, 'fund');
    const amount = BigInt(body.amount);
    await this.requireTreasury(queue, amount);
    const account = this.signers.address('treasurer');
    const figures = { amount, account: toBytes(account) };
    return this.ask(ctx, queue, 'fund', body.reason, figures, { ...money(queue, amount), account });
  }

  /** Asks to take money out that nobody is owed. @throws Refused `buffer_too_small` */
  async withdraw(ctx: Ctx, queueId: string, body: WithdrawBody): Promise<OrderAnswer> {
    const queue = await this.mine(ctx, queueId, 'withdraw');
    const amount = BigInt(body.amount);
    await this.refuse(queue, encodeWithdraw(amount, body.to));
    const figures = { amount, account: toBytes(body.to) };
    const shown = { ...money(queue, amount), account: body.to };
    return this.ask(ctx, queue, 'withdraw', body.reason, figures, shown);
  }

  /** Asks for another fee and daily limit of the instant lane. */
  async lane(ctx: Ctx, queueId: string, body: LaneBody): Promise<OrderAnswer> {
    const queue = await this.mine(ctx, queueId, 'lane');
    const { feeBps } = body;
    const amount = BigInt(body.dailyLimit);
    await this.refuse(queue, encodeLane(feeBps, amount));
    const shown = { ...money(queue, amount), feeBps };
    return this.ask(ctx, queue, 'lane', body.reason, { feeBps, amount }, shown);
  }

  private async ask(
    ctx: Ctx,
    queue: LiveQueue,
    kind: Approved,
    reason: string,
    figures: Figures,
    shown: object,
  ): Promise<OrderAnswer> {
    const id = this.db.newId();
    const approval = await this.approvals.request(ctx, {
      kind: kindOf(kind),
      subject: { type: 'redemption_order', id },
      organisationId: queue.organisationId,
      payload: { queueId: queue.id, queue: toAddress(queue.address), ...shown },
      requiredRole: 'compliance',
      reason,
    });
    const asked = { id, kind, approvalId: approval.id, reason };
    const order = await this.orders.place(ctx, queue, asked, figures);
    return { order: orderView(order), approvalId: approval.id };
  }

  /** Everything is asked again: what was true when it was requested may be true no more. */
  private async execute(ctx: Ctx, { subject }: Decided): Promise<{ operationId: string }> {
    const order = await this.orders.lockRequested(subject.id);
    const queue = this.queues.live(await this.queues.lock(order.queueId));
    return this.send(ctx, order, await this.callsOf(queue, order));
  }

  /** What the outbox sends for an order, in this order; the last call is what the order asked for. */
  private async callsOf(queue: LiveQueue, order: RedemptionOrder): Promise<OrderCall[]> {
    const to = toAddress(queue.address);
    if (order.kind === 'strike') {
      const { calls } = await this.strikes.requireSame(queue, order);
      return calls.map(({ kind, data }) => ({ kind: `redemption.${kind}`, to, data }));
    }
    const call = { kind: kindOf(order.kind), to, data: callOf(order) };
    if (order.kind !== 'fund') {
      await this.refuse(queue, call.data);
      return [call];
    }
    const amount = order.amount ?? 0n;
    await this.requireTreasury(queue, amount);
    const data = encodeApprove(to, amount);
    return [{ kind: ALLOW, to: toAddress(queue.paymentToken), data }, call];
  }

  /** The rest of a strike in part stays behind when what came before it failed. */
  private async lookAgain(kind: string, orderId: string): Promise<RevertReason | null> {
    const order = await this.orders.known(orderId);
    if (order.state === 'failed') {
      return {
        code: 'order_ended',
        sentence: 'What the order sent before this has failed: ask for the strike anew.',
      };
    }
    const queue = this.queues.live(await this.queues.any(order.queueId));
    const changed = await this.strikes.navChanged(queue, order);
    const gating = (await this.outbox.underWay(GATE, orderId)).length > 0;
    if (changed !== null || kind === GATE || gating) return changed;
    return this.strikes.gateChanged(queue, order);
  }

  private async send(ctx: Ctx, order: RedemptionOrder, calls: OrderCall[]) {
    const command = {
      ctx,
      signer: 'treasurer' as const,
      subject: { type: 'redemption_order', id: order.id },
      organisationId: order.organisationId,
    };
    let sent = { operationId: '' };
    for (const call of calls) sent = await this.outbox.enqueue({ ...command, ...call });
    await this.orders.sent(ctx, order, sent.operationId);
    return sent;
  }

  private async mine(ctx: Ctx, queueId: string, kind: OrderKind): Promise<LiveQueue> {
    const queue = this.queues.live(await this.queues.lockOwn(ctx, queueId));
    await this.orders.refuseTwo(queue, kind);
    return queue;
  }

  private async refuse(queue: LiveQueue, data: string): Promise<void> {
    const call = { to: toAddress(queue.address), data };
    const reason = await this.reader.refuses(this.signers.address('treasurer'), [call]);
    if (reason) throw new Refused(reason.code, reason.sentence);
  }

  private async requireTreasury(queue: LiveQueue, amount: bigint): Promise<void> {
    const treasury = this.signers.address('treasurer');
    const held = await this.reader.balanceOf(toAddress(queue.paymentToken), treasury);
    if (held >= amount) return;
    const text = formatDecimal(held, queue.paymentDecimals);
    throw new Refused(
      'treasury_too_small',
      `The treasury ${treasury} holds ${text} ${queue.paymentSymbol}: send it the rest first.`,
      { missing: (amount - held).toString() },
    );
  }
}

interface OrderCall {
  kind: string;
  to: string;
  data: string;
}

const fillOf = ({ fill }: { fill?: string | undefined }): Fill =>
  fill === undefined ? null : fill === 'buffer' ? fill : BigInt(fill);

const kindOf = (kind: OrderKind): string => `redemption.${kind}`;

const money = (queue: LiveQueue, amount: bigint) => ({
  amount: formatDecimal(amount, queue.paymentDecimals),
  amountBaseUnits: amount.toString(),
  paymentSymbol: queue.paymentSymbol,
  paymentToken: toAddress(queue.paymentToken),
});

function callOf({ kind, amount, account, feeBps }: RedemptionOrder): string {
  switch (kind) {
    case 'close':
    case 'strike':
      throw new Error('an epoch is closed by its cut-off and settled as its strike says');
    case 'fund':
      return encodeFund(amount ?? 0n);
    case 'withdraw':
      return encodeWithdraw(amount ?? 0n, account ? toAddress(account) : '');
    case 'lane':
      return encodeLane(feeBps ?? 0, amount ?? 0n);
  }
}
