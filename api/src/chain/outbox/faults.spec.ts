import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { mismatches } from '../ledger/project-holdings.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import { oweAgain } from './reorganised.js';

const TOKEN = AssetToken__factory.createInterface();
const anna = key(20).address;
const COMMANDS = 12;
const FAULTS = 10;

/** mulberry32: the same faults for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('under faults', () => {
  let chain: ChainWorld;
  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna]);
  });
  afterAll(() => chain.stop());

  it.each([1, 2, 3])(
    'killed processes, lost answers and reorganisations: each command once (seed %i)',
    async (seed) => {
      const chance = random(seed);
      const token = await chain.deployToken(randomUUID());
      // No reorganisation below this: it would take the token away.
      await chain.rpc('anvil_mine', '0x4');
      const world = await LedgerWorld.start();
      const outbox = new OutboxWorld(world, chain);
      world.ledger.onRollback((em, ancestor) => oweAgain(em, world.clock, ancestor));
      const follower = world.follower(chain);
      follower.start();
      const node = outbox.faultyNode();
      let faulty = true;
      node.fault = async (send) => {
        const dice = faulty ? chance() : 1;
        if (dice < 0.15) throw new Error('refused');
        const hash = await send();
        if (dice < 0.3) throw new Error('timed out after the node had accepted');
        if (dice < 0.4) return new Promise<string>(() => undefined);
        return hash;
      };
      let running = outbox.dispatch('issuance', node);
      const ids: string[] = [];
      const mint = async (i: number) => {
        const data = TOKEN.encodeFunctionData('mint', [anna, 2n ** BigInt(i), BigInt(i + 1)]);
        ids.push(await outbox.enqueue('issuance', token, data));
      };
      for (let i = 0; i < Math.max(COMMANDS, FAULTS); i += 1) {
        if (i < COMMANDS) await mint(i);
        await sleep(chance() * 120);
        if (i >= FAULTS) continue;
        if (chance() < 0.5) {
          await running.kill();
          running = outbox.dispatch('issuance', node);
        } else if (chance() < 0.6) {
          await chain.reorganise(1 + Math.floor(chance() * 3));
        }
      }
      faulty = false;
      await running.kill();
      outbox.dispatch('issuance', node);
      // Reorganised blocks are empty: those before the last fault may have to be mined over.
      for (const id of ids) await outbox.reaches(id, 'confirmed', 20_000);
      const expected = 2n ** BigInt(COMMANDS) - 1n;
      expect(await chain.token(token).balanceOf(anna)).toBe(expected);
      // The ledger may still be on a branch that is no more: a number alone says nothing.
      const held = async () => {
        const [row] = await world.db.sql<{ balance: string }>('SELECT balance FROM api.holding');
        return BigInt(row?.balance ?? 0);
      };
      const deadline = Date.now() + 20_000;
      while ((await held()) !== expected && Date.now() < deadline) await sleep(50);
      expect(await held()).toBe(expected);
      // Until it had left that branch it could still send a command back to be looked at again.
      for (const id of ids) await outbox.reaches(id, 'confirmed', 20_000);
      expect(await mismatches(world.db.em)).toEqual([]);
      const rows = await world.db.sql<{ nonce: string }>(
        'SELECT nonce FROM api.chain_command ORDER BY nonce',
      );
      const first = Number(rows[0]?.nonce);
      expect(rows.map((row) => Number(row.nonce))).toEqual(rows.map((_, i) => first + i));
      await outbox.stop();
      await follower.stop();
      await world.stop();
    },
    90_000,
  );
});
