/**
 * `npm run bench:<name>`: measures, prints one table and writes `bench/results/<name>.json`. What
 * others have built and stands beside ours is installed only here, in `bench/peers`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult } from '../bench/lib/rows.ts';
import { buildAll, type StepName } from './lib/build.ts';
import { inRoot } from './lib/paths.ts';
import { say, tell, Told } from './lib/report.ts';

type Measure = (say: (message: string) => void, args: string[]) => Promise<BenchResult>;

/** Imported only when asked for: what a bench imports is built by then. */
const BENCHES: Record<string, () => Promise<Measure>> = {
  api: async () => (await import('../bench/api/bench.ts')).measureApi,
  distributions: async () => (await import('../bench/distributions/bench.ts')).measureDistributions,
  gas: async () => (await import('../bench/gas/bench.ts')).measureGas,
  ledger: async () => (await import('../bench/ledger/bench.ts')).measureLedger,
  outbox: async () => (await import('../bench/outbox/bench.ts')).measureOutbox,
  oracle: async () => (await import('../bench/oracle/bench.ts')).measureOracle,
  reports: async () => (await import('../bench/reports/bench.ts')).measureReports,
  screening: async () => (await import('../bench/screening/bench.ts')).measureScreening,
  ui: async () => (await import('../bench/ui/bench.ts')).measureUi,
  soak: async () => (await import('../bench/soak/bench.ts')).measureSoak,
};

/** Rooms that need not be built; most benches measure the API. */
const NOT_NEEDED: Record<string, StepName[]> = {
  gas: ['core', 'api', 'oracle', 'admin-ui'],
  oracle: ['api', 'admin-ui'],
  ui: [],
};

try {
  const [name = '', ...args] = process.argv.slice(2);
  const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!load) throw new Told(`usage: npm run bench:<${Object.keys(BENCHES).join('|')}>`);
  await buildAll(say, NOT_NEEDED[name] ?? ['oracle', 'admin-ui']);
  const { rows, table, failure } = await (await load())(say, args);
  const folder = inRoot('bench', 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  // One row a line: a changed figure shows as one changed line.
  writeFileSync(file, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  console.log(`\n${table}\n`);
  say(`${rows.length} figures in bench/results/${name}.json`);
  if (failure) throw new Told(failure);
} catch (error) {
  tell(error);
}
