import { Column, Entity } from 'typeorm';
import { IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { IssuerState } from './issuer.machine.js';

@Entity({ name: 'issuer', schema: 'api' })
export class Issuer {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ name: 'state', type: 'text' })
  state: IssuerState;

  @Column({ name: 'legal_name', type: 'text' })
  legalName: string;

  @Column({ name: 'lei', type: 'text' })
  lei: string;

  @Column({ name: 'country', type: 'text' })
  country: string;

  @Column({ name: 'registration_number', type: 'text' })
  registrationNumber: string;

  @Column({ name: 'address', type: 'text' })
  address: string;

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
