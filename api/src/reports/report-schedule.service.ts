import { randomReportDay } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LedgerReader } from '../chain/ledger/reader.js';
import { DAY_MS } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { logLine } from '../platform/logger.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { ReportAsOf } from './proof-of-reserve/as-of.service.js';
import type { ReportSchedule } from './report.entity.js';
import { Reports } from './reports.service.js';

const EVERY_MINUTE = '* * * * *';

/**
 * Reports that nobody asks for: of each month's last day, and of one more day of the month that the hash
 * of the block before the month picks, so that nobody can prepare for it. As of the last blocks of those days,
 * UTC, by the chain's own time: asked for within a minute of a final block after the day. What was missed is made
 * up for, up to a month back.
 */
@Injectable()
export class ReportScheduler implements OnModuleInit {
  private readonly logger = new Logger('reports');
  /** The chain's day on which nothing was left to ask for. */
  private sweptOn = '';

  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly reader: LedgerReader,
    private readonly tokens: Tokens,
    private readonly asOf: ReportAsOf,
    private readonly reports: Reports,
  ) {}

  onModuleInit(): void {
    const sweep = this.jobs.define({
      name: 'report.schedule',
      schema: z.strictObject({}),
      handle: (ctx) => this.sweep(ctx),
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  /** Asks for what is due and not asked for yet: of this month, and what the last one left. */
  async sweep(ctx: Ctx): Promise<void> {
    const newest = await this.reader.cursor();
    if (!newest || dayOf(newest.time) === this.sweptOn) return;
    const lastMonthEnd = dayBefore(`${dayOf(newest.time).slice(0, 7)}-01`);
    for (const token of await this.tokens.allDeployed()) {
      for (const monthEnd of [dayBefore(`${lastMonthEnd.slice(0, 7)}-01`), lastMonthEnd]) {
        const before = await this.lastOf(monthEnd, token);
        if (!before) continue;
        if (monthEnd === lastMonthEnd) await this.request(ctx, token, 'month_end', monthEnd);
        const month = dayAfter(monthEnd).slice(0, 7);
        const day = randomReportDay(before.hash, token.assetId, month);
        if (endOf(day) <= newest.time) await this.request(ctx, token, 'random_day', day);
      }
    }
    this.db.afterCommit(() => (this.sweptOn = dayOf(newest.time)));
  }

  /** The last block of a day; null where the token was not there yet. */
  private async lastOf(day: string, token: TokenFacts) {
    const deployed = await this.reader.finalBlock(token.deployedBlock);
    if (endOf(day) < deployed.time) return null;
    const { block } = await this.asOf.at(endOf(day));
    return { hash: block.hash };
  }

  private async request(ctx: Ctx, { assetId }: TokenFacts, kind: ReportSchedule, day: string) {
    const fresh = await this.reports.requestScheduled(ctx, assetId, endOf(day), kind, day);
    if (fresh) this.logger.log(logLine('report_scheduled', { assetId, kind, day }));
  }
}

/** The last millisecond of a day, UTC. */
const endOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - 1);

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);
const dayBefore = (day: string): string => dayOf(new Date(Date.parse(`${day}T00:00:00Z`) - 1));
const dayAfter = (day: string): string => dayOf(new Date(endOf(day).getTime() + 1));
