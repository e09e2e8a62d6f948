import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BytesColumn, InstantColumn, Int8Column, UuidColumn } from '../platform/columns.js';

@Entity({ name: 'audit_entry', schema: 'api' })
export class AuditEntry {
  @PrimaryColumn({ type: 'smallint' })
  lane: number;

  @Int8Column({ primary: true })
  seq: bigint;

  @UuidColumn()
  id: string;

  @InstantColumn()
  at: Date;

  @UuidColumn({ name: 'actor_user_id', nullable: true })
  actorUserId: string | null;

  @UuidColumn({ name: 'actor_organisation_id', nullable: true })
  actorOrganisationId: string | null;

  @Column({ name: 'actor_role', type: 'text', nullable: true })
  actorRole: string | null;

  @Column({ type: 'text' })
  action: string;

  @Column({ name: 'subject_type', type: 'text' })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  @UuidColumn({ name: 'organisation_id', nullable: true })
  organisationId: string | null;

  @Column({ type: 'jsonb' })
  data: object;

  @Column({ name: 'correlation_id', type: 'text' })
  correlationId: string;

  @BytesColumn({ name: 'prev_hash' })
  prevHash: Buffer;

  @BytesColumn()
  hash: Buffer;
}
