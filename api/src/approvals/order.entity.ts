import { Column } from 'typeorm';
import { BytesColumn, InstantColumn, Int8Column } from '../platform/columns.js';
import { DecidedEntity } from '../platform/owned.entity.js';

export type OrderState = 'requested' | 'approved' | 'settled' | 'rejected' | 'failed';

/** What orders to the chain have in common: asked for, approved, sent, seen there. */
export abstract class OrderEntity extends DecidedEntity {
  @Column({ type: 'text' })
  state: OrderState;

  @Column({ type: 'text' })
  reason: string;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @Int8Column({ name: 'block_number', nullable: true })
  blockNumber: bigint | null;

  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
