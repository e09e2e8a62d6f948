import type { KycCaseState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { DecisionRecord } from './kyc.schema.js';
import type { Tier } from './kyc.tiers.js';

@Entity({ name: 'kyc_case', schema: 'api' })
export class KycCase {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'investor_id' })
  investorId: string;

  @Column({ name: 'state', type: 'text' })
  state: KycCaseState;

  /** The approval this case renews. */
  @UuidColumn({ name: 'continues_case_id', nullable: true })
  continuesCaseId: string | null;

  /** Sealed JSON (`PersonalData`), bound to the case id. */
  @BytesColumn({ name: 'personal_data', nullable: true })
  personalData: Buffer | null;

  @Column({ name: 'subject_kind', type: 'text', nullable: true })
  subjectKind: 'person' | 'entity' | null;

  @Column({ name: 'country', type: 'text', nullable: true })
  country: string | null;

  @Column({ name: 'requested_tier', type: 'text', nullable: true })
  requestedTier: Tier | null;

  @UuidColumn({ name: 'opened_by' })
  openedBy: string;

  @UuidColumn({ name: 'submitted_by', nullable: true })
  submittedBy: string | null;

  @InstantColumn({ name: 'submitted_at', nullable: true })
  submittedAt: Date | null;

  @Column({ name: 'granted_tier', type: 'text', nullable: true })
  grantedTier: Tier | null;

  /** Last day the approval holds, UTC. */
  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn: string | null;

  @Column({ name: 'decision', type: 'jsonb', nullable: true })
  decision: DecisionRecord | null;

  /** SHA-256 of the decision's canonical JSON: what the chain's registry event carries. */
  @BytesColumn({ name: 'evidence_hash', nullable: true })
  evidenceHash: Buffer | null;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
