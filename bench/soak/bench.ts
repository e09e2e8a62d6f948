import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { inRoot } from '../../scripts/lib/paths.ts';
import { Told } from '../../scripts/lib/report.ts';
import { closedLoop } from '../lib/closed-loop.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { startServices } from '../platform/services.ts';
import { Lost } from './lost.ts';
import { type Sample, type Slope, slopeOf } from './heap.ts';
import type { Look, Started } from './worker.ts';

/** Beyond it the heap grows: 1 MB an hour is a process that runs for months between deployments. */
const BOUND_MB_PER_HOUR = 10;
/** How sure we want to be that it is not the samples' scatter: two standard errors. */
const ERRORS = 2;
const SAMPLE_MS = 5_000;
/** Caches fill and code is compiled in this first part of the time; it is left out of the line. */
const WARM_UP_SHARE = 0.25;
/** Wallets on their way at once; each caller waits until the ledger knows its wallet. */
const CALLERS = 8;
const MOST_PER_SECOND = 50;
const LOOK_MS = 50;
/** Of a hundred wallets, so many requests may be lost on a busy machine before it is a fault. */
const LOST_PERCENT = 1;

/**
 * `--minutes N` (30): registers wallets one after the other, each from request to the ledger's word,
 * and draws a line through the heap of the process that does it all.
 */
export async function measureSoak(
  say: (message: string) => void,
  args: string[],
): Promise<BenchResult> {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string', default: '30' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Told(`--minutes ${values.minutes}: give a number above zero`);
  const services = await startServices();
  const worker = fork(inRoot('bench', 'soak', 'worker.ts'), { execArgv: ['--expose-gc'] });
  try {
    const { stop: _, ...places } = services;
    worker.send({ ...places, wallets: Math.ceil(minutes * 60 * MOST_PER_SECOND) });
    const started = await answerOf<Started>(worker);
    say(`soaking for ${minutes} minutes`);
    const milliseconds = minutes * 60_000;
    const officer = { token: (await look(worker)).token };
    const lost = new Lost(say);
    const [{ done }, samples] = await Promise.all([
      live(started, officer, milliseconds, lost),
      watch(worker, officer, milliseconds, say),
    ]);
    const steady = samples.filter(({ seconds }) => seconds > minutes * 60 * WARM_UP_SHARE);
    return report(minutes, { done, lost: lost.count }, steady, slopeOf(steady));
  } finally {
    await end(worker);
    await services.stop();
  }
}

/** Callers that each see one wallet through before the next. */
async function live(
  { url, databaseUrl, wallets }: Started,
  officer: { token: string },
  milliseconds: number,
  lost: Lost,
) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CALLERS });
  const isRegistered = async (id: string): Promise<boolean> => {
    const { rows } = await pool.query<{ wallet: string; command: string }>(
      `SELECT w.state AS wallet, c.state AS command
       FROM api.wallet w JOIN api.chain_command c ON c.id = w.operation_id WHERE w.id = $1`,
      [id],
    );
    const [row] = rows;
    if (row?.command === 'rejected' || row?.command === 'reverted') {
      throw new Told(`the registration of wallet ${id} was ${row.command}`);
    }
    return row?.wallet === 'registered' && row.command === 'confirmed';
  };
  try {
    return await closedLoop(CALLERS, milliseconds, wallets, async (id) => {
      const { status, text } = await lost.until(async () => {
        const response = await fetch(new URL(`/api/v1/wallets/${id}/approve`, url), {
          method: 'POST',
          headers: { authorization: `Bearer ${officer.token}`, 'idempotency-key': `soak-${id}` },
        });
        return { status: response.status, text: await response.text() };
      });
      if (status !== 202) throw new Error(`${status}: ${text}`);
      while (!(await isRegistered(id))) await sleep(LOOK_MS);
    });
  } finally {
    await pool.end();
  }
}

async function watch(
  worker: ChildProcess,
  officer: { token: string },
  milliseconds: number,
  say: (message: string) => void,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  while (performance.now() - began < milliseconds) {
    await sleep(SAMPLE_MS);
    const { heap, token } = await look(worker);
    officer.token = token;
    const megabytes = heap / 1024 ** 2;
    const seconds = (performance.now() - began) / 1000;
    samples.push({ seconds, megabytes });
    if (samples.length % 12 === 0) say(`${megabytes.toFixed(1)} MB after ${seconds.toFixed(0)} s`);
  }
  return samples;
}

async function look(worker: ChildProcess): Promise<Look> {
  worker.send('look');
  return answerOf<Look>(worker);
}

/** The worker's next message. @throws Error where it ends instead */
async function answerOf<T>(worker: ChildProcess): Promise<T> {
  const listening = new AbortController();
  const { signal } = listening;
  try {
    const answer = once(worker, 'message', { signal }).then(([message]) => message as T);
    const exit = once(worker, 'exit', { signal }).then(([code]): never => {
      throw new Error(`the watched process ended with code ${String(code)}`);
    });
    exit.catch(() => undefined);
    answer.catch(() => undefined);
    return await Promise.race([answer, exit]);
  } finally {
    listening.abort();
  }
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = once(worker, 'exit');
  if (worker.connected) worker.send('stop');
  const patience = setTimeout(() => worker.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(patience);
}

function report(
  minutes: number,
  { done, lost }: { done: number; lost: number },
  samples: Sample[],
  slope: Slope,
): BenchResult {
  const row = (name: string, value: number, unit: string): Row => ({
    case: name,
    value: Number(value.toFixed(2)),
    unit,
    system: 'Cadastre',
  });
  const sizes = samples.map(({ megabytes }) => megabytes);
  const rows = [
    row('heap slope', slope.megabytesPerHour, 'MB/h'),
    row('heap slope, standard error', slope.error, 'MB/h'),
    row('heap slope, bound', BOUND_MB_PER_HOUR, 'MB/h'),
    row('heap after collection, smallest', Math.min(...sizes), 'MB'),
    row('heap after collection, largest', Math.max(...sizes), 'MB'),
    row('soaked', minutes, 'min'),
    row('wallets registered', done, '1'),
    row('requests without an answer, asked again', lost, '1'),
  ];
  const atLeast = slope.megabytesPerHour - ERRORS * slope.error;
  const failures = [
    ...(atLeast > BOUND_MB_PER_HOUR
      ? [
          `The heap grows by ${atLeast.toFixed(1)} MB an hour or more, which is beyond ${BOUND_MB_PER_HOUR}.`,
        ]
      : []),
    ...(lost * 100 > done * LOST_PERCENT
      ? [`${lost} requests had no answer beside ${done} wallets: more than ${LOST_PERCENT} %.`]
      : []),
  ];
  return {
    rows,
    table: grid(rows.map((one) => [one.case, String(one.value), one.unit])),
    ...(failures.length > 0 && { failure: failures.join('\n') }),
  };
}
