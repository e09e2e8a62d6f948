import { lastDayOfMonth, randomReportDay } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { Ctx } from '../platform/context.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { logLine } from '../platform/logger.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import { ReportAsOf } from './proof-of-reserve/as-of.service.js';
import type { ReportSchedule } from './report.entity.js';
import { Reports } from './reports.service.js';

/** Ten past midnight UTC, when the last block of the day is final. */
const DAILY = '10 0 * * *';
const DAY_MS = 86_400_000;

/**
 * Reports that nobody asks for: of each month's last day, and of one more day of the month that the hash
 * of the block before the month picks, so that nobody can prepare for it. As the last blocks of those days,
 * UTC, by the chain's own time. What a day missed the next one makes up for, up to a month back.
 */
@Injectable()
export class ReportScheduler implements OnModuleInit {
  private readonly logger = new Logger('reports');

  constructor(
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
    sweep.schedule(DAILY, {});
  }

  /** Asks for what is due and not asked for yet. */
  async sweep(ctx: Ctx): Promise<void> {
    const newest = await this.reader.cursor();
    if (!newest) return;
    const month = newest.time.toISOString().slice(0, 7);
    for (const token of await this.tokens.allDeployed()) {
      const before = await this.lastOf(dayBefore(`${month}-01`), token);
      if (!before) continue;
      await this.request(ctx, token, 'month_end', before.day);
      const day = randomReportDay(before.hash, token.assetId, month);
      if (endOf(day) <= newest.time) await this.request(ctx, token, 'random_day', day);
    }
  }

  /** The last block of a day; null where the token was not there yet. */
  private async lastOf(day: string, token: TokenFacts) {
    const deployed = await this.reader.finalBlock(token.deployedBlock);
    if (endOf(day) < deployed.time) return null;
    const { block } = await this.asOf.at(endOf(day));
    return { day, hash: block.hash };
  }

  private async request(ctx: Ctx, { assetId }: TokenFacts, kind: ReportSchedule, day: string) {
    const fresh = await this.reports.requestScheduled(ctx, assetId, endOf(day), kind, day);
    if (fresh) this.logger.log(logLine('report_scheduled', { assetId, kind, day }));
  }
}

/** The last millisecond of a day, UTC. */
const endOf = (day: string): Date => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - 1);

const dayBefore = (day: string): string =>
  lastDayOfMonth(new Date(Date.parse(`${day}T00:00:00Z`) - 1).toISOString().slice(0, 10));
