import { Column } from 'typeorm';
import { IdColumn, InstantColumn, UuidColumn } from './columns.js';

/** What every row of an organisation has. */
export abstract class OwnedEntity {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

/** What a second person approves and one command then brings to the chain. Null: not reached yet, or not failed. */
export abstract class DecidedEntity extends OwnedEntity {
  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  /** A sentence for people. */
  @Column({ type: 'text', nullable: true })
  failure: string | null;
}
