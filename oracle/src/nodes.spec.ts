import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SigningKey } from 'ethers';
import pg from 'pg';
import type { TestAsset } from './testing/chain.js';
import { Fleet, until, type FleetOptions, type Stage } from './testing/fleet.js';
import { World } from './testing/world.js';

/** A committee at work on one fund whose cash changes. */
class Scene {
  cash = 125_000_000n;
  rounds = 1;

  private constructor(
    readonly world: World,
    readonly fleet: Fleet,
    readonly fund: TestAsset,
  ) {}

  static async begin(options: FleetOptions = {}): Promise<Scene> {
    const world = await World.begin();
    const fund = await world.fund();
    const scene = new Scene(world, await Fleet.start(world, options), fund);
    await scene.arrived();
    return scene;
  }

  async end(): Promise<void> {
    await this.fleet.stop();
    await this.world.end();
  }

  /** Makes the next round of the reserve due. */
  async due(): Promise<void> {
    this.cash += 10_000_000n;
    // A later second: a valuation of the same one would not be newer.
    await this.world.chain.rpc.call('evm_increaseTime', [2]);
    await this.world.chain.mine();
    this.world.custodian.change(this.fund, { cashCents: this.cash.toString() });
    this.rounds += 1;
  }

  /** Waits for the round, and sees that there is exactly one for each that was due. */
  async arrived(seconds?: number): Promise<void> {
    const { chain } = this.world;
    await until(
      async () => (await chain.latest(this.fund.reserve)).round >= this.rounds,
      `round ${this.rounds} is accepted`,
      seconds,
    );
    const { accepted, parked } = await chain.rounds(this.fund.reserve);
    expect({ accepted: accepted.length, parked }).toEqual({ accepted: this.rounds, parked: [] });
  }
}

/** Signatures that a transaction of the report carried, by the place of the signer. */
function signersIn(bitmap: string): number[] {
  return [0, 1, 2, 3, 4].filter((i) => (BigInt(bitmap) >> BigInt(i)) & 1n);
}

describe('five nodes that share a database', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.begin();
  });
  afterAll(() => scene.end());

  const settled = () =>
    until(async () => {
      const { rows } = await scene.world.db.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM oracle.report WHERE state IN ('proposed', 'signed', 'sent')`,
      );
      return rows[0]?.open === 0;
    }, 'everything is settled');

  it('publish with exactly three signatures, and each knows who it is', async () => {
    const { fleet, world } = scene;
    for (const i of fleet.members) {
      expect(await fleet.health(i)).toMatchObject({
        node: fleet.address(i),
        parts: { committee: { state: 'ok' } },
      });
    }
    await settled();
    const { rows } = await world.db.query<{ signer_bitmap: string; sender: Buffer }>(
      'SELECT signer_bitmap, sender FROM oracle.report r JOIN oracle.transaction t ON t.report_id = r.id',
    );
    for (const { signer_bitmap } of rows) expect(signersIn(signer_bitmap)).toHaveLength(3);
  });

  it('go on while two signers are down', async () => {
    const { fleet } = scene;
    const leader = await fleet.leader();
    const two = fleet.members.filter((i) => i !== leader).slice(0, 2);
    await fleet.kill(...two);
    await scene.due();
    await scene.arrived();
    expect(await fleet.health(leader)).toMatchObject({
      parts: {
        committee: { state: 'trouble', problem: expect.stringContaining('no answer from') },
      },
    });
    await Promise.all(two.map((i) => fleet.launch(i)));
  });

  it.each<Stage>(['before-sign', 'after-sign', 'before-send', 'after-send', 'before-confirm'])(
    'lose no round and publish none twice when the leader dies %s',
    async (stage) => {
      const { fleet, world } = scene;
      await settled();
      const epoch = async () =>
        (await world.db.query<{ epoch: string }>('SELECT epoch FROM oracle.leader')).rows[0]?.epoch;
      const before = BigInt((await epoch()) ?? 0);
      fleet.dieAt(stage);
      await scene.due();
      const dead = await fleet.dead();
      await scene.arrived();
      await settled();
      expect(BigInt((await epoch()) ?? 0)).toBe(before + 1n);
      const { rows } = await world.db.query(
        `SELECT t.state FROM oracle.transaction t JOIN oracle.round d ON d.report_id = t.report_id
         WHERE d.round = $1 AND d.feed = $2`,
        [scene.rounds, Buffer.from(scene.fund.reserve.slice(2), 'hex')],
      );
      expect(rows).toEqual([{ state: 'confirmed' }]);
      await fleet.launch(dead);
    },
  );

  it.each<Stage>(['asked', 'answering'])(
    'lose no round when a signer dies %s, and the same one leads on',
    async (stage) => {
      const { fleet } = scene;
      await settled();
      const leader = await fleet.leader();
      fleet.dieAt(stage);
      await scene.due();
      const dead = await fleet.dead();
      expect(dead).not.toBe(leader);
      await scene.arrived();
      await settled();
      expect(await fleet.leader()).toBe(leader);
      await fleet.launch(dead);
    },
  );

  it('go on when the leader’s connection is cut', async () => {
    await settled();
    await scene.world.db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'cadastre-oracle-leader' AND datname = current_database()`,
    );
    await scene.due();
    await scene.arrived();
  });

  it('go on when the leader freezes, which believes when it thaws that it still leads', async () => {
    const { fleet } = scene;
    await settled();
    const leader = await fleet.leader();
    fleet.freeze(leader);
    await scene.due();
    // Its connection is cut after half a minute without a word.
    await scene.arrived(60);
    fleet.thaw(leader);
    await scene.due();
    await scene.arrived();
    await until(
      async () => (await fleet.health(leader))?.leader === false,
      'the former leader knows it',
    );
  });

  it('go on when the leader and another are killed together', async () => {
    const { fleet } = scene;
    const leader = await fleet.leader();
    await scene.due();
    await fleet.kill(leader, (leader + 1) % 5);
    await scene.arrived();
  });
});

describe('five nodes of which one lies and one has another time', () => {
  let scene: Scene;
  let liar: { url: string; asked: number; end: () => void };
  beforeAll(async () => {
    liar = await lie();
    scene = await Scene.begin({ impostor: { index: 1, url: liar.url }, skew: { 3: 60_000 } });
  });
  afterAll(async () => {
    await scene.end();
    liar.end();
  });

  it('publish with the signatures of the others', async () => {
    for (let i = 0; i < 4; i += 1) {
      await scene.due();
      await scene.arrived();
    }
    expect(liar.asked).toBeGreaterThan(0);
    const { rows } = await scene.world.db.query<{ signer_bitmap: string }>(
      'SELECT signer_bitmap FROM oracle.report WHERE signer_bitmap IS NOT NULL',
    );
    for (const { signer_bitmap } of rows) expect(signersIn(signer_bitmap)).toEqual([0, 2, 4]);
  });
});

/** A node that signs whatever it is given, with a key of its own. */
async function lie(): Promise<{ url: string; asked: number; end: () => void }> {
  const key = new SigningKey(`0x${'77'.repeat(32)}`);
  const server = createServer((_request, response) => {
    liar.asked += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    const { compactSerialized: signature } = key.sign(`0x${'01'.repeat(32)}`);
    response.end(JSON.stringify({ signature, reports: [], address: 'anybody' }));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const liar = { url, asked: 0, end: () => server.close() };
  return liar;
}

describe('five nodes with a database each, led by round and slot', () => {
  let scene: Scene;
  beforeAll(async () => {
    const env = { ORACLE_LEADER: 'slot', ORACLE_SLOT_SECONDS: '5' };
    scene = await Scene.begin({ env, ownDatabases: true });
  });
  afterAll(() => scene.end());

  it('take turns, and each keeps an archive of its own', async () => {
    for (let i = 0; i < 3; i += 1) {
      await scene.due();
      await scene.arrived();
    }
    const valued = await Promise.all(
      scene.fleet.databases.map(async (url) => {
        const db = new pg.Client({ connectionString: url });
        await db.connect();
        const { rows } = await db.query<{ valued: number; sent: number }>(
          `SELECT (SELECT count(*)::int FROM oracle.valuation) AS valued,
             (SELECT count(*)::int FROM oracle.transaction) AS sent`,
        );
        await db.end();
        return rows[0];
      }),
    );
    expect(valued.filter((one) => (one?.valued ?? 0) > 0).length).toBeGreaterThanOrEqual(3);
    expect(valued.filter((one) => (one?.sent ?? 0) > 0).length).toBeGreaterThanOrEqual(2);
  });

  it.each<Stage>(['before-sign', 'after-sign', 'before-send', 'after-send'])(
    'take over from a leader that dies %s, with the report it had signed',
    async (stage) => {
      const { fleet } = scene;
      fleet.dieAt(stage);
      await scene.due();
      const dead = await fleet.dead();
      await scene.arrived();
      await fleet.launch(dead);
    },
  );

  it('go on when two of five are killed', async () => {
    await scene.fleet.kill(0, 1);
    for (let i = 0; i < 2; i += 1) {
      await scene.due();
      await scene.arrived();
    }
  });
});
