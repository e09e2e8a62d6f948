import type { OwnerBasis } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';
import type { ListVersion } from '../screening/screening.schema.js';
import type { KybState } from './kyb.machine.js';
import type { KybDocumentType } from './kyb.schema.js';

/** What an organisation says of itself, and compliance's word on it. */
@Entity({ name: 'kyb_case', schema: 'api' })
export class KybCase {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  state: KybState;

  @Column({ name: 'legal_name', type: 'text' })
  legalName: string;

  @Column({ name: 'legal_form', type: 'text' })
  legalForm: string;

  @Column({ type: 'text' })
  lei: string;

  @Column({ name: 'registration_number', type: 'text' })
  registrationNumber: string;

  /** Of incorporation, ISO 3166-1 alpha-2. */
  @Column({ type: 'text' })
  country: string;

  @Column({ type: 'text' })
  address: string;

  /** The largest share of anybody who is not listed, hundredths of a percent; null: all are listed. */
  @Column({ name: 'largest_unlisted_bps', type: 'integer', nullable: true })
  largestUnlistedBps: number | null;

  @UuidColumn({ name: 'opened_by' })
  openedBy: string;

  @UuidColumn({ name: 'submitted_by', nullable: true })
  submittedBy: string | null;

  @InstantColumn({ name: 'submitted_at', nullable: true })
  submittedAt: Date | null;

  /** Editions of the lists the owners were last compared with. */
  @Column({ name: 'screening_lists', type: 'jsonb', nullable: true })
  screeningLists: ListVersion[] | null;

  @InstantColumn({ name: 'screened_at', nullable: true })
  screenedAt: Date | null;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  /** The officer's last word, a request for information included. */
  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

/** A beneficial owner; of an issuer the organisation itself as well, since no KYC case names it. */
@Entity({ name: 'kyb_party', schema: 'api' })
export class KybParty {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'kyb_case_id' })
  kybCaseId: string;

  /** Sealed JSON (`OwnerPerson`), bound to the id. */
  @BytesColumn({ name: 'personal_data' })
  personalData: Buffer;

  /** Hundredths of a percent; null of the organisation itself, as is the basis. */
  @Column({ name: 'share_bps', type: 'integer', nullable: true })
  shareBps: number | null;

  @Column({ type: 'text', nullable: true })
  basis: OwnerBasis | null;

  /** Another declaration took its place: kept for what was found and decided. */
  @InstantColumn({ name: 'removed_at', nullable: true })
  removedAt: Date | null;
}

@Entity({ name: 'kyb_document', schema: 'api' })
export class KybDocument {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'kyb_case_id' })
  kybCaseId: string;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @Column({ type: 'text' })
  type: KybDocumentType;

  @UuidColumn({ name: 'added_by' })
  addedBy: string;

  @InstantColumn({ name: 'added_at' })
  addedAt: Date;
}
