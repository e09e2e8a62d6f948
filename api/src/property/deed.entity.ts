import type { DeedState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, UuidColumn } from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';

/** The deed of a property and what its vault is set up with. */
@Entity({ name: 'deed', schema: 'api' })
export class Deed extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

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

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}
