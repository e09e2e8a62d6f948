import type { SignedAttestation } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import { BytesColumn, IdColumn, InstantColumn, UuidColumn } from '../../platform/columns.js';

/** A custodian's key for one of its accounts; counts once a second person accepted it. */
@Entity({ name: 'custodian_key', schema: 'api' })
export class CustodianKey {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'text' })
  custodian: string;

  @Column({ type: 'text' })
  account: string;

  /** The custodian's own name for it. */
  @Column({ name: 'key_id', type: 'text' })
  keyId: string;

  @BytesColumn()
  address: Buffer;

  @InstantColumn({ name: 'valid_from' })
  validFrom: Date;

  @InstantColumn({ name: 'valid_until' })
  validUntil: Date;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'revoked_reason', type: 'text', nullable: true })
  revokedReason: string | null;

  @Column({ type: 'text' })
  state: 'proposed' | 'accepted' | 'refused';

  @UuidColumn({ name: 'proposed_by' })
  proposedBy: string;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}

/** A custodian's statement over its signature; never changed. */
@Entity({ name: 'custodian_attestation', schema: 'api' })
export class CustodianAttestation {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  /** The row of its key. */
  @UuidColumn({ name: 'key_id' })
  keyId: string;

  /** EIP-712 digest that was signed. */
  @BytesColumn()
  digest: Buffer;

  @Column({ type: 'jsonb' })
  statement: SignedAttestation;

  @InstantColumn({ name: 'as_of' })
  asOf: Date;

  @InstantColumn()
  expiry: Date;

  /** The paper behind it, where it was filed. */
  @UuidColumn({ name: 'document_id', nullable: true })
  documentId: string | null;

  @UuidColumn({ name: 'submitted_by' })
  submittedBy: string;

  @InstantColumn({ name: 'received_at' })
  receivedAt: Date;
}
