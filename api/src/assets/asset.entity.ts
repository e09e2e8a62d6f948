import type { AssetState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { IdColumn, InstantColumn, Int8Column, UuidColumn } from '../platform/columns.js';
import type { AssetDetails, AssetKind, PaperType } from './asset.schema.js';

@Entity({ name: 'asset', schema: 'api' })
export class Asset {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  kind: AssetKind;

  @Column({ type: 'text' })
  state: AssetState;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  description: string;

  /** What its kind asks for; bars stand in their own table. */
  @Column({ type: 'jsonb' })
  details: AssetDetails;

  @UuidColumn({ name: 'created_by' })
  createdBy: string;

  @UuidColumn({ name: 'submitted_by', nullable: true })
  submittedBy: string | null;

  @InstantColumn({ name: 'submitted_at', nullable: true })
  submittedAt: Date | null;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

@Entity({ name: 'asset_paper', schema: 'api' })
export class AssetPaper {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @Column({ type: 'text' })
  type: PaperType;

  @UuidColumn({ name: 'added_by' })
  addedBy: string;

  @InstantColumn({ name: 'added_at' })
  addedAt: Date;
}

/** A gold bar; weights in thousandths of a troy ounce, fineness in tenths of a mille. */
@Entity({ name: 'bar', schema: 'api' })
export class Bar {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'text' })
  refiner: string;

  @Column({ type: 'text' })
  serial: string;

  @Column({ type: 'integer' })
  year: number;

  @Int8Column({ name: 'gross_milli_oz' })
  grossMilliOz: bigint;

  @Column({ name: 'fineness_tenths', type: 'integer' })
  finenessTenths: number;

  @Int8Column({ name: 'stated_fine_milli_oz' })
  statedFineMilliOz: bigint;
}
