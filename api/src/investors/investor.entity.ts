import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, Int8Column, UuidColumn } from '../platform/columns.js';

/** An investing organisation; `registryNumber` is the investorId the chain's registry carries. */
@Entity({ name: 'investor', schema: 'api' })
export class Investor {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Int8Column({ name: 'registry_number' })
  registryNumber: bigint;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}
