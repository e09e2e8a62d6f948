import type { DealingFrequency, RedemptionState } from '@cadastre/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { OrderEntity } from '../approvals/order.entity.js';
import {
  BigintColumn,
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { OwnedEntity } from '../platform/owned.entity.js';
import type { OrderKind, QueueState, RedemptionLane } from './redemption.schema.js';

/** A redemption queue of a token: its terms, its calendar and where it lives. */
@Entity({ name: 'redemption_queue', schema: 'api' })
export class RedemptionQueueRow extends OwnedEntity {
  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @UuidColumn({ name: 'satellite_id', nullable: true })
  satelliteId: string | null;

  @Column({ type: 'text' })
  state: QueueState;

  @BytesColumn({ name: 'payment_token' })
  paymentToken: Buffer;

  @Column({ name: 'payment_symbol', type: 'text' })
  paymentSymbol: string;

  @Column({ name: 'payment_decimals', type: 'smallint' })
  paymentDecimals: number;

  @Column({ name: 'price_max_age_seconds', type: 'integer' })
  priceMaxAgeSeconds: number;

  /** Feed of the payment token against the dollar; null takes it at par. */
  @BytesColumn({ name: 'peg_feed', nullable: true })
  pegFeed: Buffer | null;

  @Column({ name: 'peg_max_age_seconds', type: 'integer', nullable: true })
  pegMaxAgeSeconds: number | null;

  @Column({ name: 'peg_band_bps', type: 'integer', nullable: true })
  pegBandBps: number | null;

  @BigintColumn({ name: 'min_shares' })
  minShares: bigint;

  @Column({ name: 'patience_seconds', type: 'integer' })
  patienceSeconds: number;

  @Column({ type: 'text' })
  frequency: DealingFrequency;

  /** After midnight in New York. */
  @Column({ name: 'cut_off_minutes', type: 'smallint' })
  cutOffMinutes: number;

  @Column({ name: 'settlement_days', type: 'smallint' })
  settlementDays: number;

  @BytesColumn({ nullable: true })
  address: Buffer | null;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;
}

/** An epoch whose cut-off has passed. */
@Entity({ name: 'redemption_epoch', schema: 'api' })
export class RedemptionEpoch {
  @PrimaryColumn({ name: 'queue_id', type: 'uuid' })
  queueId: string;

  @PrimaryColumn({ type: 'integer' })
  number: number;

  @InstantColumn({ name: 'closed_at' })
  closedAt: Date;

  @BigintColumn()
  shares: bigint;

  /** Of `shares`, let through by the epoch's gate; null where it is settled whole. */
  @BigintColumn({ nullable: true })
  fill: bigint | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @BigintColumn({ name: 'settled_shares', nullable: true })
  settledShares: bigint | null;

  @BigintColumn({ nullable: true })
  assets: bigint | null;

  /** In the NAV feed's decimals. */
  @BigintColumn({ nullable: true })
  price: bigint | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;
}

/** A holder's shares in one epoch, or one instant redemption. Written by the facts alone. */
@Entity({ name: 'redemption', schema: 'api' })
export class Redemption {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'queue_id' })
  queueId: string;

  /** Null where nobody here owns the wallet. */
  @UuidColumn({ name: 'organisation_id', nullable: true })
  organisationId: string | null;

  @UuidColumn({ name: 'wallet_id', nullable: true })
  walletId: string | null;

  @BytesColumn()
  controller: Buffer;

  @Column({ type: 'text' })
  lane: RedemptionLane;

  /** Counts a controller's redemptions of a lane from 1. */
  @Column({ type: 'integer' })
  ordinal: number;

  @Column({ type: 'integer', nullable: true })
  epoch: number | null;

  @Column({ type: 'text' })
  state: RedemptionState;

  @BigintColumn()
  shares: bigint;

  @BigintColumn()
  assets: bigint;

  @BigintColumn()
  fee: bigint;

  /** Moved on to the next epoch, which this one was not filled for. */
  @BigintColumn({ name: 'deferred_shares' })
  deferredShares: bigint;

  /** Moved here from the epoch before. */
  @BigintColumn({ name: 'carried_shares' })
  carriedShares: bigint;

  @BigintColumn({ name: 'claimed_shares' })
  claimedShares: bigint;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  @InstantColumn({ name: 'changed_at' })
  changedAt: Date;
}

/** What the treasurer does to a queue, from request to the ledger's last word. */
@Entity({ name: 'redemption_order', schema: 'api' })
export class RedemptionOrder extends OrderEntity {
  @UuidColumn({ name: 'queue_id' })
  queueId: string;

  @Column({ type: 'text' })
  kind: OrderKind;

  @Column({ type: 'integer', nullable: true })
  epoch: number | null;

  @BigintColumn({ nullable: true })
  shares: bigint | null;

  /** Of a strike in part: the gate, and what it defers beside `shares`. */
  @BigintColumn({ nullable: true })
  fill: bigint | null;

  @BigintColumn({ nullable: true })
  deferred: bigint | null;

  @Int8Column({ name: 'nav_round', nullable: true })
  navRound: bigint | null;

  @BigintColumn({ nullable: true })
  nav: bigint | null;

  /** Base units of payment: set aside, funded, withdrawn, or the lane's daily limit. */
  @BigintColumn({ nullable: true })
  amount: bigint | null;

  @Column({ name: 'fee_bps', type: 'integer', nullable: true })
  feeBps: number | null;

  @BytesColumn({ nullable: true })
  account: Buffer | null;

  /** Null where the dealing calendar did. */
  @UuidColumn({ name: 'requested_by', nullable: true })
  requestedBy: string | null;

  /** What the chain did, should it differ from `amount`. */
  @BigintColumn({ name: 'settled_amount', nullable: true })
  settledAmount: bigint | null;
}
