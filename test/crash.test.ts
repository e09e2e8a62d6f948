import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '@cadastre/api/demo';
import { DATA_DIR } from '../scripts/lib/config.ts';
import { DEV_MNEMONIC } from '../scripts/lib/dev-keys.ts';
import { type OwnWorld, startOwnWorld } from '../scripts/lib/own-world.ts';
import { isAlive } from '../scripts/lib/processes.ts';
import { type Outcome, runOn } from './main-job.ts';

/*
 * "kill -9 of the API process at any moment of the main job, then a restart, ends in the same state,
 * with no mint lost or repeated": the job is lived once undisturbed and timed, then again with the
 * plug pulled at ten moments spread evenly over its length. The launcher restarts the process.
 */
const MOMENTS = 10;

let world: OwnWorld;

before(async () => {
  world = await startOwnWorld(() => undefined);
});

after(() => world.stop());

function job(runId: string, listener: Listener, print: (line: string) => void): Promise<Outcome> {
  return runOn({
    url: world.run.url,
    rpcUrl: world.run.rpcUrl,
    operator: world.operator,
    mnemonic: DEV_MNEMONIC,
    dataDir: DATA_DIR,
    runId,
    print,
    listener,
  });
}

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

test(
  'the main job survives ten kills of the API and mints exactly once',
  { timeout: 600_000 },
  async (t) => {
    const print = (line: string): void => t.diagnostic(line);
    const durations: number[] = [];
    const calm = await job(
      'calm',
      { ended: (_step, _evidence, elapsedMs) => void durations.push(elapsedMs) },
      () => undefined,
    );
    assert.deepEqual(calm.failures, []);

    const killed: number[] = [];
    const kills: Promise<void>[] = [];
    const moments = momentsIn(durations);
    const stormy = await job(
      'stormy',
      {
        begins: (step, index) => {
          for (const moment of moments.filter((one) => one.step === index)) {
            kills.push(
              sleep(moment.afterMs).then(async () => {
                killed.push(await killApi(killed));
                print(`killed the API ${Math.round(moment.afterMs)} ms into "${step.name}"`);
              }),
            );
          }
        },
      },
      print,
    );
    await Promise.all(kills);

    assert.equal(new Set(killed).size, MOMENTS, 'ten different processes were killed');
    assert.deepEqual(stormy.failures, []);
    assert.equal(stormy.passed, calm.passed, 'the same checks were made');
    assert.deepEqual(
      stormy.world.know('mintedBaseUnits'),
      calm.world.know('mintedBaseUnits'),
      'the same shares were minted as without a kill',
    );
  },
);
