import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inRoot } from '../../scripts/lib/paths.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { measureVerify } from './verify.ts';

const run = promisify(execFile);
const [HOLDERS, MANY, MOST] = [1_000, 100_000, 1_000_000];
/** What each row may be at most. */
const LIMITS: Readonly<Record<string, number>> = {
  'report, 1000 holders, seconds': 0.3,
  'report, 100000 holders, seconds': 5,
  'report, 100000 holders, memory': 400,
  'inclusion proof, 1000000 holders': 50,
  'verify, 100000 holders, seconds': 10,
};

/** A report with its tree, PDF, signature and bundle, one holder's proof, and the check of a bundle. */
export async function measureReports(say: (message: string) => void): Promise<BenchResult> {
  const rows: Row[] = [];
  const add = (name: string, value: number, unit: string): void => {
    rows.push({ case: name, value: Math.round(value * 1000) / 1000, unit, system: 'Cadastre' });
    say(`${name}: ${rows.at(-1)?.value} ${unit}`);
  };
  for (const count of [HOLDERS, MANY]) {
    const made = await measured('report', count);
    add(`report, ${count} holders, seconds`, made['seconds'] ?? 0, 's');
    add(`report, ${count} holders, memory`, made['megabytes'] ?? 0, 'MB');
    add(`report, ${count} holders, bundle`, (made['bytes'] ?? 0) / 1e6, 'MB');
  }
  const { milliseconds = 0 } = await measured('proof', MOST);
  add(`inclusion proof, ${MOST} holders`, milliseconds, 'ms');
  const verified = await measureVerify();
  add(verified.case, verified.value, verified.unit);
  const over = rows.find((row) => row.value > (LIMITS[row.case] ?? Number.POSITIVE_INFINITY));
  return {
    rows,
    table: grid(rows.map((row) => [row.case, String(row.value), row.unit])),
    ...(over && { failure: `${over.case}: ${over.value} is over ${LIMITS[over.case]}.` }),
  };
}

async function measured(what: string, count: number): Promise<Record<string, number>> {
  const file = inRoot('bench', 'reports', 'case.ts');
  const { stdout } = await run(process.execPath, [file, what, String(count)]);
  return JSON.parse(stdout) as Record<string, number>;
}
