import type { OfferingState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BigintColumn, BytesColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';
import type { OfferingTerms } from './offering.schema.js';

/** A sale of an asset's tokens: what was agreed, and where it stands. */
@Entity({ name: 'offering', schema: 'api' })
export class Offering extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

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
}
