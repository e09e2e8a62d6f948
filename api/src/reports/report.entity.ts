import type { ReportState, ReportStatus } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';

export type ReportSchedule = 'month_end' | 'random_day';

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

  /** Version of its content. */
  @Column({ type: 'text' })
  format: string;

  @Column({ type: 'text' })
  state: ReportState;

  @Column({ type: 'text', nullable: true })
  verdict: ReportStatus | null;

  /** T as asked for; null: that of the newest final block when it is built. */
  @InstantColumn({ name: 'requested_time', nullable: true })
  requestedTime: Date | null;

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

  @UuidColumn({ name: 'signature_document_id', nullable: true })
  signatureDocumentId: string | null;

  @UuidColumn({ name: 'holders_document_id', nullable: true })
  holdersDocumentId: string | null;

  @UuidColumn({ name: 'source_document_ids', array: true })
  sourceDocumentIds: string[];

  /** What proofs of holders are made from: see `SumTreeIndex`. */
  @BytesColumn({ name: 'tree_firsts', nullable: true })
  treeFirsts: Buffer | null;

  @BytesColumn({ name: 'tree_roots', nullable: true })
  treeRoots: Buffer | null;

  /** The report this one corrects. */
  @UuidColumn({ nullable: true })
  supersedes: string | null;

  @Column({ name: 'supersede_reason', type: 'text', nullable: true })
  supersedeReason: string | null;

  /** Null where somebody asked. */
  @Column({ type: 'text', nullable: true })
  schedule: ReportSchedule | null;

  @Column({ name: 'schedule_day', type: 'date', nullable: true })
  scheduleDay: string | null;

  /** The command that writes the PDF's hash on-chain. */
  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @Int8Column({ name: 'registered_block', nullable: true })
  registeredBlock: bigint | null;

  @BytesColumn({ name: 'registered_transaction', nullable: true })
  registeredTransaction: Buffer | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  /** Null where the schedule did. */
  @UuidColumn({ name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  @InstantColumn({ name: 'built_at', nullable: true })
  builtAt: Date | null;
}
