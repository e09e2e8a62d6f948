import type { VoteState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';

/** A motion put to the holders of record. Weights are base units of the asset. */
@Entity({ name: 'vote', schema: 'api' })
export class Vote extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @Column({ type: 'text' })
  state: VoteState;

  @Column({ type: 'text' })
  title: string;

  /** The paper that says what is voted on. */
  @UuidColumn({ name: 'document_id' })
  documentId: string;

  /** What the ballot is told it is about: the paper's SHA-256, or what a contract that acts on it wants. */
  @BytesColumn()
  subject: Buffer;

  @Column({ name: 'record_date', type: 'date' })
  recordDate: string;

  @InstantColumn({ name: 'opens_at' })
  opensAt: Date;

  @InstantColumn({ name: 'closes_at' })
  closesAt: Date;

  @Column({ name: 'quorum_bps', type: 'integer' })
  quorumBps: number;

  @Column({ name: 'majority_bps', type: 'integer' })
  majorityBps: number;

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

  /** Escrow accounts without a vote. */
  @BytesColumn({ array: true })
  excluded: Buffer[];

  @BigintColumn({ nullable: true })
  eligible: bigint | null;

  @Column({ type: 'integer', nullable: true })
  holders: number | null;

  @BytesColumn({ nullable: true })
  ballot: Buffer | null;

  /** The ballot's number of it. */
  @Int8Column({ name: 'chain_number', nullable: true })
  chainNumber: bigint | null;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}
