import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { KycDocumentType } from './kyc.schema.js';
import type { ListVersion } from './screening/screening.schema.js';

@Entity({ name: 'kyc_document', schema: 'api' })
export class KycDocument {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'kyc_case_id' })
  kycCaseId: string;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @Column({ name: 'type', type: 'text' })
  type: KycDocumentType;

  @UuidColumn({ name: 'added_by' })
  addedBy: string;

  @InstantColumn({ name: 'added_at' })
  addedAt: Date;
}

/** One comparison with the lists; what it found are rows of `ScreeningHit`. */
@Entity({ name: 'kyc_screening', schema: 'api' })
export class KycScreening {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'kyc_case_id' })
  kycCaseId: string;

  @InstantColumn({ name: 'screened_at' })
  screenedAt: Date;

  @Column({ name: 'method', type: 'text' })
  method: string;

  @Column({ name: 'lists', type: 'jsonb' })
  lists: ListVersion[];

  @Column({ name: 'hit_count', type: 'integer' })
  hitCount: number;
}

export type KycAction = 'request_information' | 'approve' | 'reject' | 'revoke';

@Entity({ name: 'kyc_decision', schema: 'api' })
export class KycDecision {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'kyc_case_id' })
  kycCaseId: string;

  @Column({ name: 'action', type: 'text' })
  action: KycAction;

  @Column({ name: 'reason', type: 'text' })
  reason: string;

  @UuidColumn({ name: 'decided_by' })
  decidedBy: string;

  @InstantColumn({ name: 'decided_at' })
  decidedAt: Date;
}

/** That the owner of an approval was told how soon it ends. */
@Entity({ name: 'kyc_reminder', schema: 'api' })
export class KycReminder {
  @PrimaryColumn({ name: 'kyc_case_id', type: 'uuid' })
  kycCaseId: string;

  /** Days before the last day the approval holds. */
  @PrimaryColumn({ name: 'days_before', type: 'integer' })
  daysBefore: number;

  @InstantColumn({ name: 'reminded_at' })
  remindedAt: Date;
}
