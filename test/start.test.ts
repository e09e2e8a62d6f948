import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAnvil } from '../scripts/lib/anvil.ts';
import { isAlive } from '../scripts/lib/processes.ts';
import { blockHead, rpc } from '../scripts/lib/rpc.ts';
import { Folder, Launcher } from './harness.ts';

describe('starting with what cannot work', () => {
  const folder = new Folder();
  after(() => folder.remove());

  const refusal = async (env: Record<string, string>, args: string[] = []): Promise<string> => {
    const launcher = new Launcher(['--data-dir', folder.path, ...args], env);
    assert.equal(await launcher.ended(), 1, launcher.output);
    return launcher.output;
  };

  it('tells all malformed variables at once, each with the way out, and no secret', async () => {
    const output = await refusal({
      PORT: '80a',
      CLOCK: 'moon',
      CONFIRMATIONS: '0',
      DEMO_CHAPTERS: 'some',
      DATABASE_URL: 'mysql://root:hush@localhost/x',
      RPC_URL: 'localhost:8545',
      JWT_SECRET: 'hush',
      DATA_KEY: 'hush',
      OPERATOR_EMAIL: 'nobody',
      OPERATOR_PASSWORD: 'hush',
      DEV_MNEMONIC: 'hush hush',
    });
    const named = [...output.matchAll(/^ {2}- ([A-Z_]+)/gm)].map((match) => match[1]);
    assert.deepEqual(named.toSorted(), [
      'CLOCK',
      'CONFIRMATIONS',
      'DATABASE_URL',
      'DATA_KEY',
      'DEMO_CHAPTERS',
      'DEV_MNEMONIC',
      'JWT_SECRET',
      'OPERATOR_EMAIL',
      'OPERATOR_PASSWORD',
      'PORT',
      'RPC_URL',
    ]);
    assert.doesNotMatch(output, /hush/);
    for (const line of output.matchAll(/^ {2}- .*$/gm)) assert.match(line[0], /correct|give|use/);
  });

  it('asks in production for everything that is embedded elsewhere', async () => {
    const output = await refusal({ NODE_ENV: 'production', DEV_MNEMONIC: 'x' });
    for (const name of ['DATABASE_URL', 'RPC_URL', 'JWT_SECRET', 'DATA_KEY', 'SIGNER_KEYS']) {
      assert.match(output, new RegExp(`- ${name} is missing in production`));
    }
    assert.match(output, /DEV_MNEMONIC is refused in production/);
  });

  it('says which port is taken and how to choose another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const output = await refusal({ PORT: String(port) });
      assert.match(output, new RegExp(`port ${port} is taken .*PORT=\\d+ npm start`));
    } finally {
      server.close();
    }
  });

  it('says that the database and the node do not answer, both at once', async () => {
    const output = await refusal({
      DATABASE_URL: 'postgres://user:hush@127.0.0.1:1/x',
      RPC_URL: 'http://127.0.0.1:1',
    });
    assert.match(output, /DATABASE_URL does not let us in .*unset it/);
    assert.match(output, /RPC_URL does not answer .*unset it/);
    assert.doesNotMatch(output, /hush/);
  });

  it('refuses an unknown option and shows those there are', async () => {
    const output = await refusal({}, ['--rest']);
    assert.match(output, /--rest/);
    assert.match(output, /--reset/);
  });

  it('refuses an advance without a unit', async () => {
    assert.match(
      await refusal({}, ['--advance', '30']),
      /--advance 30: give a whole number and a unit/,
    );
  });

  it('has kept nothing after all these refusals', () => {
    assert.deepEqual(readdirSync(folder.path), []);
  });
});

describe('a world that is stopped, started, moved in time and killed', () => {
  const folder = new Folder();
  const launchers: Launcher[] = [];
  after(async () => {
    for (const launcher of launchers) await launcher.stop();
    folder.remove();
  });

  const launch = (args: string[] = [], env: Record<string, string> = {}): Launcher => {
    const launcher = new Launcher(
      ['--data-dir', folder.path, '--no-demo', '--no-ui', ...args],
      env,
    );
    launchers.push(launcher);
    return launcher;
  };

  let deployment = '';
  let secrets = '';
  let headTime = 0;
  let firstBlock = '';

  it('becomes ready and names every part in /health', async () => {
    const launcher = launch();
    const run = await launcher.ready(folder.path);
    deployment = readFileSync(run.deploymentFile, 'utf8');
    secrets = readFileSync(join(folder.path, 'secrets.json'), 'utf8');
    assert.equal(statSync(join(folder.path, 'secrets.json')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.path, 'run.json')).mode & 0o777, 0o600);
    firstBlock = (await blockHead(run.rpcUrl, 1))?.hash ?? '';
    const health = (await (await fetch(`${run.url}/health`)).json()) as {
      parts: Record<string, { state: string; figures?: Record<string, unknown> }>;
    };
    for (const part of ['database', 'clock', 'oracle']) assert.ok(part in health.parts, part);
    assert.equal(typeof health.parts['oracle']?.figures?.['feeds'], 'number');
  });

  it('is not started twice on one folder', async () => {
    const second = launch();
    assert.equal(await second.ended(), 1);
    assert.match(second.output, /already runs .*--data-dir/);
  });

  it('moves a running world by --advance and returns', async () => {
    const [launcher] = launchers;
    const run = await launcher!.ready(folder.path);
    const before = (await blockHead(run.rpcUrl, 'pending'))?.timestamp ?? 0;
    const mover = launch(['--advance', '30d']);
    assert.equal(await mover.ended(), 0, mover.output);
    headTime = (await blockHead(run.rpcUrl, 'latest'))?.timestamp ?? 0;
    const moved = headTime - before;
    assert.ok(moved >= 30 * 86_400 && moved < 30 * 86_400 + 60, `moved by ${moved} s`);
  });

  it('puts every process away on Ctrl-C', async () => {
    const [launcher] = launchers;
    const run = await launcher!.ready(folder.path);
    assert.equal(await launcher!.stop(), 0, launcher!.output);
    for (const [name, pid] of Object.entries(run.pids)) assert.ok(!isAlive(pid), `${name} lives`);
    assert.ok(!existsSync(join(folder.path, 'run.json')));
  });

  it('goes on with the same world: contracts, secrets, blocks, time', async () => {
    const launcher = launch();
    const run = await launcher.ready(folder.path);
    assert.equal(readFileSync(run.deploymentFile, 'utf8'), deployment);
    assert.equal(readFileSync(join(folder.path, 'secrets.json'), 'utf8'), secrets);
    assert.equal((await blockHead(run.rpcUrl, 1))?.hash, firstBlock);
    const now = (await blockHead(run.rpcUrl, 'latest'))?.timestamp ?? 0;
    assert.ok(now > headTime && now < headTime + 300, `time went from ${headTime} to ${now}`);
    headTime = now;
  });

  it('takes a dead launcher’s place after kill -9 and loses nothing', async () => {
    const last = launchers.at(-1)!;
    const before = await last.ready(folder.path);
    await rpc(before.rpcUrl, 'evm_mine');
    const head = await blockHead(before.rpcUrl, 'latest');
    await last.kill();
    const run = await launch().ready(folder.path);
    for (const name of ['api', 'oracle', 'postgres', 'anvil'] as const) {
      assert.ok(!isAlive(before.pids[name] ?? 0), `the old ${name} lives`);
    }
    assert.equal((await blockHead(run.rpcUrl, head?.number ?? 0))?.hash, head?.hash);
  });

  it('starts the API again when it is killed, under the same address', async () => {
    const launcher = launchers.at(-1)!;
    const before = await launcher.ready(folder.path);
    process.kill(before.pids.api ?? 0, 'SIGKILL');
    let status = 0;
    for (let i = 0; i < 300 && status !== 200; i++) {
      await sleep(100);
      status = await fetch(`${before.url}/health`).then(
        (response) => response.status,
        () => 0,
      );
    }
    assert.equal(status, 200);
    assert.notEqual((await launcher.ready(folder.path)).pids.api, before.pids.api);
  });

  it('refuses a chain that is not the one the state belongs to', async () => {
    await launchers.at(-1)!.stop();
    const other = await startAnvil({ genesisTimestamp: 1_700_000_000 });
    try {
      const launcher = launch([], { RPC_URL: other.url });
      assert.equal(await launcher.ended(), 1, launcher.output);
      assert.match(launcher.output, /is not the one this world belongs to/);
      assert.match(launcher.output, /npm start -- --reset/);
    } finally {
      await other.stop();
    }
  });

  it('refuses a chain of the same genesis that lacks the contracts', async () => {
    const other = await startAnvil();
    try {
      const launcher = launch([], { RPC_URL: other.url });
      assert.equal(await launcher.ended(), 1, launcher.output);
      assert.match(launcher.output, /has no contract AccessHub/);
    } finally {
      await other.stop();
    }
  });

  it('begins anew with --reset', async () => {
    const launcher = launch(['--reset']);
    await launcher.ready(folder.path);
    assert.notEqual(readFileSync(join(folder.path, 'secrets.json'), 'utf8'), secrets);
    assert.equal(await launcher.stop(), 0, launcher.output);
  });
});
