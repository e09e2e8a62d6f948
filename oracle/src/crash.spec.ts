import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rpc, RpcUnreachable } from './chain/rpc.js';
import { Database } from './storage/database.js';
import type { TestAsset } from './testing/chain.js';
import { World, type Oracle } from './testing/world.js';

const MAIN = new URL('../dist/main.js', import.meta.url).pathname;
const NODE = new URL('../../node_modules/.bin/node', import.meta.url).pathname;

class Crash extends Error {}

/** Lets the process die at the n-th thing it asks of the node or the database. */
function dieAt(oracle: Oracle, n: number): { calls: number } {
  const count = { calls: 0 };
  const tick = () => {
    count.calls += 1;
    if (count.calls >= n) throw new Crash();
  };
  const rpc = oracle.app.get(Rpc);
  const call = rpc.call.bind(rpc);
  rpc.call = async <T>(method: string, params?: unknown[]) => {
    tick();
    return call<T>(method, params);
  };
  const db = oracle.app.get(Database);
  const { sql } = db;
  const transaction = db.transaction.bind(db);
  Object.assign(db, {
    sql: async <T extends object>(text: string, values?: unknown[]) => {
      tick();
      return sql<T>(text, values);
    },
    transaction: async <T>(work: Parameters<typeof transaction<T>>[0]) => {
      tick();
      return transaction(work);
    },
  });
  return count;
}

describe('a process that dies', () => {
  let world: World;
  let fund: TestAsset;
  let cash = 125_000_000n;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    const oracle = await world.oracle();
    await oracle.beat();
    await oracle.stop();
  });
  afterAll(() => world.end());

  /** Makes a reserve round due. */
  async function makeDue(): Promise<void> {
    cash += 10_000_000n;
    // A later second: a valuation of the same one would not be newer.
    await world.chain.rpc.call('evm_increaseTime', [2]);
    await world.chain.mine();
    world.custodian.change(fund, { cashCents: cash.toString() });
  }

  const transactions = async () =>
    (
      await world.db.query<{ hash: string; state: string }>(
        `SELECT '0x' || encode(hash, 'hex') AS hash, state FROM oracle.transaction ORDER BY created_at, id`,
      )
    ).rows;

  it('at any point loses no round and publishes none twice', async () => {
    let rounds = (await world.chain.rounds(fund.reserve)).accepted.length;
    for (let at = 1; ; at += 11) {
      await makeDue();
      const dying = await world.oracle();
      const count = dieAt(dying, at);
      await dying.beat().catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
      await dying.stop();
      const next = await world.oracle();
      await next.beat();
      await next.beat();
      await next.stop();
      const { accepted } = await world.chain.rounds(fund.reserve);
      rounds += 1;
      expect(accepted).toHaveLength(rounds);
      if (count.calls < at) break;
    }
    expect(new Set((await transactions()).map((tx) => tx.state))).toEqual(new Set(['confirmed']));
    expect(await transactions()).toHaveLength(rounds);
  }, 180_000);

  it('between storing and sending: the very same bytes go out', async () => {
    await makeDue();
    const dying = await world.oracle();
    const rpc = dying.app.get(Rpc);
    rpc.send = () => Promise.reject(new RpcUnreachable('gone'));
    await dying.beat().catch(() => undefined);
    await dying.stop();
    const stored = (await transactions()).at(-1);
    expect(stored?.state).toBe('stored');
    const next = await world.oracle();
    await next.beat();
    await next.stop();
    expect((await transactions()).at(-1)).toEqual({ hash: stored?.hash, state: 'confirmed' });
    expect(await world.chain.rpc.receipt(stored?.hash ?? '')).toMatchObject({ succeeded: true });
  });

  it('by kill -9 with its transaction on the way: the node forgets it, the next process sends it again', async () => {
    await makeDue();
    await world.chain.automine(false);
    const process1 = await launch(world);
    const sent = await until(async () => (await transactions()).find((tx) => tx.state === 'sent'));
    process1.kill('SIGKILL');
    await once(process1, 'exit');
    await world.chain.rpc.call('anvil_dropAllTransactions');
    await world.chain.automine(true);
    await world.chain.mine();
    expect(await world.chain.rpc.receipt(sent.hash)).toBeNull();
    const process2 = await launch(world);
    await until(async () => (await transactions()).at(-1)?.state === 'confirmed');
    const ended = once(process2, 'exit');
    process2.kill('SIGTERM');
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect((await transactions()).at(-1)?.hash).toBe(sent.hash);
  }, 30_000);

  it('whose transaction is outbid offers more under the same nonce, and one of the two arrives', async () => {
    await makeDue();
    const oracle = await world.oracle();
    await world.chain.automine(false);
    await oracle.beat();
    const first = (await transactions()).at(-1);
    expect(first?.state).toBe('sent');
    await world.chain.rpc.call('anvil_setNextBlockBaseFeePerGas', ['0x12a05f2000']);
    await oracle.beat();
    await world.chain.mine();
    await world.chain.automine(true);
    await until(async () => {
      await oracle.beat();
      return (await transactions()).at(-1)?.state === 'confirmed';
    });
    expect((await transactions()).at(-2)).toEqual({ hash: first?.hash, state: 'displaced' });
    await oracle.stop();
  });

  it('or whose transaction reverts tries again with the same signatures', async () => {
    await makeDue();
    const { round } = await world.chain.latest(fund.reserve);
    const oracle = await world.oracle();
    await world.chain.automine(false);
    await oracle.beat();
    await world.chain.pauseFirst(fund.reserve);
    await world.chain.mine();
    await world.chain.automine(true);
    await oracle.beat();
    expect((await transactions()).at(-1)?.state).toBe('reverted');
    expect((await world.chain.latest(fund.reserve)).round).toBe(round);
    await world.chain.unpause(fund.reserve);
    await until(async () => {
      await oracle.beat();
      return (await transactions()).at(-1)?.state === 'confirmed';
    });
    expect((await world.chain.latest(fund.reserve)).round).toBe(round + 1);
    const { rows } = await world.db.query(
      `SELECT count(*)::int AS n FROM oracle.transaction GROUP BY report_id ORDER BY max(created_at) DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ n: 2 }]);
    await oracle.stop();
  });

  it('after a reorganisation the round is delivered again', async () => {
    await makeDue();
    const oracle = await world.oracle({ CONFIRMATIONS: '2' });
    // The node answers the send before it has mined: the receipt may take another beat.
    await until(async () => {
      await oracle.beat();
      return (await transactions()).at(-1)?.state === 'mined';
    });
    const { round } = await world.chain.latest(fund.reserve);
    await world.chain.rpc.call('anvil_reorg', [1, []]);
    expect((await world.chain.latest(fund.reserve)).round).toBe(round - 1);
    await oracle.beat();
    await until(async () => {
      await world.chain.mine();
      await oracle.beat();
      return (await transactions()).at(-1)?.state === 'confirmed';
    });
    expect((await world.chain.latest(fund.reserve)).round).toBe(round);
    await oracle.stop();
  });
});

async function launch(world: World): Promise<ChildProcess> {
  const child = spawn(NODE, [MAIN], {
    env: { ...process.env, ...(await world.withPeers({ POLL_MS: '100' })) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'spawn');
  return child;
}

async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 150; tries += 1) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(100);
  }
  throw new Error('it did not come about within 15 s');
}
