import { parseArgs } from 'node:util';
import { AuditVerifier } from '@cadastre/api/embedded';
import { Told } from '../../scripts/lib/report.ts';
import type { Loop } from '../lib/closed-loop.ts';
import { installPeers } from '../lib/peers.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { acceptAll, approveAll, intentsFor } from './accepts.ts';
import { approveOverHttp } from './over-http.ts';
import { openPlatform, type Platform } from '../platform/platform.ts';
import { register } from './registrations.ts';
import { insertRows, sendJobs } from './rivals.ts';
import { seedWallets } from '../platform/seed.ts';
import { type Services, startServices } from '../platform/services.ts';

/** Callers, each waiting for its answer before it asks again; as many connections in the pool. */
const CALLERS = 16;
const MEASURED_MS = 5_000;
const WARM_UP = 2_000;
/** More than can be accepted in the time. */
const SUPPLY = 60_000;
const INVESTORS = 1_000;
/** Prime, so that steps of this size come by every wallet once. */
const INVESTORS_APART = 7_919;

const OURS = 'Cadastre';

/** What one accepted command costs, what a peer's does, and how long ten thousand take to be true. */
export async function measureOutbox(
  say: (message: string) => void,
  args: string[],
): Promise<BenchResult> {
  const { values } = parseArgs({ args, options: { count: { type: 'string', default: '10000' } } });
  const count = Number(values.count);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Told(`--count ${values.count}: give how many wallets are registered, e.g. 10000`);
  }
  await installPeers(say);
  const services = await startServices();
  try {
    const rows = [
      ...(await measureAccepts(services, say)),
      ...(await measureRivals(services, say)),
      ...(await measureRegistrations(services, count, say)),
    ];
    return { rows: withRatio(rows), table: table(withRatio(rows)) };
  } finally {
    await services.stop();
  }
}

async function measureAccepts(services: Services, say: (message: string) => void): Promise<Row[]> {
  const platform = await openPlatform(services, 'accepts', CALLERS);
  try {
    await requireDurable(platform);
    const ids = interleaved(await seed(platform, WARM_UP + 3 * SUPPLY));
    await acceptAll(
      platform,
      CALLERS,
      Infinity,
      await intentsFor(platform, ids.splice(0, WARM_UP)),
    );
    say('accepting, 16 callers');
    const intents = await intentsFor(platform, ids.splice(0, SUPPLY));
    const accepted = await acceptAll(platform, CALLERS, MEASURED_MS, intents);
    say('approving wallets in the process, with all reads');
    const approved = await approveAll(platform, CALLERS, MEASURED_MS, ids.splice(0, SUPPLY));
    say('approving wallets over HTTP');
    const overHttp = await approveOverHttp(platform, CALLERS, MEASURED_MS, ids.splice(0, SUPPLY));
    await requireAll(platform, WARM_UP + accepted.done + approved.done + overHttp.done);
    return [
      ...figures('durable accepts', accepted, OURS),
      ...figures('accepts with the reads of the verb', approved, OURS),
      ...figures('HTTP accepts', overHttp, OURS),
    ];
  } finally {
    await platform.stop();
  }
}

async function measureRivals({ databaseUrl }: Services, say: (message: string) => void) {
  say('pg-boss, 16 callers');
  const jobs = await sendJobs(databaseUrl, CALLERS, MEASURED_MS);
  say('plain inserts, 16 connections');
  const plain = await insertRows(databaseUrl, CALLERS, MEASURED_MS);
  return [
    ...figures('jobs added', jobs, 'pg-boss 12.30.0'),
    ...figures('plain single-row inserts', plain, 'PostgreSQL 18'),
  ];
}

async function measureRegistrations(
  services: Services,
  count: number,
  say: (message: string) => void,
): Promise<Row[]> {
  const platform = await openPlatform(services, 'registrations', CALLERS);
  try {
    const ids = await seed(platform, count);
    say(`registering ${count} wallets`);
    const { acceptedSeconds, registeredSeconds } = await register(platform, ids);
    return [
      row(`${count} registrations, seconds`, registeredSeconds, 's', OURS),
      row(`${count} registrations accepted, seconds`, acceptedSeconds, 's', OURS),
    ];
  } finally {
    await platform.stop();
  }
}

const seed = (platform: Platform, wallets: number): Promise<string[]> => {
  const [officer] = platform.officers;
  if (!officer) throw new Error('nobody is signed in');
  return seedWallets(platform.db, officer.ctx.actor.userId, { investors: INVESTORS, wallets });
};

/** Neighbours of different investors, hence in different lanes of the audit log. */
const interleaved = (ids: string[]): string[] =>
  ids.map((_, i) => ids[(i * INVESTORS_APART) % ids.length] ?? '');

/** A figure of a database that does not wait for its disk would be worth nothing. */
async function requireDurable({ db }: Platform): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const [row] = await db.sql<Record<string, string>>(`SHOW ${setting}`);
    if (row?.[setting] !== 'on') throw new Told(`${setting} is ${String(row?.[setting])}, not on`);
  }
}

/** Every accept counted has left its five rows, and the audit chain holds. */
async function requireAll({ app, db }: Platform, accepted: number): Promise<void> {
  const [found] = await db.sql<Record<string, string>>(
    `SELECT (SELECT count(*) FROM api.idempotency_key WHERE sealed_answer IS NOT NULL) AS keys,
       (SELECT count(*) FROM api.wallet WHERE state = 'registering') AS wallets,
       (SELECT count(*) FROM api.chain_command WHERE state = 'queued') AS commands,
       (SELECT count(*) FROM api.chain_command_event WHERE state = 'queued') AS events,
       (SELECT count(*) FROM api.audit_entry WHERE action = 'wallet.approve') AS entries`,
  );
  const wrong = Object.entries(found ?? {}).filter(([, n]) => Number(n) !== accepted);
  if (wrong.length > 0) {
    throw new Told(`${accepted} were accepted, and there are ${JSON.stringify(found)}`);
  }
  const { intact } = await app.get(AuditVerifier).verify();
  if (!intact) throw new Told('the audit chain is broken');
}

const rounded = (value: number): number => Number(value.toFixed(value < 100 ? 2 : 0));
const row = (name: string, value: number, unit: string, system: string): Row => ({
  case: name,
  value: rounded(value),
  unit,
  system,
});

const figures = (what: string, loop: Loop, system: string): Row[] => [
  row(`${what} per second`, loop.perSecond, '1/s', system),
  row(`${what}, median`, loop.p50, 'ms', system),
  row(`${what}, 99th percentile`, loop.p99, 'ms', system),
];

function withRatio(rows: Row[]): Row[] {
  const of = (name: string): number => rows.find((one) => one.case === name)?.value ?? 0;
  const ours = of('durable accepts per second');
  return [
    ...rows,
    row('durable accepts to jobs added', ours / of('jobs added per second'), '×', OURS),
    row(
      'durable accepts to plain inserts',
      ours / of('plain single-row inserts per second'),
      '×',
      OURS,
    ),
  ];
}

const table = (rows: Row[]): string =>
  grid(rows.map((one) => [one.case, String(one.value), one.unit, one.system]));
