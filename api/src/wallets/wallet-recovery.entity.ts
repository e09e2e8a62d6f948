import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BytesColumn, UuidColumn } from '../platform/columns.js';
import { OwnedEntity } from '../platform/owned.entity.js';
import type { RecoveryState } from './wallet-recovery.machine.js';

/** A lost wallet whose place another of the same investor takes, whose organisation owns the row. */
@Entity({ name: 'wallet_recovery', schema: 'api' })
export class WalletRecovery extends OwnedEntity {
  @UuidColumn({ name: 'lost_wallet_id' })
  lostWalletId: string;

  @UuidColumn({ name: 'new_wallet_id' })
  newWalletId: string;

  @Column({ type: 'text' })
  state: RecoveryState;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  /** SHA-256 of the approval's payload: the paper that the chain's events name. */
  @BytesColumn({ name: 'paper_hash' })
  paperHash: Buffer;

  @Column({ type: 'text' })
  reason: string;

  @UuidColumn({ name: 'approval_id' })
  approvalId: string;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;

  /** The command that replaces the wallet in the registry. */
  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;
}

/** What the lost wallet held on one token, on its way to the new one. */
@Entity({ name: 'wallet_recovery_token', schema: 'api' })
export class WalletRecoveryToken {
  @PrimaryColumn({ name: 'recovery_id', type: 'uuid' })
  recoveryId: string;

  /** Contract address, 20 bytes. */
  @PrimaryColumn({ type: 'bytea' })
  token: Buffer;

  @Column({ type: 'text' })
  state: 'sent' | 'moved' | 'failed';

  @UuidColumn({ name: 'operation_id' })
  operationId: string;

  @Column({ type: 'text', nullable: true })
  failure: string | null;
}
