import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../platform/context.js';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';

export type OrganisationKind = 'issuer' | 'investor' | 'platform';

@Entity({ name: 'organisation', schema: 'api' })
export class Organisation {
  @IdColumn()
  id: string;

  @Column({ type: 'text' })
  kind: OrganisationKind;

  /** null for a private investor: the person's own name is sealed with the user. */
  @Column({ type: 'text', nullable: true })
  name: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}

@Entity({ name: 'user_account', schema: 'api' })
export class User {
  @IdColumn()
  id: string;

  @BytesColumn({ name: 'email_sealed' })
  emailSealed: Buffer;

  @BytesColumn({ name: 'email_index' })
  emailIndex: Buffer;

  @BytesColumn({ name: 'name_sealed' })
  nameSealed: Buffer;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}

@Entity({ name: 'membership', schema: 'api' })
export class Membership {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'user_id' })
  userId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  role: Role;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}

/** A sign-in and everything refreshed from it. Times are wall time. */
@Entity({ name: 'session', schema: 'api' })
export class Session {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'membership_id' })
  membershipId: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'revoked_because', type: 'text', nullable: true })
  revokedBecause: 'signed_out' | 'token_reused' | null;
}

@Entity({ name: 'refresh_token', schema: 'api' })
export class RefreshToken {
  @PrimaryColumn({ name: 'token_hash', type: 'bytea' })
  tokenHash: Buffer;

  @UuidColumn({ name: 'session_id' })
  sessionId: string;

  @InstantColumn({ name: 'issued_at' })
  issuedAt: Date;

  @InstantColumn({ name: 'expires_at' })
  expiresAt: Date;

  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt: Date | null;
}

@Entity({ name: 'invitation', schema: 'api' })
export class Invitation {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  role: Role;

  @BytesColumn({ name: 'email_sealed' })
  emailSealed: Buffer;

  @BytesColumn({ name: 'email_index' })
  emailIndex: Buffer;

  @BytesColumn({ name: 'name_sealed' })
  nameSealed: Buffer;

  @BytesColumn({ name: 'token_hash' })
  tokenHash: Buffer;

  @UuidColumn({ name: 'invited_by' })
  invitedBy: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'expires_at' })
  expiresAt: Date;

  @InstantColumn({ name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;
}
