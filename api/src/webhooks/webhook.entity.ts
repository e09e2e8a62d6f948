import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../platform/context.js';
import {
  BytesColumn,
  IdColumn,
  InstantColumn,
  Int8Column,
  UuidColumn,
} from '../platform/columns.js';

export type DisabledBecause = 'failing' | 'gone' | 'by_owner';

/** Where an organisation wants to be told. Times are wall time. */
@Entity({ name: 'webhook_endpoint', schema: 'api' })
export class WebhookEndpoint {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'organisation_id' })
  organisationId: string;

  /** Of who made it: says which events are the organisation's own. */
  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'text' })
  url: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ name: 'event_types', type: 'text', array: true })
  eventTypes: string[];

  /** The number of the last event told, or that was not for it. */
  @Int8Column()
  position: bigint;

  @BytesColumn({ name: 'secret_sealed' })
  secretSealed: Buffer;

  @BytesColumn({ name: 'previous_secret_sealed', nullable: true })
  previousSecretSealed: Buffer | null;

  @InstantColumn({ name: 'previous_secret_until', nullable: true })
  previousSecretUntil: Date | null;

  @Column({ type: 'text' })
  state: 'active' | 'disabled';

  @Column({ name: 'disabled_because', type: 'text', nullable: true })
  disabledBecause: DisabledBecause | null;

  /** In a row, since the last event that got through. */
  @Column({ type: 'integer' })
  failures: number;

  @InstantColumn({ name: 'failing_since', nullable: true })
  failingSince: Date | null;

  @InstantColumn({ name: 'next_attempt_at' })
  nextAttemptAt: Date;

  @UuidColumn({ name: 'created_by' })
  createdBy: string;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;
}

/** One event for one endpoint; once more for each replay. */
@Entity({ name: 'webhook_delivery', schema: 'api' })
export class WebhookDelivery {
  @IdColumn()
  id: string;

  @UuidColumn({ name: 'endpoint_id' })
  endpointId: string;

  @Int8Column({ name: 'event_number' })
  eventNumber: bigint;

  @Column({ name: 'event_type', type: 'text' })
  eventType: string;

  @UuidColumn({ name: 'replay_id', nullable: true })
  replayId: string | null;

  @Column({ type: 'text' })
  state: 'delivered' | 'failed';

  @Column({ type: 'integer' })
  attempts: number;

  @InstantColumn({ name: 'created_at' })
  createdAt: Date;

  @InstantColumn({ name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;
}

@Entity({ name: 'webhook_attempt', schema: 'api' })
export class WebhookAttempt {
  @PrimaryColumn({ name: 'delivery_id', type: 'uuid' })
  deliveryId: string;

  @PrimaryColumn({ type: 'integer' })
  number: number;

  @InstantColumn({ name: 'sent_at' })
  sentAt: Date;

  @Column({ name: 'duration_ms', type: 'integer' })
  durationMs: number;

  /** null where there was no answer: `failure` says why. */
  @Column({ name: 'http_status', type: 'integer', nullable: true })
  httpStatus: number | null;

  @Column({ type: 'text', nullable: true })
  failure: string | null;

  /** The first characters of the answer's body. */
  @Column({ type: 'text', nullable: true })
  answer: string | null;
}
