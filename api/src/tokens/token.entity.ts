import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { OrderEntity } from '../approvals/order.entity.js';
import { DecidedEntity } from '../platform/owned.entity.js';

export type TokenState = 'designed' | 'deploying' | 'live' | 'paused';

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
export class Token extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

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
}

/** An order about the account of a wallet. */
abstract class WalletOrder extends OrderEntity {
  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @UuidColumn({ name: 'wallet_id' })
  walletId: string;

  @BytesColumn({ name: 'wallet_address' })
  walletAddress: Buffer;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}

@Entity({ name: 'supply_order', schema: 'api' })
export class SupplyOrder extends WalletOrder {
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
export class ControlOrder extends WalletOrder {
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
