import { paymentDates, type PaymentDates } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../../audit/owned-store.js';
import { Clock } from '../../platform/clock.js';
import { type Ctx, seenBy } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { page, type Page } from '../../platform/page.js';
import { DistributionOccurrence, DistributionSchedule } from './schedule.entity.js';
import { type ScheduleEvent, scheduleMachine } from './schedule.machine.js';
import type { OccurrenceView, SchedulesQuery, ScheduleView } from './schedule.schema.js';

const SHOWN = 24;

const KIND: MovedKind<DistributionSchedule, ScheduleEvent> = {
  entity: DistributionSchedule,
  machine: scheduleMachine,
  subject: 'distribution_schedule',
  noun: 'schedule',
  code: 'schedule',
  facts: ({ assetId }) => ({ assetId }),
};

/** Rows of schedules and their occurrences: found, locked, moved, shown. */
@Injectable()
export class ScheduleStore extends MovedStore<DistributionSchedule, ScheduleEvent> {
  constructor(db: Database, clock: Clock, audit: Audit) {
    super(db, clock, audit, KIND);
  }

  list(
    ctx: Ctx,
    assetId: string,
    { state, ...query }: SchedulesQuery,
  ): Promise<Page<ScheduleView>> {
    const where = { assetId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, DistributionSchedule, query, where, (found) =>
      Promise.all(found.map((one) => this.view(one))),
    );
  }

  /** Active ones whose day has come and that lack nothing, at most 100. */
  async due(): Promise<string[]> {
    const found = await this.db.sql<{ id: string }>(
      `SELECT s.id FROM api.distribution_schedule s
       LEFT JOIN api.distribution_occurrence o ON o.schedule_id = s.id AND o.number = s.next_number
       WHERE s.state = 'active' AND s.next_record_date <= $1
         AND (s.terms -> 'rule' ->> 'type' <> 'income_sheet' OR o.sheet IS NOT NULL)
       ORDER BY s.id LIMIT 100`,
      [this.today()],
    );
    return found.map(({ id }) => id);
  }

  occurrence(scheduleId: string, number: number): Promise<DistributionOccurrence | null> {
    return this.db.em.findOneBy(DistributionOccurrence, { scheduleId, number });
  }

  async keepOccurrence(occurrence: DistributionOccurrence): Promise<void> {
    await this.db.em.save(DistributionOccurrence, occurrence);
  }

  async view(schedule: DistributionSchedule): Promise<ScheduleView> {
    const { id, state, nextNumber } = schedule;
    const rows = await this.db.em.find(DistributionOccurrence, {
      where: { scheduleId: id },
      order: { number: 'DESC' },
      take: SHOWN + 1,
    });
    const over = state === 'ended' || state === 'dropped';
    const coming = rows.find(({ number }) => number === nextNumber);
    const sheet = coming?.sheet ?? null;
    const dates = { number: nextNumber, ...datesOf(schedule, nextNumber) };
    const due = state === 'active' && schedule.nextRecordDate <= this.today();
    return {
      id,
      assetId: schedule.assetId,
      state,
      terms: { ...schedule.terms },
      next: over ? null : { ...dates, sheet, distributionId: null },
      waitsForSheet: due && schedule.terms.rule.type === 'income_sheet' && !sheet,
      occurrences: rows.filter(({ number }) => number < nextNumber).map(occurrenceView),
      approvalId: schedule.approvalId,
      createdAt: schedule.createdAt.toISOString(),
      updatedAt: schedule.updatedAt.toISOString(),
    };
  }

  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}

/** The dates of an occurrence under the terms in force. */
export const datesOf = (
  { terms, termsFrom }: Pick<DistributionSchedule, 'terms' | 'termsFrom'>,
  number: number,
): PaymentDates => paymentDates(terms, number - termsFrom);

const occurrenceView = (row: DistributionOccurrence): OccurrenceView => ({
  number: row.number,
  nominalDate: row.nominalDate,
  recordDate: row.recordDate,
  paymentDate: row.paymentDate,
  sheet: row.sheet,
  distributionId: row.distributionId,
});
