import { next, paymentDates, type PaymentDates } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { page, type Page } from '../../platform/page.js';
import { Conflict, NotFound } from '../../platform/problem.js';
import { DistributionOccurrence, DistributionSchedule } from './schedule.entity.js';
import { type ScheduleEvent, scheduleMachine, type ScheduleState } from './schedule.machine.js';
import type { OccurrenceView, SchedulesQuery, ScheduleView } from './schedule.schema.js';

const SHOWN = 24;

/** Rows of schedules and their occurrences: found, locked, moved, shown. */
@Injectable()
export class ScheduleStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<DistributionSchedule> {
    const found = await this.db.em.findOneBy(DistributionSchedule, { id, ...scope(ctx) });
    if (!found) throw new NotFound('schedule');
    return found;
  }

  /** The actor's, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<DistributionSchedule> {
    await this.find(ctx, id);
    return this.lock(id);
  }

  /** @throws NotFound */
  async lock(id: string): Promise<DistributionSchedule> {
    const lock = { mode: 'pessimistic_write' } as const;
    const found = await this.db.em.findOne(DistributionSchedule, { where: { id }, lock });
    if (!found) throw new NotFound('schedule');
    return found;
  }

  list(
    ctx: Ctx,
    assetId: string,
    { state, ...query }: SchedulesQuery,
  ): Promise<Page<ScheduleView>> {
    const where = { assetId, ...scope(ctx), ...(state ? { state } : {}) };
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

  /** Moves it. @throws as `after` */
  move(schedule: DistributionSchedule, event: ScheduleEvent): void {
    schedule.state = this.after(schedule, event);
  }

  /** Its state after an event. @throws Conflict `schedule_is_<state>` where its table forbids it */
  after(schedule: DistributionSchedule, event: ScheduleEvent): ScheduleState {
    try {
      return next(scheduleMachine, schedule.state, event);
    } catch {
      throw new Conflict(`schedule_is_${schedule.state}`, `The schedule is ${schedule.state}.`);
    }
  }

  async save(ctx: Ctx, schedule: DistributionSchedule, verb: string, data = {}): Promise<void> {
    schedule.updatedAt = this.clock.now();
    await this.db.em.save(DistributionSchedule, schedule);
    await this.audit.record(ctx, {
      action: `distribution_schedule.${verb}`,
      subject: { type: 'distribution_schedule', id: schedule.id },
      organisationId: schedule.organisationId,
      data: { assetId: schedule.assetId, state: schedule.state, ...data },
    });
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

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' ? { organisationId } : {};
}
