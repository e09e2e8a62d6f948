import type { DistributionState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';
import type { IncomeKind, Taxation } from './distribution.schema.js';
import type { KeptLine } from './schedules/schedule.schema.js';

/**
 * Income paid to holders of record. Amounts are base units of the payment token, but `eligible`, which
 * is of the asset. What a step has not reached yet is null. `operationId` is of the command that pays
 * the money in; where tax is withheld, of the one that opens it for the money.
 */
@Entity({ name: 'distribution', schema: 'api' })
export class Distribution extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @Column({ type: 'text' })
  state: DistributionState;

  @Column({ type: 'text' })
  kind: IncomeKind;

  @Column({ type: 'text' })
  taxation: Taxation;

  /** Where tax withheld at source goes; null where the holders are taxed. */
  @BytesColumn({ name: 'tax_account', nullable: true })
  taxAccount: Buffer | null;

  @BytesColumn({ name: 'payment_token' })
  paymentToken: Buffer;

  @Column({ name: 'payment_symbol', type: 'text' })
  paymentSymbol: string;

  @Column({ name: 'payment_decimals', type: 'smallint' })
  paymentDecimals: number;

  @BigintColumn()
  amount: bigint;

  @Column({ name: 'record_date', type: 'date' })
  recordDate: string;

  @Column({ name: 'claim_years', type: 'smallint' })
  claimYears: number;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @BytesColumn({ name: 'document_hash' })
  documentHash: Buffer;

  /** Rent, expenses and reserve that the amount comes from, where it does. */
  @Column({ type: 'jsonb', nullable: true })
  sheet: KeptLine[] | null;

  @UuidColumn({ name: 'record_operation_id', nullable: true })
  recordOperationId: string | null;

  /** The token's number of the record date, and where on the chain it was opened. */
  @Int8Column({ name: 'record_number', nullable: true })
  recordNumber: bigint | null;

  @Int8Column({ name: 'record_block', nullable: true })
  recordBlock: bigint | null;

  @Column({ name: 'record_log_index', type: 'integer', nullable: true })
  recordLogIndex: number | null;

  @InstantColumn({ name: 'recorded_at', nullable: true })
  recordedAt: Date | null;

  /** Escrow accounts that take no part. */
  @BytesColumn({ array: true })
  excluded: Buffer[];

  @BigintColumn({ nullable: true })
  eligible: bigint | null;

  /** What earlier distributions left for this one. */
  @BigintColumn({ name: 'carried_in', nullable: true })
  carriedIn: bigint | null;

  @BigintColumn({ nullable: true })
  allocated: bigint | null;

  /** What rounding gives to nobody: carried to the next distribution. */
  @BigintColumn({ nullable: true })
  remainder: bigint | null;

  @BigintColumn({ nullable: true })
  withheld: bigint | null;

  @Column({ type: 'integer', nullable: true })
  holders: number | null;

  /** Holders of whose country the withholding table says nothing. */
  @Column({ type: 'integer', nullable: true })
  unrated: number | null;

  /** SHA-256 of all lines. */
  @BytesColumn({ name: 'lines_hash', nullable: true })
  linesHash: Buffer | null;

  @InstantColumn({ name: 'calculated_at', nullable: true })
  calculatedAt: Date | null;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  /** Of one taxed at source: the command that pays the money in once it is open. */
  @UuidColumn({ name: 'funding_operation_id', nullable: true })
  fundingOperationId: string | null;

  /** The root of all net lines that was brought to the chain, and the command that brought it. */
  @BytesColumn({ nullable: true })
  root: Buffer | null;

  @UuidColumn({ name: 'root_operation_id', nullable: true })
  rootOperationId: string | null;

  /** From then on it pays, unless compliance has refused it. */
  @InstantColumn({ name: 'root_effective_at', nullable: true })
  rootEffectiveAt: Date | null;

  @InstantColumn({ name: 'root_rejected_at', nullable: true })
  rootRejectedAt: Date | null;

  @UuidColumn({ name: 'tax_operation_id', nullable: true })
  taxOperationId: string | null;

  /** Tax that the chain has paid to the tax account. */
  @BigintColumn()
  remitted: bigint;

  @BytesColumn({ nullable: true })
  distributor: Buffer | null;

  /** The distributor's number of it. */
  @Int8Column({ name: 'chain_number', nullable: true })
  chainNumber: bigint | null;

  @Int8Column({ name: 'opened_block', nullable: true })
  openedBlock: bigint | null;

  /** How often it was pushed: a round pays each line that is due once. */
  @Column({ name: 'push_round', type: 'integer' })
  pushRound: number;

  @InstantColumn({ name: 'expiry_announced_at', nullable: true })
  expiryAnnouncedAt: Date | null;

  @InstantColumn({ name: 'claims_end_at', nullable: true })
  claimsEndAt: Date | null;

  @BigintColumn({ name: 'carried_out', nullable: true })
  carriedOut: bigint | null;

  @Int8Column({ name: 'closed_block', nullable: true })
  closedBlock: bigint | null;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}
