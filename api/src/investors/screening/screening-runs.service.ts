import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import { type Ctx, systemCtx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { uuid } from '../../platform/fields.js';
import { type Job, Jobs } from '../../platform/jobs/jobs.service.js';
import { page, type Page, type PageQuery } from '../../platform/page.js';
import { Conflict, NotFound } from '../../platform/problem.js';
import { CaseScreening } from './case-screening.service.js';
import { addressFinding, idOf, type Screened, targetOf } from './findings.js';
import { type Delta, HitRegister } from './hit-register.service.js';
import { Investors } from '../investors.service.js';
import { OwnerScreening } from '../kyb/owner-screening.service.js';
import { SanctionsLists } from './sanctions-lists.service.js';
import { ScreeningRun } from './screening.entity.js';
import { type ReadyLists, Screening } from './screening.service.js';
import type { ListVersion, ScreeningRunView } from './screening.schema.js';

/** Cases, or owners of organisations, looked at in one transaction: some 2 ms each. */
const CASES_AT_ONCE = 250;
const WALLETS_AT_ONCE = 2000;
const AFTER = { people: 'owners', owners: 'wallets' } as const;
const EVERY_MINUTE = '* * * * *';

/** A wallet that is or may come into the register. */
export interface ListedWallet {
  id: string;
  organisationId: string;
  /** Lower case. */
  address: string;
}

/** The room that keeps the wallets gives them out here. */
export interface WalletSource {
  count(): Promise<number>;
  /** In the order of their ids, after one if given; locked until the transaction ends. */
  after(id: string | null, limit: number): Promise<ListedWallet[]>;
}

/**
 * Everybody screened again when a list changes: in steps of one transaction each, every step a job that
 * enqueues the next. What is killed goes on where it was, and nobody is looked at twice or left out.
 */
@Injectable()
export class ScreeningRuns implements OnModuleInit {
  private step!: Job<{ runId: string }>;
  private wallets: WalletSource | null = null;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly lists: SanctionsLists,
    private readonly screening: Screening,
    private readonly cases: CaseScreening,
    private readonly owners: OwnerScreening,
    private readonly register: HitRegister,
    private readonly investors: Investors,
  ) {}

  onModuleInit(): void {
    this.step = this.jobs.define({
      name: 'screening.step',
      schema: z.strictObject({ runId: uuid }),
      handle: (ctx, { runId }) => this.advance(ctx, runId),
    });
    const watch = this.jobs.define({
      name: 'screening.watch',
      schema: z.strictObject({}),
      handle: (ctx) => this.watch(ctx),
      single: true,
    });
    watch.schedule(EVERY_MINUTE, {});
  }

  /** Once, by the room that keeps the wallets. */
  walletsFrom(source: WalletSource): void {
    this.wallets = source;
  }

  /**
   * Puts an edition in force and starts to look at everybody again.
   * @throws NotFound; Conflict `list_in_force`
   */
  async activate(ctx: Ctx, versionId: string, reason: string): Promise<ScreeningRunView> {
    const version = await this.lists.activate(ctx, versionId, reason);
    const why = `${version.fileName} of ${version.publishedOn} is in force: ${reason}`;
    return view(await this.start(ctx, why, await this.alone()));
  }

  /** Looks at everybody again though no list has changed. @throws Conflict `run_running` */
  async again(ctx: Ctx, reason: string): Promise<ScreeningRunView> {
    const lists = await this.alone();
    if (await this.db.em.existsBy(ScreeningRun, { state: 'running' })) {
      throw new Conflict('run_running', 'A run is under way: wait until it is finished.');
    }
    return view(await this.start(ctx, reason, lists));
  }

  /** The newest first. */
  list(query: PageQuery): Promise<Page<ScreeningRunView>> {
    return page(this.db.em, ScreeningRun, query, {}, (rows) => rows.map(view));
  }

  /** @throws NotFound */
  async get(id: string): Promise<ScreeningRunView> {
    const run = await this.db.em.findOneBy(ScreeningRun, { id });
    if (!run) throw new NotFound('screening run');
    return view(run);
  }

  /** From here to the commit nobody else starts a run. The lists first, as everywhere: no deadlock. */
  private async alone(): Promise<ListVersion[]> {
    const { lists } = await this.screening.ready();
    await this.db.sql(`SELECT pg_advisory_xact_lock(hashtext('api.screening_run'))`);
    return lists;
  }

  /** A run that other lists overtook has nothing left to say. */
  private async start(ctx: Ctx, reason: string, lists: ListVersion[]): Promise<ScreeningRun> {
    const now = this.clock.now();
    await this.db.sql(
      `UPDATE api.screening_run SET state = 'superseded', finished_at = $1 WHERE state = 'running'`,
      [now],
    );
    const run = this.db.em.create(ScreeningRun, {
      id: this.db.newId(),
      state: 'running',
      phase: 'people',
      cursor: null,
      reason,
      lists,
      total:
        (await this.cases.count()) + (await this.owners.count()) + (await this.source().count()),
      screened: 0,
      newHits: 0,
      lapsedHits: 0,
      startedBy: ctx.actor?.userId ?? null,
      startedAt: now,
      finishedAt: null,
    });
    await this.db.em.insert(ScreeningRun, run);
    await this.step.enqueue(ctx, { runId: run.id });
    await this.record(ctx, run, 'screening_run.start');
    return run;
  }

  /** The next people or wallets of a run; enqueues itself until nobody is left. */
  private async advance(ctx: Ctx, runId: string): Promise<void> {
    const ready = await this.screening.ready();
    const run = await this.db.em.findOne(ScreeningRun, {
      where: { id: runId },
      lock: { mode: 'pessimistic_write' },
    });
    if (run?.state !== 'running') return;
    const looked = await this.look(ready, run);
    const delta = await this.register.reconcile(ctx, looked, ready, run.id);
    run.screened += looked.length;
    run.newHits += delta.found.length;
    run.lapsedHits += delta.lapsed.length;
    const last = looked.at(-1);
    run.cursor = last ? idOf(last.target) : null;
    if (looked.length === 0 && run.phase !== 'wallets') run.phase = AFTER[run.phase];
    else if (looked.length === 0) {
      run.state = 'finished';
      run.finishedAt = this.clock.now();
      await this.record(ctx, run, 'screening_run.finish');
    }
    await this.db.em.save(run);
    await this.announce(ctx, delta);
    if (run.state === 'running') await this.step.enqueue(ctx, { runId });
  }

  private look(ready: ReadyLists, { phase, cursor }: ScreeningRun): Promise<Screened[]> {
    if (phase === 'people') return this.cases.look(ready, cursor, CASES_AT_ONCE);
    if (phase === 'owners') return this.owners.look(ready, cursor, CASES_AT_ONCE);
    return this.lookAtWallets(ready, cursor);
  }

  /** An address needs no officer to be the one on the list: its owner's wallets stop at once. */
  private async announce(ctx: Ctx, { found }: Delta): Promise<void> {
    const certain = found.filter(({ walletId }) => walletId !== null);
    for (const organisationId of new Set(certain.map((hit) => hit.organisationId))) {
      await this.investors.announce(ctx, 'sanctioned', organisationId);
    }
  }

  private async lookAtWallets(ready: ReadyLists, after: string | null): Promise<Screened[]> {
    const wallets = await this.source().after(after, WALLETS_AT_ONCE);
    return wallets.map(({ id, organisationId, address }) => {
      const name = ready.addresses.get(address);
      return {
        organisationId,
        target: targetOf({ walletId: id }),
        subject: address,
        findings: name === undefined ? [] : [addressFinding(address, name)],
        isListed: () => name !== undefined,
      };
    });
  }

  /** After an upgrade, or where the start of a run was lost with a restored database. */
  private async watch(ctx: Ctx): Promise<void> {
    const lists = await this.alone();
    const [last] = await this.db.em.find(ScreeningRun, { order: { id: 'DESC' }, take: 1 });
    const key = (versions: ListVersion[]) => versions.map(({ sha256 }) => sha256).join();
    if (last && key(last.lists) === key(lists)) return;
    if ((await this.cases.count()) + (await this.owners.count()) === 0) return;
    const reason = 'Nobody has been looked at with the lists in force.';
    await this.start(systemCtx(ctx.correlationId), reason, lists);
  }

  private source(): WalletSource {
    if (!this.wallets) throw new Error('nobody gives out the wallets');
    return this.wallets;
  }

  private record(ctx: Ctx, run: ScreeningRun, action: string): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'screening_run', id: run.id },
      organisationId: null,
      data: {
        reason: run.reason,
        lists: run.lists.map(({ file, sha256 }) => ({ file, sha256 })),
        total: run.total,
        screened: run.screened,
        newHits: run.newHits,
        lapsedHits: run.lapsedHits,
      },
    });
  }
}

const view = (run: ScreeningRun): ScreeningRunView => ({
  id: run.id,
  state: run.state,
  phase: run.phase,
  reason: run.reason,
  lists: run.lists,
  total: run.total,
  screened: run.screened,
  newHits: run.newHits,
  lapsedHits: run.lapsedHits,
  startedBy: run.startedBy,
  startedAt: run.startedAt.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
});
