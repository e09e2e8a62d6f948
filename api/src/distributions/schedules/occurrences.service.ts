import { pow10 } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LedgerReader } from '../../chain/ledger/reader.js';
import { Documents } from '../../documents/documents.service.js';
import type { Ctx } from '../../platform/context.js';
import { uuid } from '../../platform/fields.js';
import { Jobs } from '../../platform/jobs/jobs.service.js';
import { type TokenFacts, Tokens } from '../../tokens/tokens.service.js';
import { DistributionDrafts } from '../drafts.service.js';
import type { DistributionOccurrence, DistributionSchedule } from './schedule.entity.js';
import { datesOf, ScheduleStore } from './schedule-store.js';
import { incomeOf } from './schedules.service.js';

const EVERY_MINUTE = '* * * * *';

/**
 * Each occurrence of a schedule becomes a draft on its record date, once: the draft and the step to the next
 * occurrence are one transaction. The draft needs its own approval and money like any other.
 */
@Injectable()
export class Occurrences implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly tokens: Tokens,
    private readonly documents: Documents,
    private readonly ledger: LedgerReader,
    private readonly drafts: DistributionDrafts,
    private readonly store: ScheduleStore,
  ) {}

  onModuleInit(): void {
    const one = this.jobs.define({
      name: 'distributions.occurrence',
      schema: z.strictObject({ scheduleId: uuid }),
      handle: (ctx, { scheduleId }) => this.draftNext(ctx, scheduleId),
      single: true,
    });
    const all = this.jobs.define({
      name: 'distributions.schedules',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.store.due()) {
          await one.enqueue(ctx, { scheduleId: id }, { key: id });
        }
      },
      single: true,
    });
    all.schedule(EVERY_MINUTE, {});
  }

  /** One at a time: what else is due comes with the next minute. */
  private async draftNext(ctx: Ctx, id: string): Promise<void> {
    const schedule = await this.store.lock(id);
    const { nextNumber: number, terms } = schedule;
    if (schedule.state !== 'active' || schedule.nextRecordDate > this.store.today()) return;
    const given = await this.store.occurrence(id, number);
    const token = await this.tokens.ofAsset(schedule.assetId);
    if (!token || (terms.rule.type === 'income_sheet' && !given?.sheet)) return;
    const occurrence = given ?? {
      scheduleId: id,
      number,
      ...datesOf(schedule, number),
      sheet: null,
      distributionId: null,
    };
    const amount = await this.amountOf(schedule, occurrence, token);
    if (amount > 0n) {
      const d = await this.drafts.plan(ctx, token, {
        ...terms,
        amountBaseUnits: amount,
        // Where it waited for its sheet its own day has passed: nobody recorded balances then.
        recordDate: later(occurrence.recordDate, this.store.today()),
        document: await this.documents.hashed(terms.documentId),
        sheet: occurrence.sheet,
        requestedBy: schedule.requestedBy,
      });
      occurrence.distributionId = d.id;
    }
    await this.store.keepOccurrence(occurrence);
    this.goOn(schedule);
    const { distributionId } = occurrence;
    await this.store.save(ctx, schedule, 'occurrence', { number, distributionId });
  }

  /** @returns 0 where nothing is in issue */
  private async amountOf(
    { terms: { rule } }: DistributionSchedule,
    { sheet }: DistributionOccurrence,
    token: TokenFacts,
  ): Promise<bigint> {
    switch (rule.type) {
      case 'fixed':
        return BigInt(rule.amountBaseUnits);
      case 'income_sheet':
        return BigInt(incomeOf(sheet ?? []).distributable);
      case 'per_token': {
        const supply = await this.ledger.supplyAt(token.address, Number.MAX_SAFE_INTEGER);
        return (BigInt(rule.amountBaseUnits) * supply) / pow10(token.decimals);
      }
    }
  }

  private goOn(schedule: DistributionSchedule): void {
    schedule.nextNumber += 1;
    const { nominalDate, recordDate } = datesOf(schedule, schedule.nextNumber);
    schedule.nextRecordDate = recordDate;
    const { lastDate } = schedule.terms;
    if (lastDate && nominalDate > lastDate) this.store.move(schedule, 'run_out');
  }
}

const later = (one: string, other: string): string => (one > other ? one : other);
