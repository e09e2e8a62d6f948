import { canonicalJson, formatDecimal, rescale, type SalePrice, tokensFor } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import type { FeedRound } from '../chain/ledger/reader.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Issuance, type SupplyFacts } from '../tokens/issuance.service.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { Wallets } from '../wallets/wallets.service.js';
import { centOf, NAV_DECIMALS } from './eligibility.service.js';
import { encodeDeliver } from './offering.contract.js';
import { type LaunchedOffering, OfferingStore } from './offering-store.service.js';
import type { Subscription } from './subscription.entity.js';
import type { SettlementAnswer, SettlementBody } from './subscription.schema.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'offering.settle';
const DELIVER = 'offering.deliver';

/** The price of a settlement; the round is null for a fixed one. */
interface Priced {
  price: SalePrice;
  round: FeedRound | null;
}

/** Tokens for money that is there: proposed by the issuer order by order, released by compliance, done once. */
@Injectable()
export class Settlements implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly tokens: Tokens,
    private readonly issuance: Issuance,
    private readonly wallets: Wallets,
    private readonly offerings: OfferingStore,
    private readonly store: SubscriptionStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) => {
        const number = (shown['orders'] as unknown[]).length;
        return number === 1
          ? sentence(
              'Deliver {{symbol}} for one paid order of {{total}} {{paymentSymbol}} at {{price}}.',
              shown,
            )
          : sentence(
              'Deliver {{symbol}} for {{total}} {{paymentSymbol}} of {{number}} paid orders at {{price}}.',
              { ...shown, number },
            );
      },
      execute: (ctx, approval) => this.execute(ctx, approval),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(DELIVER, { rejected: failed, reverted: failed });
    this.issuance.watch(async (ctx, mint) => {
      const order = await this.store.bySupplyOrder(mint.id);
      if (order) await this.follow(ctx, order, mint);
    });
  }

  /**
   * Proposes to deliver paid orders.
   * @throws NotFound, Refused `orders_not_due` (each with its reason) and the NAV's, Conflict `soft_cap_not_met`
   */
  async propose(ctx: Ctx, offeringId: string, body: SettlementBody): Promise<SettlementAnswer> {
    const offering = this.offerings.launched(await this.offerings.lockOwn(ctx, offeringId));
    const orders = await this.store.lockMany(offering.id, body.subscriptionIds);
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'offering', id: offering.id },
      organisationId: offering.organisationId,
      payload: await this.shown(offering, orders, body.subscriptionIds),
      requiredRole: 'compliance',
      reason: 'Money received; tokens due.',
    });
    return { approvalId: approval.id, subscriptionIds: orders.map(({ id }) => id) };
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId?: string }> {
    const offering = this.offerings.launched(await this.offerings.lock(approval.subject.id));
    const ids = (approval.payload['orders'] as { id: string }[]).map(({ id }) => id);
    const orders = await this.store.lockMany(offering.id, ids);
    const shown = await this.shown(offering, orders, ids);
    if (canonicalJson(shown) !== canonicalJson(approval.payload)) {
      throw new Conflict(
        'settlement_changed',
        'Orders or price are no longer those that were shown: reject this and propose it anew.',
      );
    }
    for (const order of orders.filter(({ state }) => state === 'paid')) {
      await this.store.move(ctx, order, 'approve');
    }
    const priced = await this.priceOf(offering);
    for (const order of orders.filter(({ channel }) => channel === 'bank')) {
      await this.mint(ctx, offering, order, priced, approval);
    }
    const paidOnChain = orders.filter(({ channel }) => channel === 'stablecoin');
    if (paidOnChain.length === 0) return {};
    return this.deliver(ctx, offering, paidOnChain);
  }

  private async deliver(ctx: Ctx, offering: LaunchedOffering, orders: Subscription[]) {
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: DELIVER,
      signer: 'treasurer',
      to: toAddress(offering.address),
      data: encodeDeliver(orders.map(({ walletAddress }) => toAddress(walletAddress))),
      subject: { type: 'offering', id: offering.id },
      organisationId: offering.organisationId,
    });
    for (const order of orders) await this.store.move(ctx, order, 'settle', { operationId });
    return { operationId };
  }

  /** The bank's money is not the contract's: the platform mints for it, under a once-only id. */
  private async mint(
    ctx: Ctx,
    offering: LaunchedOffering,
    order: Subscription,
    { price, round }: Priced,
    approval: Decided,
  ): Promise<void> {
    const tokens = tokensFor(order.paid, price);
    const nav = rescale(price.value, price.decimals, NAV_DECIMALS, 'floor') || 1n;
    const cents = order.paid / centOf(offering);
    const residual =
      rescale(cents, 2, NAV_DECIMALS, 'floor') * 10n ** BigInt(price.tokenDecimals) - tokens * nav;
    const { orderId, operationId } = await this.issuance.issue(ctx, offering.tokenId, {
      wallet: await this.wallets.requireUnscoped(order.walletId),
      considerationCents: cents,
      round,
      nav,
      amountBaseUnits: tokens,
      residual: residual > 0n ? residual : 0n,
      reason: `Order ${order.reference} of an offering, paid by bank transfer.`,
      approvalId: approval.id,
      requestedBy: approval.requestedBy,
      earlier: order.supplyOrderId,
    });
    await this.store.move(ctx, order, 'settle', { supplyOrderId: orderId, operationId });
  }

  /** What the mint's order says is what this order says. */
  private async follow(ctx: Ctx, order: Subscription, mint: SupplyFacts): Promise<void> {
    if (mint.state === 'settled' && order.state !== 'settled') {
      const { transactionHash, blockNumber, settledAt, amountBaseUnits: tokens } = mint;
      const done = { tokens, transactionHash, blockNumber, settledAt, ...NO_REASON };
      await this.store.move(ctx, order, 'settled', done);
    } else if (mint.state === 'approved' && order.state === 'settled') {
      const offering = await this.offerings.lock(order.offeringId);
      if (offering.state === 'finalised') await this.offerings.move(ctx, offering, 'reopen');
      await this.store.move(ctx, order, 'settlement_retracted', NOT_SETTLED);
    } else if (mint.state === 'failed' && order.state === 'settling') {
      const why = { reasonCode: mint.failureCode, reason: mint.failure };
      await this.store.move(ctx, order, 'settlement_failed', why);
    }
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const ctx = systemCtx(`operation-${command.operationId}`);
    for (const order of await this.store.lockOperation(command.operationId)) {
      if (order.state !== 'settling') continue;
      const why = { reasonCode: command.reason?.code, reason: command.reason?.sentence };
      await this.store.move(ctx, order, 'settlement_failed', why);
    }
  }

  private async shown(offering: LaunchedOffering, orders: Subscription[], ids: string[]) {
    const token = await this.tokens.ofAsset(offering.assetId);
    if (!token) throw new Error('an offering has a deployed token');
    const priced = await this.priceOf(offering, token);
    await this.requireDue(offering, orders, ids, priced);
    const text = (units: bigint) => formatDecimal(units, offering.paymentDecimals);
    const { price, round } = priced;
    return {
      offeringId: offering.id,
      symbol: token.symbol,
      paymentSymbol: offering.paymentSymbol,
      price: formatDecimal(price.value, price.decimals),
      navRound: round?.round.toString() ?? null,
      total: text(orders.reduce((sum, { paid }) => sum + paid, 0n)),
      orders: orders.map((order) => ({
        id: order.id,
        reference: order.reference,
        channel: order.channel,
        wallet: toAddress(order.walletAddress),
        paid: text(order.paid),
        tokens: formatDecimal(tokensFor(order.paid, price), token.decimals),
      })),
    };
  }

  /** Every order that cannot be delivered now is named, with its reason. */
  private async requireDue(
    offering: LaunchedOffering,
    orders: Subscription[],
    ids: string[],
    priced: Priced,
  ): Promise<void> {
    const softCap = BigInt(offering.terms.softCapBaseUnits);
    const raised = await this.store.paid(offering.id);
    if (raised < softCap) {
      throw new Conflict(
        'soft_cap_not_met',
        `${formatDecimal(raised, offering.paymentDecimals)} of the ${formatDecimal(softCap, offering.paymentDecimals)} ` +
          `${offering.paymentSymbol} that are needed came in: nothing is delivered before.`,
      );
    }
    const known = new Map(orders.map((order) => [order.id, order]));
    const problems = ids.flatMap((id) => {
      const order = known.get(id);
      const why = order ? this.notDue(offering, order, priced) : 'is not an order of this offering';
      return why ? [{ subscriptionId: id, reason: why }] : [];
    });
    const [first] = problems;
    if (!first) return;
    throw new Refused(
      'orders_not_due',
      `${problems.length} of ${ids.length} orders cannot be delivered; the first, ${first.subscriptionId}, ${first.reason}.`,
      { orders: problems },
    );
  }

  private notDue(offering: LaunchedOffering, order: Subscription, priced: Priced): string | null {
    const { terms, state, paused } = offering;
    if (paused || (state !== 'open' && state !== 'closed')) {
      return `belongs to an offering that is ${paused ? 'paused' : state}`;
    }
    if (order.state !== 'paid' && order.state !== 'approved') return `is ${order.state}, not paid`;
    if (order.coolingOffUntil && order.coolingOffUntil > this.clock.now()) {
      return `can be withdrawn until ${order.coolingOffUntil.toISOString()}`;
    }
    if (terms.bookClosesAt !== null && order.paid > order.amount) {
      return 'paid more than it was allotted: the contract gives it back after the delivery period';
    }
    const forward = terms.price.kind === 'nav' && terms.price.forward;
    if (forward && priced.round && order.paidAt && priced.round.valuationTime <= order.paidAt) {
      return 'was paid after the newest NAV was valued: it waits for the next one';
    }
    const tokens = tokensFor(order.paid, priced.price);
    if (tokens === 0n || tokens < order.minTokens) return 'would get fewer tokens than it accepts';
    return null;
  }

  private async priceOf(offering: LaunchedOffering, known?: TokenFacts): Promise<Priced> {
    const token = known ?? (await this.tokens.ofAsset(offering.assetId));
    if (!token) throw new Error('an offering has a deployed token');
    const scales = { tokenDecimals: token.decimals, paymentDecimals: offering.paymentDecimals };
    const { price } = offering.terms;
    if (price.kind === 'fixed') {
      const value = BigInt(price.perTokenBaseUnits);
      return { price: { ...scales, value, decimals: offering.paymentDecimals }, round: null };
    }
    const { round, refusal } = await this.issuance.strike(token.id);
    if (!round) throw Refused.by(refusal);
    return { price: { ...scales, value: round.answer, decimals: NAV_DECIMALS }, round };
  }
}

/** What a settled order has, taken away. */
export const NOT_SETTLED = {
  tokens: null,
  transactionHash: null,
  blockNumber: null,
  settledAt: null,
};
export const NO_REASON = { reasonCode: null, reason: null };
