import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import type { DocumentAccess, DocumentPurpose } from './document.schema.js';

/** Stored content, once however often it was uploaded. */
@Entity({ name: 'blob', schema: 'api' })
export class Blob {
  @PrimaryColumn({ type: 'bytea' })
  sha256: Buffer;

  @Int8Column()
  size: bigint;

  /** Name of the encrypted file. Not the hash: two uploads of one content never share a file. */
  @UuidColumn({ name: 'file_id' })
  fileId: string;

  @BytesColumn({ name: 'wrapped_key' })
  wrappedKey: Buffer;

  /** The master key that wraps it. */
  @Column({ name: 'key_name', type: 'text' })
  keyName: string;

  @BytesColumn()
  nonce: Buffer;

  @BytesColumn()
  tag: Buffer;
}

/** One upload: who, what for, under which name. */
@Entity({ name: 'document', schema: 'api' })
export class Document {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'uploaded_by', nullable: true })
  uploadedBy: string | null;

  @Column({ type: 'text' })
  purpose: DocumentPurpose;

  @BytesColumn()
  sha256: Buffer;

  @Int8Column()
  size: bigint;

  @Column({ name: 'media_type', type: 'text' })
  mediaType: string;

  @Column({ name: 'file_name', type: 'text' })
  fileName: string;

  /** The version before this one. */
  @UuidColumn({ nullable: true })
  replaces: string | null;

  @Column({ type: 'integer' })
  version: number;

  /** Its last day, UTC; null where it does not end. */
  @Column({ name: 'valid_until', type: 'date', nullable: true })
  validUntil: string | null;

  @Column({ type: 'text' })
  access: DocumentAccess;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
