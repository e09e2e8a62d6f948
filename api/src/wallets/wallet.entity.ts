import type { WalletState } from '@cadastre/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstantColumn, UuidColumn } from '../platform/columns.js';
import { OwnedEntity } from '../platform/owned.entity.js';
import type { RegisterEntry } from './wallet.schema.js';

/** A message somebody was asked to sign; wall-clock times, used at most once. */
@Entity({ name: 'wallet_challenge', schema: 'api' })
export class WalletChallenge {
  @PrimaryColumn({ type: 'text' })
  nonce: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'user_id' })
  userId: string;

  /** EIP-55. */
  @Column({ type: 'text' })
  address: string;

  @Column({ type: 'text' })
  message: string;

  @InstantColumn({ name: 'issued_at' })
  issuedAt: Date;

  @InstantColumn({ name: 'expires_at' })
  expiresAt: Date;

  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt: Date | null;
}

@Entity({ name: 'wallet', schema: 'api' })
export class Wallet extends OwnedEntity {
  /** Lower case; shown in EIP-55. */
  @Column({ type: 'text' })
  address: string;

  @Column({ type: 'text' })
  label: string;

  @Column({ type: 'text' })
  state: WalletState;

  @Column({ name: 'proof_message', type: 'text' })
  proofMessage: string;

  @Column({ name: 'proof_signature', type: 'text' })
  proofSignature: string;

  /** By the account's key, or by the word of its contract (ERC-1271). */
  @Column({ name: 'proof_kind', type: 'text' })
  proofKind: 'key' | 'contract';

  @UuidColumn({ name: 'proven_by' })
  provenBy: string;

  @InstantColumn({ name: 'proven_at' })
  provenAt: Date;

  @UuidColumn({ name: 'kyc_case_id', nullable: true })
  kycCaseId: string | null;

  /** What we asked the chain's registry to write. */
  @Column({ name: 'register_entry', type: 'jsonb', nullable: true })
  registerEntry: RegisterEntry | null;

  /** The command that entered the wallet. */
  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @UuidColumn({ name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'decision_reason', type: 'text', nullable: true })
  decisionReason: string | null;
}
