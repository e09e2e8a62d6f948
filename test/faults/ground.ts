import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discard, makeOrigin, type Origin } from './chain.ts';
import { Crew } from './crew.ts';
import { Lane } from './lane.ts';
import { describe, plan } from './plan.ts';
import { type Outcome, runSchedule } from './schedule.ts';

/** Schedules at a time, each on a database server of its own: most of a schedule is waiting. */
const LANES = 3;

export interface Run {
  outcomes: Outcome[];
  seconds: number;
  logs: string;
}

/** Lives the schedules of consecutive seeds; `tell` hears of each at its end. */
export async function runSchedules(
  firstSeed: number,
  count: number,
  tell: (outcome: Outcome) => void,
  { lanes = LANES, untilMs = Infinity }: { lanes?: number; untilMs?: number } = {},
): Promise<Run> {
  const began = performance.now();
  const logs = mkdtempSync(join(tmpdir(), 'cadastre-faults-logs-'));
  const crew = new Crew();
  const opened: Lane[] = [];
  let origin: Origin | null = null;
  const outcomes: Outcome[] = [];
  try {
    // The chain that all begin with takes longer to make than they to warm up.
    crew.prepare(3 * Math.min(lanes, count));
    const made = await makeOrigin();
    origin = made;
    let next = firstSeed;
    const live = async (): Promise<void> => {
      const lane = await Lane.open();
      opened.push(lane);
      while (next < firstSeed + count && Date.now() < untilMs) {
        const seed = next++;
        const outcome = await runSchedule(plan(seed), { lane, origin: made, crew, logs });
        outcomes.push(outcome);
        tell(outcome);
      }
    };
    await Promise.all(Array.from({ length: Math.min(lanes, count) }, live));
  } finally {
    await crew.close();
    await Promise.all(opened.map((lane) => lane.close()));
    if (origin) discard(origin);
  }
  if (readdirSync(logs).length === 0) rmSync(logs, { recursive: true });
  return { outcomes, seconds: (performance.now() - began) / 1000, logs };
}

/** One line of what became of a schedule. */
export function outline({ seed, seconds, states, kills, restored }: Outcome): string {
  const counts = Object.entries(states).map(([state, count]) => `${count} ${state}`);
  const back = restored
    ? `, a restore: ${restored.lost} lost, ${restored.recognised} recognised, ` +
      `${restored.together} together`
    : '';
  return `seed ${seed} in ${seconds.toFixed(1)} s: ${counts.join(', ')}, ${kills} kills${back}`;
}

/** What a person needs in order to see a failure and to live it again. */
export function explain(outcome: Outcome): string {
  return [
    describe(plan(outcome.seed)),
    ...outcome.failures.map((failure) => `  ✗ ${failure}`),
    `  logs: ${outcome.folder}`,
    `  again: npm run test:faults -- --seed ${outcome.seed} --schedules 1`,
  ].join('\n');
}
