import type { ReportState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import type { Verdict } from './proof-of-reserve/content.js';

@Entity({ name: 'report', schema: 'api' })
export class Report {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'text' })
  kind: 'proof_of_reserve';

  @Column({ type: 'text' })
  state: ReportState;

  @Column({ type: 'text', nullable: true })
  verdict: Verdict | null;

  @Int8Column({ name: 'as_of_block', nullable: true })
  asOfBlock: bigint | null;

  @Column({ name: 'as_of_block_hash', type: 'text', nullable: true })
  asOfBlockHash: string | null;

  @InstantColumn({ name: 'as_of_time', nullable: true })
  asOfTime: Date | null;

  /** SHA-256 of the content's canonical JSON. */
  @BytesColumn({ name: 'content_sha256', nullable: true })
  contentSha256: Buffer | null;

  @UuidColumn({ name: 'json_document_id', nullable: true })
  jsonDocumentId: string | null;

  @UuidColumn({ name: 'pdf_document_id', nullable: true })
  pdfDocumentId: string | null;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  @InstantColumn({ name: 'built_at', nullable: true })
  builtAt: Date | null;
}
