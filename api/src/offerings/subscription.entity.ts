import type { SubscriptionState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { OwnedEntity } from '../platform/owned.entity.js';
import type { Channel } from './offering.schema.js';

/** An order of an investor, whose organisation owns it. Amounts of money are base units of the payment token. */
@Entity({ name: 'subscription', schema: 'api' })
export class Subscription extends OwnedEntity {
  @UuidColumn({ name: 'offering_id' })
  offeringId: string;

  @UuidColumn({ name: 'wallet_id' })
  walletId: string;

  @BytesColumn({ name: 'wallet_address' })
  walletAddress: Buffer;

  @Column({ type: 'text' })
  channel: Channel;

  @Column({ type: 'text' })
  state: SubscriptionState;

  /** ISO 11649. */
  @Column({ type: 'text' })
  reference: string;

  @BigintColumn()
  ordered: bigint;

  /** What is to be paid: less than ordered where the book was divided. */
  @BigintColumn()
  amount: bigint;

  /** What came in for it and was not given back. */
  @BigintColumn()
  paid: bigint;

  @BigintColumn({ name: 'min_tokens' })
  minTokens: bigint;

  @InstantColumn({ name: 'paid_at', nullable: true })
  paidAt: Date | null;

  @InstantColumn({ name: 'cooling_off_until', nullable: true })
  coolingOffUntil: Date | null;

  @BigintColumn({ nullable: true })
  tokens: bigint | null;

  /** The mint that settles it, where the bank's money pays. */
  @UuidColumn({ name: 'supply_order_id', nullable: true })
  supplyOrderId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @Int8Column({ name: 'block_number', nullable: true })
  blockNumber: bigint | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @Column({ name: 'reason_code', type: 'text', nullable: true })
  reasonCode: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @UuidColumn({ name: 'ordered_by' })
  orderedBy: string;
}
