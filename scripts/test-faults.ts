/**
 * `npm run test:faults [-- --seed N --schedules K]`: lives K seeded schedules of commands and faults
 * against real worker processes, a real database and a real node, and checks after each that every
 * command and every fact counted exactly once.
 */
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.ts';
import { say, tell, Told } from './lib/report.ts';

const USAGE = `usage: npm run test:faults [-- options]
  --seed N        the first schedule's seed (default: chosen by the clock, and printed)
  --schedules K   how many, with consecutive seeds (default 500)
  --lanes L       how many at a time, each on its own database server (default 3)
  --minutes M     begin no new schedule after so long (default: no limit)`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
        schedules: { type: 'string', default: '500' },
        lanes: { type: 'string', default: '3' },
        minutes: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new Told(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function whole(name: string, text: string, low: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value >= low) return value;
  throw new Told(`--${name} takes a whole number from ${low}, not ${text}\n${USAGE}`);
}

async function main(): Promise<boolean> {
  const chosen = options();
  const seed = whole('seed', chosen.seed, 0);
  const schedules = whole('schedules', chosen.schedules, 1);
  const lanes = whole('lanes', chosen.lanes, 1);
  const minutes = chosen.minutes === undefined ? Infinity : whole('minutes', chosen.minutes, 1);
  await buildAll(say, ['admin-ui', 'oracle']);
  // Only now: what it imports is built by then.
  const { explain, outline, runSchedules } = await import('../test/faults/ground.ts');
  say(`seeds ${seed} to ${seed + schedules - 1}`);
  const run = await runSchedules(
    seed,
    schedules,
    (outcome) => {
      const verdict = outcome.failures.length === 0 ? 'ok  ' : 'FAIL';
      say(`${verdict} ${outline(outcome)}`);
      if (outcome.failures.length > 0) console.log(explain(outcome));
    },
    { lanes, untilMs: Date.now() + minutes * 60_000 },
  );
  const failed = run.outcomes.filter(({ failures }) => failures.length > 0);
  const clean = run.outcomes.length - failed.length;
  say(
    `${clean} of ${run.outcomes.length} schedules clean in ${run.seconds.toFixed(1)} s` +
      (failed.length > 0
        ? `; failed: seeds ${failed.map((one) => one.seed).join(', ')}; logs: ${run.logs}`
        : ''),
  );
  return failed.length === 0 && run.outcomes.length > 0;
}

let passed = false;
try {
  passed = await main();
} catch (error) {
  tell(error);
}
process.exit(passed ? 0 : 1);
