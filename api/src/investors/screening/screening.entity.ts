import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';
import type { ListSource } from './list-format.js';
import type { ListVersion } from './screening.schema.js';

/** An edition of a list, as its publisher gave it. The database refuses to change it. */
@Entity({ name: 'sanctions_list_version', schema: 'api' })
export class SanctionsListVersion {
  @IdColumn()
  id: string;

  @Column({ type: 'text' })
  source: ListSource;

  @Column({ name: 'file_name', type: 'text' })
  fileName: string;

  /** Year and month, and day where the publisher gives one. */
  @Column({ name: 'published_on', type: 'text' })
  publishedOn: string;

  @BytesColumn()
  sha256: Buffer;

  @Column({ name: 'row_count', type: 'integer' })
  rowCount: number;

  /** Some megabytes: read only by those who ask for it. */
  @BytesColumn({ select: false })
  content: Buffer;

  /** null: found in the folder of official files at start-up. */
  @UuidColumn({ name: 'imported_by', nullable: true })
  importedBy: string | null;

  @InstantColumn({ name: 'imported_at' })
  importedAt: Date;
}

/** Which edition of a source counts. */
@Entity({ name: 'sanctions_list_in_force', schema: 'api' })
export class SanctionsListInForce {
  @PrimaryColumn({ type: 'text' })
  source: ListSource;

  @UuidColumn({ name: 'version_id' })
  versionId: string;

  @Column({ type: 'text' })
  reason: string;

  @UuidColumn({ name: 'changed_by', nullable: true })
  changedBy: string | null;

  @InstantColumn({ name: 'changed_at' })
  changedAt: Date;
}

/** Everybody screened again: people first, then wallets. */
@Entity({ name: 'screening_run', schema: 'api' })
export class ScreeningRun {
  @IdColumn()
  id: string;

  @Column({ type: 'text' })
  state: 'running' | 'finished' | 'superseded';

  @Column({ type: 'text' })
  phase: 'people' | 'owners' | 'wallets';

  /** The last one done in this phase. */
  @UuidColumn({ nullable: true })
  cursor: string | null;

  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'jsonb' })
  lists: ListVersion[];

  @Column({ type: 'integer' })
  total: number;

  @Column({ type: 'integer' })
  screened: number;

  @Column({ name: 'new_hits', type: 'integer' })
  newHits: number;

  @Column({ name: 'lapsed_hits', type: 'integer' })
  lapsedHits: number;

  @UuidColumn({ name: 'started_by', nullable: true })
  startedBy: string | null;

  @InstantColumn({ name: 'started_at' })
  startedAt: Date;

  @InstantColumn({ name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}

export type HitDecision = 'true_match' | 'false_positive';

/** A case, a party of an organisation or a wallet that meets a listed party. */
@Entity({ name: 'screening_hit', schema: 'api' })
export class ScreeningHit {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'kyc_case_id', nullable: true })
  kycCaseId: string | null;

  @UuidColumn({ name: 'kyb_party_id', nullable: true })
  kybPartyId: string | null;

  @UuidColumn({ name: 'wallet_id', nullable: true })
  walletId: string | null;

  /** null: found when the case was handed in. */
  @UuidColumn({ name: 'run_id', nullable: true })
  runId: string | null;

  /** The edition that holds the name or address that was met. */
  @UuidColumn({ name: 'version_id' })
  versionId: string;

  @BytesColumn({ name: 'party_key' })
  partyKey: Buffer;

  @BytesColumn({ name: 'entry_hash' })
  entryHash: Buffer;

  @BytesColumn({ name: 'subject_hash' })
  subjectHash: Buffer;

  /** Per mille. */
  @Column({ type: 'integer' })
  score: number;

  /** Sealed JSON (`HitDetail`), bound to the hit's id. */
  @BytesColumn()
  detail: Buffer;

  @InstantColumn({ name: 'found_at' })
  foundAt: Date;

  @Column({ type: 'text', nullable: true })
  decision: HitDecision | null;

  /** null of a decided hit: a listed address, where nothing is to be weighed. */
  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @InstantColumn({ name: 'lapsed_at', nullable: true })
  lapsedAt: Date | null;

  @Column({ name: 'lapse_reason', type: 'text', nullable: true })
  lapseReason: string | null;
}
