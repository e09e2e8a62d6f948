import type { TaxFormKind } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';

export type TaxFormState = 'filed' | 'accepted' | 'rejected' | 'superseded';

@Entity({ name: 'tax_form', schema: 'api' })
export class TaxForm {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  form: TaxFormKind;

  @Column({ type: 'text' })
  state: TaxFormState;

  /** Country of tax residence, ISO 3166-1 alpha-2. */
  @Column({ type: 'text' })
  country: string;

  /** Sealed, bound to the form's id. */
  @BytesColumn({ name: 'tax_number' })
  taxNumber: Buffer;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @Column({ name: 'signed_on', type: 'date' })
  signedOn: string;

  /** Last day the form holds; null: until something changes. */
  @Column({ name: 'valid_through', type: 'date', nullable: true })
  validThrough: string | null;

  @UuidColumn({ name: 'filed_by' })
  filedBy: string;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
