import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain, outline, runSchedules } from './ground.ts';
import { FAULT_KINDS, plan } from './plan.ts';

/*
 * "Every command exactly once, every fact exactly once": the shorter version of `npm run test:faults`,
 * with the same seeds each time.
 */
const FIRST_SEED = 17;
const SCHEDULES = 8;

test('the seeds chosen here bring every kind of fault', () => {
  const plans = Array.from({ length: SCHEDULES }, (_, i) => plan(FIRST_SEED + i));
  const seen = new Set(
    plans.flatMap(({ steps }) =>
      steps.flatMap(({ act }) => (act.kind === 'fault' ? [act.fault.kind] : [])),
    ),
  );
  assert.deepEqual([...seen].toSorted(), FAULT_KINDS.toSorted());
  const asked = new Set(
    plans.flatMap(({ steps }) =>
      steps.flatMap(({ act }) => (act.kind === 'command' ? [act.verb] : [])),
    ),
  );
  for (const verb of ['mint', 'pay', 'payout'] as const) assert.ok(asked.has(verb), verb);
});

test(
  'under kills, lost connections and reorganisations each command and each fact counts once',
  { timeout: 300_000 },
  async (t) => {
    const { outcomes } = await runSchedules(FIRST_SEED, SCHEDULES, (outcome) => {
      t.diagnostic(outline(outcome));
    });
    assert.equal(outcomes.length, SCHEDULES);
    const failed = outcomes.filter(({ failures }) => failures.length > 0);
    assert.equal(failed.map(explain).join('\n\n'), '');
    const together = outcomes.map(({ restored }) => restored?.together ?? 0);
    assert.ok(Math.max(...together) > 1, 'no restore found several of its transactions in a block');
  },
);
