import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inRoot } from '../../scripts/lib/paths.ts';
import { replayCurve } from './curve.ts';
import { replayGold } from './gold.ts';

const dataDir = inRoot('data');
const say = () => undefined;

test('over the turn of a year a fund of bills and notes has one round for each business day', async () => {
  // Thanksgiving, Christmas, New Year's Day and Martin Luther King's birthday.
  const { rounds, steps, violations } = await replayCurve({
    dataDir,
    from: '2023-11-20',
    to: '2024-01-17',
    say,
  });
  assert.deepEqual(violations, []);
  assert.deepEqual([rounds, steps], [39, 59]);
});

test('the week in which banks failed parks the moves beyond the breaker', async () => {
  const { parked, violations } = await replayCurve({
    dataDir,
    from: '2023-03-09',
    to: '2023-03-21',
    say,
  });
  assert.deepEqual(violations, []);
  assert.ok(parked.includes('2023-03-13'), parked.join());
});

test('gold from the end of its fixed price to its first peak is published month by month', async () => {
  const { rounds, parked, violations } = await replayGold({
    dataDir,
    from: '1971-01',
    to: '1975-12',
    say,
  });
  assert.deepEqual(violations, []);
  assert.equal(rounds, 60);
  assert.ok(parked.length > 0);
});
