import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../platform/columns.js';

/** A program that acts in a member's name. Times are wall time. */
@Entity({ name: 'api_key', schema: 'api' })
export class ApiKey {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'membership_id' })
  membershipId: string;

  @Column({ type: 'text' })
  name: string;

  /** The key's beginning: tells keys apart, opens nothing. */
  @Column({ type: 'text' })
  prefix: string;

  /** SHA-256 over the whole key. */
  @BytesColumn({ name: 'key_hash' })
  keyHash: Buffer;

  @Column({ type: 'text', array: true })
  scopes: string[];

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'expires_at' })
  expiresAt: Date;

  /** To the minute. */
  @InstantColumn({ name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
