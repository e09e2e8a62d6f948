import type { BuyoutState } from '@cadastre/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BigintColumn, BytesColumn, InstantColumn, UuidColumn } from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';

/** An offer for a whole property. Money in base units of the deed's payment token, fractions in those of the asset. */
@Entity({ name: 'buyout', schema: 'api' })
export class Buyout extends DecidedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'token_id' })
  tokenId: string;

  @UuidColumn({ name: 'deed_id' })
  deedId: string;

  @UuidColumn({ name: 'vote_id' })
  voteId: string;

  @BytesColumn()
  vault: Buffer;

  @Column({ type: 'text' })
  state: BuyoutState;

  @BytesColumn()
  bidder: Buffer;

  @BigintColumn()
  price: bigint;

  /** Last block time of an execution; whole seconds. */
  @InstantColumn()
  deadline: Date;

  /** What existed at the record date while it is funded, at the execution afterwards. */
  @BigintColumn({ nullable: true })
  fractions: bigint | null;

  @BigintColumn()
  surrendered: bigint;

  @BigintColumn()
  paid: bigint;

  @BigintColumn()
  swept: bigint;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}

/** Fractions burnt for their part of the price. */
@Entity({ name: 'buyout_surrender', schema: 'api' })
export class BuyoutSurrender {
  @PrimaryColumn({ name: 'buyout_id', type: 'uuid' })
  buyoutId: string;

  /** The token's once-only id of the burn. */
  @PrimaryColumn({
    name: 'operation_id',
    type: 'numeric',
    precision: 78,
    scale: 0,
  })
  operationId: string;

  @BytesColumn()
  account: Buffer;

  @BytesColumn()
  receiver: Buffer;

  @BigintColumn()
  burned: bigint;

  @BigintColumn()
  paid: bigint;

  @InstantColumn({ name: 'surrendered_at' })
  surrenderedAt: Date;

  @BytesColumn({ name: 'transaction_hash' })
  transactionHash: Buffer;
}
