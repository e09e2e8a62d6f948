import type { OfferingState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  IdColumn,
  InstantColumn,
  UuidColumn,
} from '../platform/columns.js';
import type { OfferingTerms } from './offering.schema.js';

/** A sale of an asset's tokens: what was agreed, and where it stands. */
@Entity({ name: 'offering', schema: 'api' })
export class Offering {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  state: OfferingState;

  @Column({ type: 'jsonb' })
  terms: OfferingTerms;

  @Column({ name: 'payment_symbol', type: 'text' })
  paymentSymbol: string;

  @Column({ name: 'payment_decimals', type: 'smallint' })
  paymentDecimals: number;

  /** As the contract says it. */
  @Column({ type: 'boolean' })
  paused: boolean;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @UuidColumn({ name: 'satellite_id', nullable: true })
  satelliteId: string | null;

  @BytesColumn({ nullable: true })
  address: Buffer | null;

  /** When the book was divided. */
  @InstantColumn({ name: 'allotted_at', nullable: true })
  allottedAt: Date | null;

  /** What the division gave nobody, base units of payment. */
  @BigintColumn({ nullable: true })
  unallotted: bigint | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
