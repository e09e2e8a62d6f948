import { Column, Entity } from 'typeorm';
import { IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import type { Role } from '../platform/context.js';

/** An officer's voice in approvals, lent to a colleague for as long as the officer is away. */
@Entity({ name: 'approval_delegation', schema: 'api' })
export class ApprovalDelegation {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'officer_id' })
  officerId: string;

  @UuidColumn({ name: 'deputy_id' })
  deputyId: string;

  @Column({ type: 'text' })
  role: Role;

  @InstantColumn({ name: 'starts_at' })
  startsAt: Date;

  @InstantColumn({ name: 'ends_at' })
  endsAt: Date;

  @Column({ type: 'text' })
  reason: string;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
