import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '@cadastre/api/demo';
import { DATA_DIR } from '../scripts/lib/config.ts';
import { DEV_MNEMONIC } from '../scripts/lib/dev-keys.ts';
import { type OwnWorld, startOwnWorld } from '../scripts/lib/own-world.ts';
import { isAlive } from '../scripts/lib/processes.ts';
import { type Outcome, runOn } from './main-job.ts';

/*
 * The main job on one stack of real processes: undisturbed, and timed; once more on the same instance
 * with the plug of the API pulled at ten moments spread evenly over its length, where the launcher
 * restarts the process; and the first run a second time. "kill -9 of the API process at any moment of
 * the main job, then a restart, ends in the same state, with no mint lost or repeated".
 */
const MOMENTS = 10;

let world: OwnWorld;
let calm: Outcome;
const durations: number[] = [];

before(async () => {
  world = await startOwnWorld(() => undefined);
});

after(() => world.stop());

async function passes(t: TestContext, runId: string, listener: Listener = {}): Promise<Outcome> {
  const outcome = await runOn({
    url: world.run.url,
    rpcUrl: world.run.rpcUrl,
    operator: world.operator,
    mnemonic: DEV_MNEMONIC,
    dataDir: DATA_DIR,
    runId,
    print: (line) => {
      t.diagnostic(line);
    },
    listener,
  });
  assert.deepEqual(outcome.failures, []);
  assert.ok(outcome.passed > 30, `only ${outcome.passed} checks were made`);
  return outcome;
}

test('the main job passes every check', { timeout: 300_000 }, async (t) => {
  calm = await passes(t, 'calm', {
    ended: (_step, _evidence, elapsedMs) => void durations.push(elapsedMs),
  });
});

test(
  'the main job passes again on the same instance, survives ten kills of the API and mints exactly once',
  { timeout: 600_000 },
  async (t) => {
    const killed: number[] = [];
    const kills: Promise<void>[] = [];
    const moments = momentsIn(durations);
    const stormy = await passes(t, 'stormy', {
      begins: (step, index) => {
        for (const moment of moments.filter((one) => one.step === index)) {
          kills.push(
            sleep(moment.afterMs).then(async () => {
              killed.push(await killApi(killed));
              t.diagnostic(`killed the API ${Math.round(moment.afterMs)} ms into "${step.name}"`);
            }),
          );
        }
      },
    });
    await Promise.all(kills);

    assert.equal(new Set(killed).size, MOMENTS, 'ten different processes were killed');
    assert.equal(stormy.passed, calm.passed, 'the same checks were made');
    assert.deepEqual(
      stormy.world.know('mintedBaseUnits'),
      calm.world.know('mintedBaseUnits'),
      'the same shares were minted as without a kill',
    );
  },
);

test('a finished run can be run again and changes nothing', { timeout: 300_000 }, async (t) => {
  await passes(t, 'calm');
});

interface Moment {
  step: number;
  /** After the step began. */
  afterMs: number;
}

/** Divides the length of all steps evenly and says in which step each division falls. */
function momentsIn(durations: number[]): Moment[] {
  const total = durations.reduce((sum, ms) => sum + ms, 0);
  return Array.from({ length: MOMENTS }, (_, i) => {
    let left = ((i + 0.5) / MOMENTS) * total;
    let step = 0;
    while (step < durations.length - 1 && left > (durations[step] ?? 0)) {
      left -= durations[step] ?? 0;
      step += 1;
    }
    return { step, afterMs: left };
  });
}

/**
 * Pulls the plug of whichever process is the API now. One that was killed already has a process id until
 * the launcher has noticed: it does not count twice.
 * @returns its id
 */
async function killApi(before: number[]): Promise<number> {
  for (;;) {
    const pid = world.run.pids.api;
    if (pid !== undefined && !before.includes(pid) && isAlive(pid)) {
      process.kill(pid, 'SIGKILL');
      return pid;
    }
    await sleep(10);
  }
}
