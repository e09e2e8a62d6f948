import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';
import type { RowProblem } from './import.schema.js';

/** A file of investors: checked when it is taken in, applied by a job. One for each content. */
@Entity({ name: 'investor_import', schema: 'api' })
export class InvestorImport {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @BytesColumn({ name: 'file_sha256' })
  fileSha256: Buffer;

  @Column({ type: 'text' })
  state: 'checked' | 'applying' | 'applied';

  @Column({ name: 'row_count', type: 'integer' })
  rowCount: number;

  @UuidColumn({ name: 'checked_by' })
  checkedBy: string;

  @InstantColumn({ name: 'checked_at' })
  checkedAt: Date;

  @UuidColumn({ name: 'applied_by', nullable: true })
  appliedBy: string | null;

  @InstantColumn({ name: 'applied_at', nullable: true })
  appliedAt: Date | null;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}

@Entity({ name: 'investor_import_row', schema: 'api' })
export class InvestorImportRow {
  @PrimaryColumn({ name: 'import_id', type: 'uuid' })
  importId: string;

  /** In the file; the header is line 1. */
  @PrimaryColumn({ type: 'integer' })
  line: number;

  @Column({ type: 'text' })
  state: 'valid' | 'invalid' | 'known' | 'applied';

  /** A keyed hash of the whole row: the same row of another file is known by it. */
  @BytesColumn({ name: 'row_hash' })
  rowHash: Buffer;

  @Column({ type: 'jsonb' })
  problems: RowProblem[];

  /** Sealed JSON (`ImportedInvestor`), bound to import and line; null once it is applied. */
  @BytesColumn({ nullable: true })
  data: Buffer | null;

  @UuidColumn({ name: 'organisation_id', nullable: true })
  organisationId: string | null;

  @UuidColumn({ name: 'invitation_id', nullable: true })
  invitationId: string | null;
}
