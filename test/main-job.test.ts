import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DATA_DIR } from '../scripts/lib/config.ts';
import { DEV_MNEMONIC } from '../scripts/lib/dev-keys.ts';
import { type OwnWorld, startOwnWorld } from '../scripts/lib/own-world.ts';
import { runOn } from './main-job.ts';

let world: OwnWorld | undefined;

before(async () => {
  world = await startOwnWorld(() => undefined);
});

after(() => world?.stop());

for (const [runId, title] of [
  ['first', 'the main job passes every check'],
  ['second', 'the main job passes again on the same instance'],
  ['second', 'a finished run can be run again and changes nothing'],
] as const) {
  test(title, { timeout: 300_000 }, async (t) => {
    assert.ok(world);
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
    });
    assert.deepEqual(outcome.failures, []);
    assert.ok(outcome.passed > 30, `only ${outcome.passed} checks were made`);
  });
}
