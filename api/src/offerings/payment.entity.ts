import { Column, Entity } from 'typeorm';
import { BigintColumn, BytesColumn, UuidColumn } from '../platform/columns.js';
import { OwnedEntity } from '../platform/owned.entity.js';
import type { Channel } from './offering.schema.js';
import type { Finding, PaymentState, ReturnState } from './payment.schema.js';

/** Money that came in to an issuer. What is neither applied nor returned is owed to whoever paid. */
@Entity({ name: 'subscription_payment', schema: 'api' })
export class SubscriptionPayment extends OwnedEntity {
  @UuidColumn({ name: 'offering_id' })
  offeringId: string;

  @UuidColumn({ name: 'subscription_id', nullable: true })
  subscriptionId: string | null;

  @Column({ type: 'text' })
  channel: Channel;

  @Column({ type: 'text' })
  state: PaymentState;

  @Column({ type: 'text' })
  finding: Finding;

  /** Base units of the payment token, as are the next two. */
  @BigintColumn()
  amount: bigint;

  @BigintColumn()
  applied: bigint;

  @BigintColumn()
  returned: bigint;

  @Column({ name: 'bank_transaction_id', type: 'text', nullable: true })
  bankTransactionId: string | null;

  @Column({ type: 'text', nullable: true })
  reference: string | null;

  @Column({ type: 'text', nullable: true })
  payer: string | null;

  @Column({ name: 'received_on', type: 'date', nullable: true })
  receivedOn: string | null;

  @UuidColumn({ name: 'recorded_by', nullable: true })
  recordedBy: string | null;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @BytesColumn({ name: 'wallet_address', nullable: true })
  walletAddress: Buffer | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @Column({ name: 'log_index', type: 'integer', nullable: true })
  logIndex: number | null;

  @UuidColumn({ name: 'refund_operation_id', nullable: true })
  refundOperationId: string | null;

  /** The transaction in which the contract gave it back. */
  @BytesColumn({ name: 'refund_hash', nullable: true })
  refundHash: Buffer | null;
}

/** A bank transfer back. */
@Entity({ name: 'payment_return', schema: 'api' })
export class PaymentReturn extends OwnedEntity {
  @UuidColumn({ name: 'payment_id' })
  paymentId: string;

  @Column({ type: 'text' })
  state: ReturnState;

  /** Base units of the payment token. */
  @BigintColumn()
  amount: bigint;

  @Column({ name: 'bank_transaction_id', type: 'text' })
  bankTransactionId: string;

  @Column({ name: 'sent_on', type: 'date' })
  sentOn: string;

  @UuidColumn({ name: 'recorded_by' })
  recordedBy: string;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;
}
