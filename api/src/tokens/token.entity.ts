import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';

export type TokenState = 'designed' | 'deploying' | 'live' | 'paused';
export type OrderState = 'requested' | 'approved' | 'settled' | 'rejected' | 'failed';

/** The rules a token is deployed with, as stored; null, zero or empty switches one off. */
export interface StoredRules {
  minTier: number;
  countries: number[];
  maxHolders: number | null;
  maxBalanceBaseUnits: string | null;
  maxSupplyBaseUnits: string | null;
  lockUntil: string | null;
}

@Entity({ name: 'token', schema: 'api' })
export class Token {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  state: TokenState;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  symbol: string;

  @Column({ type: 'smallint' })
  decimals: number;

  @Column({ type: 'jsonb' })
  rules: StoredRules;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @BytesColumn({ nullable: true })
  address: Buffer | null;

  @BytesColumn({ name: 'nav_feed', nullable: true })
  navFeed: Buffer | null;

  @BytesColumn({ name: 'reserve_feed', nullable: true })
  reserveFeed: Buffer | null;

  @Int8Column({ name: 'deployed_block', nullable: true })
  deployedBlock: bigint | null;

  @InstantColumn({ name: 'deployed_at', nullable: true })
  deployedAt: Date | null;

  @BytesColumn({ name: 'deployed_transaction', nullable: true })
  deployedTransaction: Buffer | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

/** What mints, burns and freezes have in common: asked for, approved, sent, seen on the chain. */
abstract class Order {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  state: OrderState;

  @UuidColumn({ name: 'wallet_id' })
  walletId: string;

  @BytesColumn({ name: 'wallet_address' })
  walletAddress: Buffer;

  @Column({ type: 'text' })
  reason: string;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @Int8Column({ name: 'block_number', nullable: true })
  blockNumber: bigint | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

@Entity({ name: 'supply_order', schema: 'api' })
export class SupplyOrder extends Order {
  @Column({ type: 'text' })
  kind: 'mint' | 'burn';

  @BigintColumn({ name: 'consideration_cents' })
  considerationCents: bigint;

  @Int8Column({ name: 'nav_round' })
  navRound: bigint;

  /** Dollars per share × 10⁶. */
  @BigintColumn()
  nav: bigint;

  @BigintColumn({ name: 'amount_base_units' })
  amountBaseUnits: bigint;

  /** Dollars × 10^(6 + decimals of the token). */
  @BigintColumn()
  residual: bigint;

  @Int8Column({ name: 'spend_id' })
  spendId: bigint;
}

@Entity({ name: 'control_order', schema: 'api' })
export class ControlOrder extends Order {
  @Column({ type: 'text' })
  kind: 'freeze' | 'unfreeze' | 'partial_freeze' | 'forced_transfer';

  /** Who gets what is moved. */
  @UuidColumn({ name: 'to_wallet_id', nullable: true })
  toWalletId: string | null;

  @BytesColumn({ name: 'to_address', nullable: true })
  toAddress: Buffer | null;

  /** Moved, or held back in all. */
  @BigintColumn({ name: 'amount_base_units', nullable: true })
  amountBaseUnits: bigint | null;

  /** The court's order. */
  @UuidColumn({ name: 'document_id', nullable: true })
  documentId: string | null;

  @BytesColumn({ name: 'document_hash', nullable: true })
  documentHash: Buffer | null;
}
