import type { BarOrderState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import type { BarFigures, BarStepName, BarStepState } from './bar.schema.js';

/** A whole bar for tokens: reserved here, then whatever the vault's contract says. */
@Entity({ name: 'bar_order', schema: 'api' })
export class BarOrder {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  /** The satellite. */
  @UuidColumn({ name: 'vault_id' })
  vaultId: string;

  /** Null where nobody here owns the wallet. */
  @UuidColumn({ name: 'organisation_id', nullable: true })
  organisationId: string | null;

  @UuidColumn({ name: 'wallet_id', nullable: true })
  walletId: string | null;

  @BytesColumn()
  holder: Buffer;

  @Column({ type: 'text' })
  state: BarOrderState;

  /** The bar's id in the vault's contract. */
  @BytesColumn({ name: 'bar_key' })
  barKey: Buffer;

  @Column({ type: 'jsonb' })
  bar: BarFigures;

  @BigintColumn({ name: 'amount_base_units' })
  amountBaseUnits: bigint;

  @UuidColumn({ name: 'delivery_document_id', nullable: true })
  deliveryDocumentId: string | null;

  @BytesColumn({ name: 'delivery_hash' })
  deliveryHash: Buffer;

  @Int8Column({ nullable: true })
  number: bigint | null;

  @Column({ name: 'bar_left', type: 'boolean' })
  barLeft: boolean;

  @InstantColumn({ name: 'reserved_until' })
  reservedUntil: Date;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'changed_at' })
  changedAt: Date;
}

/** What the vault's officers do with an order, with the paper behind it. */
@Entity({ name: 'bar_step', schema: 'api' })
export class BarStep {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'order_id' })
  orderId: string;

  @Column({ type: 'text' })
  step: BarStepName;

  @Column({ type: 'text' })
  state: BarStepState;

  @UuidColumn({ name: 'evidence_document_id', nullable: true })
  evidenceDocumentId: string | null;

  @BytesColumn({ name: 'evidence_hash', nullable: true })
  evidenceHash: Buffer | null;

  @Column({ type: 'text' })
  reason: string;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  @UuidColumn({ name: 'approval_id' })
  approvalId: string;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
