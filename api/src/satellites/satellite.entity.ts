import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignerRole } from '../chain/outbox/command.js';
import {
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';
import type { SatelliteKind, SatelliteState, SatelliteStepName } from './satellite.schema.js';

/** A further contract of an asset: a clone of one of the platform's implementations. */
@Entity({ name: 'satellite', schema: 'api' })
export class Satellite {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  @Column({ type: 'text' })
  kind: SatelliteKind;

  @Column({ type: 'text' })
  state: SatelliteState;

  /** Known before it is launched. */
  @BytesColumn()
  address: Buffer;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'updated_at' })
  updatedAt: Date;
}

/** A call that has to be made until a satellite can be used. */
@Entity({ name: 'satellite_step', schema: 'api' })
export class SatelliteStep {
  @PrimaryColumn({ name: 'satellite_id', type: 'uuid' })
  satelliteId: string;

  @PrimaryColumn({ type: 'text' })
  step: SatelliteStepName;

  @Column({ type: 'text' })
  signer: SignerRole;

  @BytesColumn({ name: 'to_address' })
  toAddress: Buffer;

  @BytesColumn()
  data: Buffer;

  @UuidColumn({ name: 'operation_id', nullable: true })
  operationId: string | null;

  /** Where the chain says it was done. */
  @Int8Column({ name: 'block_number', nullable: true })
  blockNumber: bigint | null;

  @BytesColumn({ name: 'transaction_hash', nullable: true })
  transactionHash: Buffer | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode: string | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;
}
