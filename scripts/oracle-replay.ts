/**
 * `npm run oracle:replay`: two years of the official par curve, day by day, through a fund of bills and
 * notes, then the monthly gold prices since 1960, on real oracles, databases and nodes whose time is moved.
 * Prints what was parked, writes `bench/results/replay.json`, and ends with an error where one expectation was violated.
 */
import { writeFileSync } from 'node:fs';
import { buildAll } from './lib/build.ts';
import { inRoot } from './lib/paths.ts';
import { say, tell } from './lib/report.ts';

let passed = false;
try {
  await buildAll(say, ['api', 'admin-ui']);
  // Only now: what they import is built by then.
  const { replayCurve } = await import('../test/replay/curve.ts');
  const { replayGold } = await import('../test/replay/gold.ts');
  const { rowsOf, summary } = await import('../test/replay/outcome.ts');
  const dataDir = inRoot('data');
  // Side by side: each waits for its own node and database half of the time.
  const outcomes = await Promise.all([
    replayCurve({ dataDir, from: '2023-01-03', to: '2024-12-31', say }),
    replayGold({ dataDir, from: '1960-01', to: '2026-06', say }),
  ]);
  console.log(`\n${outcomes.map(summary).join('\n')}\n`);
  passed = outcomes.every(({ violations }) => violations.length === 0);
  if (passed) {
    const rows = outcomes.flatMap(rowsOf).map((row) => `  ${JSON.stringify(row)}`);
    writeFileSync(inRoot('bench', 'results', 'replay.json'), `[\n${rows.join(',\n')}\n]\n`);
    say(`${rows.length} figures in bench/results/replay.json`);
  }
} catch (error) {
  tell(error);
}
process.exit(passed ? 0 : 1);
