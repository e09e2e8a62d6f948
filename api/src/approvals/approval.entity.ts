import { Column, Entity } from 'typeorm';
import type { Role } from '../platform/context.js';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { ApprovalState } from './approval.schema.js';

@Entity({ name: 'approval', schema: 'api' })
export class Approval {
  @IdColumn()
  id: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  /** Canonical JSON: what was shown. */
  @Column({ type: 'text' })
  payload: string;

  @BytesColumn({ name: 'payload_hash' })
  payloadHash: Buffer;

  @Column({ name: 'required_role', type: 'text' })
  requiredRole: Role;

  /** How many different persons have to say yes. */
  @Column({ type: 'smallint' })
  approvers: number;

  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'text' })
  state: ApprovalState;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  @Column({ name: 'requested_role', type: 'text' })
  requestedRole: Role;

  @InstantColumn({ name: 'requested_at' })
  requestedAt: Date;

  @InstantColumn({ name: 'expires_at' })
  expiresAt: Date;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;
}
