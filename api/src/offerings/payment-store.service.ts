import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { SubscriptionPayment } from './payment.entity.js';
import type { Finding, PaymentsQuery, PaymentView } from './payment.schema.js';

/** What a payment turned out to be, for people. */
const SENTENCES: Record<Finding, string> = {
  exact: 'It is what the order asks for.',
  part: 'It is less than the order asks for: the rest is still due.',
  completes: 'With what came before it is what the order asks for.',
  over: 'It is more than the order asks for: the rest of a bank transfer goes back, the contract keeps all.',
  repeated: 'The order was paid already: send it back.',
  unknown_reference: 'No order of this sale has that reference: ask the payer, or send it back.',
  order_over: 'The order takes no money (any more): send it back.',
  no_order:
    'The wallet paid without an order: it is not delivered and goes back when the contract lets it.',
  stranger:
    'A wallet unknown here paid: it is not delivered and goes back when the contract lets it.',
};

/** Rows of money that came in. The offering is locked before any of them. */
@Injectable()
export class PaymentStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  list(
    ctx: Ctx,
    offeringId: string,
    { state, ...query }: PaymentsQuery,
  ): Promise<Page<PaymentView>> {
    const where = { offeringId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, SubscriptionPayment, query, where, (rows) => rows.map(paymentView));
  }

  /** An issuer's own, for staff any. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<SubscriptionPayment> {
    const row = await this.db.em.findOneBy(SubscriptionPayment, { id, ...seenBy(ctx) });
    if (!row) throw new NotFound('payment');
    return row;
  }

  /** @throws NotFound */
  async lock(id: string): Promise<SubscriptionPayment> {
    const [row] = await this.lockWhere({ id });
    if (!row) throw new NotFound('payment');
    return row;
  }

  /** Confirmed money of an order. */
  ofOrder(subscriptionId: string): Promise<SubscriptionPayment[]> {
    return this.lockWhere({ subscriptionId, state: 'confirmed' });
  }

  /** What a wallet has in the contract, as its events told. */
  inContract(offeringId: string, wallet: Buffer): Promise<SubscriptionPayment[]> {
    return this.lockWhere({
      offeringId,
      channel: 'stablecoin',
      state: 'confirmed',
      walletAddress: wallet,
    });
  }

  refundedIn(offeringId: string, wallet: Buffer, hash: string): Promise<SubscriptionPayment[]> {
    return this.lockWhere({ offeringId, walletAddress: wallet, refundHash: toBytes(hash) });
  }

  byLog(offeringId: string, hash: string, logIndex: number): Promise<SubscriptionPayment | null> {
    return this.db.em.findOne(SubscriptionPayment, {
      where: { offeringId, transactionHash: toBytes(hash), logIndex, state: 'confirmed' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  byRefundOperation(operationId: string): Promise<SubscriptionPayment[]> {
    return this.lockWhere({ refundOperationId: operationId });
  }

  /** A receipt of the issuer's bank that was not rejected, by the bank's own id. */
  byBankTransaction(
    organisationId: string,
    bankTransactionId: string,
  ): Promise<SubscriptionPayment | null> {
    return this.db.em.findOneBy(SubscriptionPayment, {
      organisationId,
      bankTransactionId,
      channel: 'bank',
      state: In(['recorded', 'confirmed']),
    });
  }

  /** Receipts that wait for their confirmation. */
  waiting(offeringId: string): Promise<SubscriptionPayment[]> {
    return this.db.em.findBy(SubscriptionPayment, { offeringId, state: 'recorded' });
  }

  /** Wallets whose money lies in the contract and belongs to no living order: those are owed it. */
  async owedByContract(offeringId: string): Promise<Buffer[]> {
    const rows = await this.db.sql<{ wallet: Buffer }>(
      `SELECT DISTINCT p.wallet_address AS wallet FROM api.subscription_payment p
       WHERE p.offering_id = $1 AND p.channel = 'stablecoin' AND p.state = 'confirmed'
         AND p.returned < p.amount AND p.refund_operation_id IS NULL
         AND NOT EXISTS (
           SELECT FROM api.subscription s
           WHERE s.offering_id = $1 AND s.channel = 'stablecoin' AND s.wallet_address = p.wallet_address
             AND s.state IN ('awaiting_payment', 'paid', 'approved', 'settling'))
         AND NOT EXISTS (
           SELECT FROM api.subscription s WHERE s.id = p.subscription_id AND s.state = 'settled')`,
      [offeringId],
    );
    return rows.map(({ wallet }) => wallet);
  }

  /** Whether anybody is still owed money. */
  async anyOwed(offeringId: string): Promise<boolean> {
    const rows = await this.db.sql(
      `SELECT FROM api.subscription_payment
       WHERE offering_id = $1 AND state = 'confirmed' AND applied + returned < amount LIMIT 1`,
      [offeringId],
    );
    return rows.length > 0;
  }

  async insert(ctx: Ctx, row: SubscriptionPayment, verb: string): Promise<void> {
    await this.db.em.insert(SubscriptionPayment, row);
    await this.record(ctx, row, verb);
  }

  async save(
    ctx: Ctx,
    row: SubscriptionPayment,
    verb: string,
    change: Partial<SubscriptionPayment>,
  ): Promise<void> {
    Object.assign(row, change, { updatedAt: this.clock.now() });
    await this.db.em.save(SubscriptionPayment, row);
    await this.record(ctx, row, verb);
  }

  private lockWhere(where: object): Promise<SubscriptionPayment[]> {
    return this.db.em.find(SubscriptionPayment, {
      where,
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private record(ctx: Ctx, row: SubscriptionPayment, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `payment.${verb}`,
      subject: { type: 'subscription_payment', id: row.id },
      organisationId: row.organisationId,
      data: {
        offeringId: row.offeringId,
        subscriptionId: row.subscriptionId,
        channel: row.channel,
        state: row.state,
        finding: row.finding,
        amount: row.amount.toString(),
        applied: row.applied.toString(),
        returned: row.returned.toString(),
        bankTransactionId: row.bankTransactionId,
        transactionHash: row.transactionHash && toHex(row.transactionHash),
      },
    });
  }
}

/** What whoever paid is to be given back. */
export const owed = ({ amount, applied, returned }: SubscriptionPayment): bigint =>
  amount - applied - returned;

export const paymentView = (row: SubscriptionPayment): PaymentView => ({
  id: row.id,
  offeringId: row.offeringId,
  subscriptionId: row.subscriptionId,
  channel: row.channel,
  state: row.state,
  finding: row.finding,
  sentence: SENTENCES[row.finding],
  amount: row.amount.toString(),
  applied: row.applied.toString(),
  returned: row.returned.toString(),
  owed: (row.state === 'confirmed' ? owed(row) : 0n).toString(),
  bankTransactionId: row.bankTransactionId,
  reference: row.reference,
  payer: row.payer,
  receivedOn: row.receivedOn,
  walletAddress: row.walletAddress && toAddress(row.walletAddress),
  transactionHash: row.transactionHash && toHex(row.transactionHash),
  approvalId: row.approvalId,
  createdAt: row.createdAt.toISOString(),
});
