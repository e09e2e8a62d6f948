import type { DeedState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';

/** The deed of a property and what its vault is set up with. */
@Entity({ name: 'deed', schema: 'api' })
export class Deed {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  state: DeedState;

  /** ISO 3166-1 numeric. */
  @Column({ type: 'smallint' })
  country: number;

  @Column({ type: 'text' })
  register: string;

  @Column({ type: 'text' })
  folio: string;

  @BytesColumn({ name: 'title_id' })
  titleId: Buffer;

  /** The extract from the land register. */
  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @BytesColumn({ name: 'document_hash' })
  documentHash: Buffer;

  /** Who gets the deed and locks it in the vault. */
  @BytesColumn()
  holder: Buffer;

  @BytesColumn({ name: 'payment_token' })
  paymentToken: Buffer;

  @Column({ name: 'payment_symbol', type: 'text' })
  paymentSymbol: string;

  @Column({ name: 'payment_decimals', type: 'smallint' })
  paymentDecimals: number;

  /** Part of all fractions that must have voted for a buy-out, of 10,000. */
  @Column({ name: 'approval_bps', type: 'integer' })
  approvalBps: number;

  @BytesColumn({ name: 'released_to', nullable: true })
  releasedTo: Buffer | null;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
