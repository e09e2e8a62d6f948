import { Column, Entity, PrimaryColumn } from 'typeorm';
import { UuidColumn } from '../../platform/columns.js';
import { OwnedEntity } from '../../platform/owned.entity.js';
import type { ScheduleState } from './schedule.machine.js';
import type { KeptLine, ScheduleTerms } from './schedule.schema.js';

/** Distributions that repeat. */
@Entity({ name: 'distribution_schedule', schema: 'api' })
export class DistributionSchedule extends OwnedEntity {
  @UuidColumn({ name: 'asset_id' })
  assetId: string;

  @Column({ type: 'text' })
  state: ScheduleState;

  /** Those in force; of one that nobody has approved yet, those asked for. */
  @Column({ type: 'jsonb' })
  terms: ScheduleTerms;

  /** The occurrence from which on these terms count, and the next one; both count from 1. */
  @Column({ name: 'terms_from', type: 'integer' })
  termsFrom: number;

  @Column({ name: 'next_number', type: 'integer' })
  nextNumber: number;

  @Column({ name: 'next_record_date', type: 'date' })
  nextRecordDate: string;

  @UuidColumn({ name: 'approval_id', nullable: true })
  approvalId: string | null;

  @UuidColumn({ name: 'requested_by' })
  requestedBy: string;
}

/** One payment of a schedule: its sheet, where the rule wants one, and the draft it became, once. */
@Entity({ name: 'distribution_occurrence', schema: 'api' })
export class DistributionOccurrence {
  @PrimaryColumn({ name: 'schedule_id', type: 'uuid' })
  scheduleId: string;

  @PrimaryColumn({ type: 'integer' })
  number: number;

  @Column({ name: 'nominal_date', type: 'date' })
  nominalDate: string;

  @Column({ name: 'record_date', type: 'date' })
  recordDate: string;

  @Column({ name: 'payment_date', type: 'date' })
  paymentDate: string;

  @Column({ type: 'jsonb', nullable: true })
  sheet: KeptLine[] | null;

  @UuidColumn({ name: 'distribution_id', nullable: true })
  distributionId: string | null;
}
