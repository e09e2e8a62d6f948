import type { CorporateActionState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';

export type ActionKind = 'conversion' | 'call' | 'maturity';

/** What an issuer does to all holders of an asset at once. What is not of its kind, or not reached yet, is null. */
@Entity({ name: 'corporate_action', schema: 'api' })
export class CorporateAction extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @Column({ type: 'text' })
  state: CorporateActionState;

  @Column({ type: 'text' })
  kind: ActionKind;

  @UuidColumn({ name: 'document_id' })
  documentId: string;

  @BytesColumn({ name: 'document_hash' })
  documentHash: Buffer;

  @InstantColumn({ name: 'effective_at' })
  effectiveAt: Date;

  @BytesColumn({ name: 'payment_token', nullable: true })
  paymentToken: Buffer | null;

  @Column({ name: 'payment_symbol', type: 'text', nullable: true })
  paymentSymbol: string | null;

  @Column({ name: 'payment_decimals', type: 'smallint', nullable: true })
  paymentDecimals: number | null;

  /** Base units of payment for one whole token. */
  @BigintColumn({ nullable: true })
  price: bigint | null;

  @UuidColumn({ name: 'new_token_id', nullable: true })
  newTokenId: string | null;

  @Int8Column({ nullable: true })
  numerator: bigint | null;

  @Int8Column({ nullable: true })
  denominator: bigint | null;

  /** The block whose holdings the lines are made of. */
  @Int8Column({ name: 'calculated_block' })
  calculatedBlock: bigint;

  @Column({ type: 'integer' })
  holders: number;

  @BigintColumn()
  burned: bigint;

  @BigintColumn()
  gained: bigint;

  /** Conversion: old base units that stay with holders. Redemption: payment that rounding leaves to the issuer. */
  @BigintColumn()
  remainder: bigint;

  /** SHA-256 of all lines. */
  @BytesColumn({ name: 'lines_hash' })
  linesHash: Buffer;

  /** The command that pays money in, while it is on its way. */
  @UuidColumn({ name: 'funding_operation_id', nullable: true })
  fundingOperationId: string | null;

  @BytesColumn({ nullable: true })
  contract: Buffer | null;

  /** The contract's number of it. */
  @Int8Column({ name: 'chain_number', nullable: true })
  chainNumber: bigint | null;

  /** Payment in the contract for it, as the chain told. */
  @BigintColumn()
  funded: bigint;

  @BigintColumn()
  returned: bigint;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}
