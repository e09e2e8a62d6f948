import { Injectable, type MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { Wake } from '../chain/wake.js';
import { row } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { ReportProgressView, ReportStage } from './report.schema.js';

const PERCENT: Record<ReportStage, number> = {
  waiting: 0,
  ledger: 10,
  holders: 30,
  papers: 55,
  printing: 70,
  keeping: 90,
  done: 100,
};
/** How often a listener's stream looks. */
const LOOK_MS = 500;

/** Somebody ended the making of a report. */
export class ReportCancelled extends Error {}

interface ProgressRow {
  stage: ReportStage;
  percent: number;
  cancelled_by: string | null;
  problem: string | null;
}

/** How far a report is: written beside its job's transaction, so that others see it meanwhile. */
@Injectable()
export class ReportProgress {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that asks for the report. */
  async begin(reportId: string): Promise<void> {
    await this.db.em.query(
      `INSERT INTO api.report_progress (report_id, stage, percent, changed_at) VALUES ($1, 'waiting', 0, $2)`,
      [reportId, this.clock.now()],
    );
  }

  /** Seen at once by others. @throws ReportCancelled where somebody ended it */
  async reach(reportId: string, stage: ReportStage): Promise<void> {
    await this.beside('stage = $2, percent = $3, problem = NULL', [
      reportId,
      stage,
      PERCENT[stage],
    ]);
    const now = await this.find(this.db.dataSource.manager, reportId);
    if (now?.cancelled_by) throw new ReportCancelled();
  }

  /** Why a try did not end: seen until the next one begins. */
  async problem(reportId: string, words: string): Promise<void> {
    await this.beside("stage = 'waiting', percent = 0, problem = $2", [reportId, words]);
  }

  /** Asks for its end; who makes it sees that at its next stage. */
  async cancel(reportId: string, userId: string): Promise<void> {
    await this.db.em.query(
      'UPDATE api.report_progress SET cancelled_by = $2 WHERE report_id = $1 AND cancelled_by IS NULL',
      [reportId, userId],
    );
  }

  async of(reportId: string): Promise<ReportProgressView | null> {
    const now = await this.find(this.db.em, reportId);
    if (!now) return null;
    const { stage, percent, cancelled_by, problem } = now;
    return { stage, percent, cancelling: cancelled_by !== null, problem };
  }

  /** Each change of a report's progress until `over` says that none will come. */
  follow(reportId: string, over: () => Promise<boolean>): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      const watch = new Wake();
      const work = async () => {
        let last = '';
        while (!subscriber.closed) {
          // Asked first: what is read after it then holds the end, too.
          const ended = await over();
          const data = await this.of(reportId);
          const text = JSON.stringify(data);
          if (data && text !== last) subscriber.next({ type: data.stage, data });
          last = text;
          if (ended) break;
          await watch.wait(LOOK_MS);
        }
        subscriber.complete();
      };
      subscriber.add(() => watch.now());
      work().catch((error: unknown) => subscriber.error(error));
    });
  }

  private find(em: EntityManager, reportId: string): Promise<ProgressRow | undefined> {
    return row<ProgressRow>(
      em,
      'SELECT stage, percent, cancelled_by, problem FROM api.report_progress WHERE report_id = $1',
      [reportId],
    );
  }

  private async beside(set: string, values: unknown[]): Promise<void> {
    await this.db.dataSource.query(
      `UPDATE api.report_progress SET ${set}, changed_at = now() WHERE report_id = $1`,
      values,
    );
  }
}
