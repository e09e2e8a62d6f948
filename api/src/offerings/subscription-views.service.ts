import { allowedEvents, subscriptionMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { toAddress, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { encodeApprove } from '../chain/erc20.js';
import { Investors } from '../investors/investors.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { encodeSubscribe } from './offering.contract.js';
import { Offering } from './offering.entity.js';
import type { Subscription } from './subscription.entity.js';
import type { SubscriptionView } from './subscription.schema.js';

/** Orders as people see them. An issuer learns the wallet and the reference, not who stands behind them. */
@Injectable()
export class SubscriptionViews {
  constructor(
    private readonly db: Database,
    private readonly investors: Investors,
    private readonly deployed: Deployed,
  ) {}

  async one(ctx: Ctx, row: Subscription): Promise<SubscriptionView> {
    const [view] = await this.of(ctx, [row]);
    if (!view) throw new Error('one row has one view');
    return view;
  }

  async of(ctx: Ctx, rows: Subscription[]): Promise<SubscriptionView[]> {
    const outsider = actorOf(ctx).role === 'issuer';
    const numbers = await this.investors.numbers(rows.map((row) => row.organisationId));
    const offerings = await this.db.em.findBy(Offering, {
      id: In(rows.map(({ offeringId }) => offeringId)),
    });
    const byId = new Map(offerings.map((offering) => [offering.id, offering]));
    return rows.map((row) => ({
      id: row.id,
      offeringId: row.offeringId,
      organisationId: outsider ? null : row.organisationId,
      investorReference: numbers.get(row.organisationId)?.investorReference ?? '',
      walletId: row.walletId,
      walletAddress: toAddress(row.walletAddress),
      channel: row.channel,
      state: row.state,
      allowedEvents: allowedEvents(subscriptionMachine, row.state),
      reference: row.reference,
      ordered: row.ordered.toString(),
      amount: row.amount.toString(),
      paid: row.paid.toString(),
      outstanding: outstanding(row).toString(),
      minTokens: row.minTokens.toString(),
      paidAt: row.paidAt?.toISOString() ?? null,
      coolingOffUntil: row.coolingOffUntil?.toISOString() ?? null,
      tokens: row.tokens?.toString() ?? null,
      transactions: this.transactions(row, byId.get(row.offeringId)),
      operationId: row.operationId,
      transactionHash: row.transactionHash && toHex(row.transactionHash),
      blockNumber: row.blockNumber === null ? null : Number(row.blockNumber),
      settledAt: row.settledAt?.toISOString() ?? null,
      reasonCode: row.reasonCode,
      reason: row.reason,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    }));
  }

  /** Delivery versus payment is the contract's: the wallet lets it take the money, then subscribes. */
  private transactions(row: Subscription, offering?: Offering): SubscriptionView['transactions'] {
    const due = outstanding(row);
    const payable = row.channel === 'stablecoin' && row.state === 'awaiting_payment' && due > 0n;
    if (!payable || !offering?.address) return [];
    const { chainId } = this.deployed.deployment;
    const sale = toAddress(offering.address);
    const least = (row.minTokens * due) / row.amount;
    return [
      {
        to: offering.terms.paymentToken,
        data: encodeApprove(sale, due),
        chainId,
        purpose: `lets the sale take ${offering.paymentSymbol}`,
      },
      { to: sale, data: encodeSubscribe(due, least), chainId, purpose: 'pays into the sale' },
    ];
  }
}

/** What is still to be paid, base units of payment. */
export const outstanding = ({ amount, paid }: Pick<Subscription, 'amount' | 'paid'>): bigint =>
  amount > paid ? amount - paid : 0n;
