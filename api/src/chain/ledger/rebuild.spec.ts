import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ABIS } from '../abis.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { anna, bert, TokenWorld } from '../testing/token-world.js';
import { PROJECTIONS, rebuild } from './rebuild.js';

/** What a reorganisation leaves in the way of blocks differs by when each ledger was looking. */
const COMPARED = [
  'holding',
  'holding_change',
  'token_supply',
  'token_supply_change',
  'registration',
  'registration_change',
  'feed_round',
  'ledger_contract',
  'ledger_log',
  'ledger_transfer',
];

describe('a ledger and its journal', () => {
  let chain: ChainWorld;
  let t: TokenWorld;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna, bert]);
    t = await TokenWorld.start(chain);
    await t.mint(anna, 1_000_000n, 1n);
    await chain.rpc('anvil_mine', '0xc');
  });
  afterAll(async () => {
    await t.stop();
    await chain.stop();
  });

  it('live and late ledgers hold the same rows under reorganisations of 1 to 10 blocks', async () => {
    let next = 30;
    for (let depth = 1; depth <= 10; depth += 1) {
      for (let i = 0; i < depth; i += 1) {
        if (i % 4 === 3) await chain.register([key((next += 1)).address], 3, 756);
        else await t.transfer(BigInt(100 * depth + i + 1));
        await t.catchUp();
      }
      await chain.rpc('anvil_reorg', depth, []);
      await t.catchUp();
      await t.transfer(BigInt(depth));
      await t.catchUp();
    }
    const late = await LedgerWorld.start();
    try {
      await t.catchUp(late.follower(chain));
      const [ours, theirs] = [await t.world.projections(), await late.projections()];
      for (const table of COMPARED) expect([table, ours[table]]).toEqual([table, theirs[table]]);
    } finally {
      await late.stop();
    }
    expect(await chain.token(t.token).balanceOf(bert)).toBe(55n);
  }, 60_000);

  it('a projection that is rebuilt has identical rows, and only its own are touched', async () => {
    await t.transfer(11n);
    await chain.register([key(19).address], 3, 756);
    await t.catchUp();
    const before = await t.world.projections();
    expect(before['holding']?.length).toBeGreaterThan(1);
    const spoil = {
      holdings: 'UPDATE api.holding SET balance = balance + 1',
      registry: 'UPDATE api.registration SET tier = 9',
      feeds: `INSERT INTO api.feed_round VALUES ('\\x00', 1, 1, now(), now(), '', 1, '', 1, '')`,
    };
    for (const projection of PROJECTIONS) {
      await t.world.db.sql(spoil[projection]);
      expect(await t.world.projections()).not.toEqual(before);
      await t.world.db.independent(async (em) => {
        for await (const step of rebuild(em, ABIS, projection))
          expect(step.rows).toBeGreaterThan(0);
      });
      expect(await t.world.projections()).toEqual(before);
    }
  });
});
