import { fillPayment } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toAddress, toHex } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { amountSaid } from '../platform/sentence.js';
import { refusal } from '../tokens/token-chain.service.js';
import type { RefusalView } from '../tokens/token.schema.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import { BOARD, structOf } from './otc.contract.js';
import type { OtcOrder } from './otc.entity.js';
import type { OtcOrderView, TakeBody, TakeView } from './otc.schema.js';
import { OtcSides, type Step } from './otc-sides.service.js';
import { OtcStore, otcOrderViewOf } from './otc-store.js';

const MATCH = 'otc_order.match';

/** In the board's words; the contracts would only say that an allowance or a balance is too small. */
const NOT_DELIVERED: RefusalView = {
  code: 'maker_cannot_deliver',
  sentence:
    'Whoever signed the order does not have what it promises any more, or no longer lets the board move it.',
  cure: 'Take less of it, or another order.',
};

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Delivery versus payment: taken by the other side's own transaction, or two signed orders matched by the platform. */
@Injectable()
export class OtcTrading implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly reader: ContractReader,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly sides: OtcSides,
    private readonly store: OtcStore,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(MATCH, { rejected: failed, reverted: failed });
  }

  /**
   * The calls that take a part of an order, or everything that stands against it on either side, each with its cure.
   * Changes nothing. @throws NotFound for another's wallet
   */
  async take(ctx: Ctx, id: string, body: TakeBody): Promise<TakeView> {
    const order = await this.store.find(ctx, id);
    const token = await this.tokens.require(order.tokenId);
    const wallet = await this.wallets.require(ctx, body.walletId);
    const amount = body.amountBaseUnits;
    const obstacles = this.open(order, token, amount);
    if (obstacles.length > 0) return answer(obstacles, 0n, []);
    const pays = fillPayment(order, order.filled, amount);
    const payment = toAddress(order.paymentToken);
    const side = { wallet, sells: !order.sells, amount, pays, payment };
    obstacles.push(...(await this.sides.obstacles(token, side)));
    if (!(await this.delivers(order, token, amount, pays))) obstacles.push(NOT_DELIVERED);
    const struct = structOf(order, token.address);
    const fill = BOARD.encodeFunctionData('fill', [struct, toHex(order.signature), amount]);
    const steps = [
      ...(await this.sides.allowances(token, side)),
      this.sides.step('take the order', this.sides.board, fill),
    ];
    // The other side, and what nobody thought of above: the board itself, with every rule of the token.
    if (obstacles.length === 0) {
      const reason = await this.reader.refuses(wallet.address, steps);
      if (reason?.code === 'token_side_refused') {
        obstacles.push(await this.tokenSide(order, token.address, wallet.address, amount));
      } else if (reason) obstacles.push(withCure(reason));
    }
    return answer(obstacles, pays, steps);
  }

  /**
   * Matches the actor's order with a resting one, at the resting one's price, as far as both go.
   * @throws NotFound; Conflict `order_is_…`, `match_pending`; Refused `maker_cannot_deliver`, or with the board's own reason
   */
  async match(ctx: Ctx, id: string, restingId: string): Promise<OtcOrderView> {
    const incoming = await this.store.lockOwn(ctx, id);
    const resting = await this.store.find(ctx, restingId);
    for (const one of [incoming, resting]) {
      if (one.state !== 'open') {
        throw new Conflict(`order_is_${one.state}`, `Order ${one.id} is ${one.state}.`);
      }
    }
    if (incoming.matchPending) {
      throw new Conflict('match_pending', 'The order is being matched already.', {
        operationId: incoming.matchOperationId,
      });
    }
    const token = await this.tokens.require(incoming.tokenId);
    const amount = least(incoming.amount - incoming.filled, resting.amount - resting.filled);
    const pays = fillPayment(resting, resting.filled, amount);
    if (!(await this.delivers(resting, token, amount, pays))) throw Refused.by(NOT_DELIVERED);
    const data = BOARD.encodeFunctionData('matchOrders', [
      structOf(resting, (await this.tokens.require(resting.tokenId)).address),
      toHex(resting.signature),
      structOf(incoming, token.address),
      toHex(incoming.signature),
      amount,
    ]);
    const to = this.sides.board;
    const reason = await this.reader.refuses(this.signers.address('treasurer'), [{ to, data }]);
    if (reason) throw new Refused(reason.code, reason.sentence);
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: MATCH,
      signer: 'treasurer',
      to,
      data,
      subject: { type: 'otc_order', id },
      organisationId: incoming.organisationId,
    });
    Object.assign(incoming, { matchOperationId: operationId, matchPending: true });
    await this.store.save(ctx, incoming, 'match', { restingId, amount: amount.toString() });
    return otcOrderViewOf(ctx, incoming);
  }

  private delivers(order: OtcOrder, token: TokenFacts, amount: bigint, pays: bigint) {
    const { sells, maker, paymentToken } = order;
    const trade = { sells, amount, pays, payment: toAddress(paymentToken) };
    return this.sides.delivers(token, toAddress(maker), trade);
  }

  private open(order: OtcOrder, token: TokenFacts, amount: bigint): RefusalView[] {
    const rest = order.amount - order.filled;
    if (order.state !== 'open') {
      return [
        {
          code: `order_is_${order.state}`,
          sentence: `The order is ${order.state}.`,
          cure: 'Take another one.',
        },
      ];
    }
    if (order.deadline < this.clock.now()) {
      return [
        {
          code: 'order_expired',
          sentence: `The order held until ${order.deadline.toISOString()}.`,
          cure: 'Ask its maker for a new one.',
        },
      ];
    }
    if (amount <= rest) return [];
    const left = `${amountSaid(rest, token.decimals)} ${token.symbol}`;
    return [
      {
        code: 'beyond_order',
        sentence: `${left} are left of the order; ${amountSaid(amount, token.decimals)} cannot be taken.`,
        cure: `Take ${left} or less.`,
      },
    ];
  }

  /** The token's own reason; it may concern either side. */
  private async tokenSide(
    order: OtcOrder,
    token: string,
    taker: string,
    amount: bigint,
  ): Promise<RefusalView> {
    const args = [structOf(order, token), toHex(order.signature), taker, amount];
    const [, reason] = await this.reader.ask<[bigint, bigint]>(
      BOARD,
      this.sides.board,
      'check',
      args,
    );
    return (
      refusal(reason) ?? {
        code: 'token_side_refused',
        sentence: 'The token’s rules refuse the movement.',
        cure: 'Ask the issuer.',
      }
    );
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const order = await this.store.byMatch(command.operationId);
    if (!order) return;
    Object.assign(order, { matchOperationId: null, matchPending: false });
    const ctx = systemCtx(`operation-${command.operationId}`);
    await this.store.save(ctx, order, 'match_failed', { ...command.reason });
  }
}

const answer = (obstacles: RefusalView[], pays: bigint, steps: Step[]): TakeView => ({
  allowed: obstacles.length === 0,
  obstacles,
  paysBaseUnits: pays.toString(),
  transactions: obstacles.length === 0 ? steps : [],
});
