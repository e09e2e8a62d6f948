import type { OtcOrderState } from '@cadastre/core';
import { Column, Entity } from 'typeorm';
import {
  BigintColumn,
  BytesColumn,
  IdColumn,
  InstantColumn,
  UuidColumn,
} from '../platform/columns.js';

/** A signed order of the board. Base units of the asset, price of the payment token. */
@Entity({ name: 'otc_order', schema: 'api' })
export class OtcOrder {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  /** The maker's. */
  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @UuidColumn({ name: 'wallet_id' })
  walletId: string;

  @Column({ type: 'text' })
  state: OtcOrderState;

  /** What the maker signed (EIP-712), and what the chain knows it by. */
  @BytesColumn()
  hash: Buffer;

  @BytesColumn()
  signature: Buffer;

  @BytesColumn()
  maker: Buffer;

  /** Null for anybody. */
  @BytesColumn({ nullable: true })
  taker: Buffer | null;

  @BytesColumn({ name: 'payment_token' })
  paymentToken: Buffer;

  @Column({ name: 'payment_symbol', type: 'text' })
  paymentSymbol: string;

  @Column({ name: 'payment_decimals', type: 'smallint' })
  paymentDecimals: number;

  @Column({ type: 'boolean' })
  sells: boolean;

  @BigintColumn()
  amount: bigint;

  /** For the whole amount. */
  @BigintColumn()
  price: bigint;

  @BigintColumn({ name: 'min_fill' })
  minFill: bigint;

  @BigintColumn()
  nonce: bigint;

  @InstantColumn()
  deadline: Date;

  /** As the chain told. */
  @BigintColumn()
  filled: bigint;

  /** The newest command that matches it with another order: its trade is found by it, also after a reorganisation. */
  @UuidColumn({ name: 'match_operation_id', nullable: true })
  matchOperationId: string | null;

  /** Whether that command is on its way. */
  @Column({ name: 'match_pending', type: 'boolean' })
  matchPending: boolean;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}
