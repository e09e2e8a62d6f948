import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AbiCoder, keccak256, toBeHex } from 'ethers';
import { Committee } from '../chain/committee.js';
import { Rpc } from '../chain/rpc.js';
import { canary } from '../cli/canary.js';
import { Metrics } from '../metrics/metrics.js';
import type { TestAsset } from '../testing/chain.js';
import { Clock } from '../platform/clock.js';
import { World, type Oracle } from '../testing/world.js';
import { Canary } from './canary.js';

/** Where a word of RoundWord.sol has its parts. */
const VALUATION_TIME = 128n;
const UPDATED_AT = 160n;
const ROUND = 192n;

describe('the canary', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let guard: string;
  let snapshot: string;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    guard = await world.chain.launchMintGuard(fund, 100);
    oracle = await world.oracle({ ORACLE_MINT_GUARDS: guard });
    await oracle.beat();
    snapshot = await world.chain.rpc.call<string>('evm_snapshot');
  }, 60_000);
  afterAll(() => world.end());
  beforeEach(async () => {
    await world.chain.rpc.call('evm_revert', [snapshot]);
    snapshot = await world.chain.rpc.call<string>('evm_snapshot');
  });

  const look = async (feed: string) => {
    const seen = (await oracle.app.get(Canary).look()).find((one) => one.feed === feed);
    return `${seen?.verdict}: ${seen?.reason}`;
  };

  /** Changes the feed's newest word, and its place in the history where it is one, as no contract could. */
  async function lie(feed: string, change: (word: bigint) => bigint): Promise<void> {
    const { address } = oracle.app.get(Committee);
    const { round } = await world.chain.latest(feed);
    for (const slot of await wordsOf(address, feed, round)) {
      const raw = await world.chain.rpc.call<string>('eth_getStorageAt', [address, slot, 'latest']);
      const changed = toBeHex(change(BigInt(raw)), 32);
      await world.chain.rpc.call('anvil_setStorageAt', [address, slot, changed]);
    }
  }

  /** The mappings' places are found by what is in them, so that a new field before them changes nothing. */
  function wordsOf(address: string, feed: string, round: number): Promise<string[]> {
    const coder = AbiCoder.defaultAbiCoder();
    const key = (BigInt(feed) << 32n) | BigInt(round);
    const places = Array.from({ length: 40 }, (_, place) =>
      [BigInt(feed), key].map((index) =>
        keccak256(coder.encode(['uint256', 'uint256'], [index, place])),
      ),
    );
    const isRound = (word: bigint) =>
      word >> ROUND > 0n && ((word >> ROUND) & 0xffff_ffffn) === BigInt(round);
    return world.chain.slotsOf(address, places.flat(), isRound);
  }

  it('agrees with what was published', async () => {
    expect(await look(fund.nav)).toBe('AGREES: round 1');
    expect(await look(fund.reserve)).toBe('AGREES: round 1');
  });

  it.each<[string, (word: bigint) => bigint, string]>([
    ['another answer', (w) => w + 1n, 'ANSWER_DIFFERS'],
    ['another valuation time', (w) => w - (60n << VALUATION_TIME), 'TIME_DIFFERS'],
    ['an update of the future', (w) => w + (900n << UPDATED_AT), 'TIME_INVALID'],
    ['an earlier round', (w) => w - (1n << ROUND), 'ROUND_BEHIND'],
  ])('goes red when the chain tells %s, and the metric with it', async (_what, change, verdict) => {
    await lie(fund.nav, change);
    expect(await look(fund.nav)).toContain(verdict);
    const { body } = await oracle.app.get(Metrics).text();
    const line = body.split('\n').find((l) => l.includes('canary_agrees{') && l.includes(fund.nav));
    expect(line).toMatch(new RegExp(`verdict="${verdict}"} 0$`));
    expect(await look(fund.reserve)).toContain('AGREES');
  });

  it('looks once more before it goes red: a node may tell a block’s time before the block', async () => {
    const rpc = oracle.app.get(Rpc);
    const block = rpc.block.bind(rpc);
    let looks = 0;
    rpc.block = async (tag) => {
      const found = await block(tag);
      looks += 1;
      return looks === 1 ? { ...found, timestamp: found.timestamp - 3_600 } : found;
    };
    expect(await look(fund.nav)).toBe('AGREES: round 1');
    expect(looks).toBe(2);
    rpc.block = async (tag) => ({ ...(await block(tag)), timestamp: 1 });
    expect(await look(fund.nav)).toContain('TIME_INVALID');
    rpc.block = block;
  });

  it('leaves the next look to whoever shares the database, while that one is fresh', async () => {
    await look(fund.nav);
    const idle = await oracle.app.get(Canary).idle();
    expect(idle).toBeGreaterThan(20_000);
    expect(idle).toBeLessThanOrEqual(30_000);
    oracle.observe(oracle.app.get(Clock).now() + 31);
    expect(await oracle.app.get(Canary).idle()).toBeLessThan(0);
  });

  it('goes red when there is nothing to read', async () => {
    await world.chain.rpc.call('anvil_setCode', [fund.nav, '0x']);
    expect(await look(fund.nav)).toContain('UNREADABLE');
  });

  it('goes red when a mint guard covers more than the reserve allows', async () => {
    const [slot] = await world.chain.slotsOf(guard, 8, (word) => same(word, fund.token));
    const raw = await world.chain.rpc.call<string>('eth_getStorageAt', [guard, slot, 'latest']);
    // The decimals of the token stand behind its 160 bits: with 7 for 6 it covers ten times as much.
    expect((BigInt(raw) >> 160n) & 0xffn).toBe(6n);
    const wrong = toBeHex(BigInt(raw) + (1n << 160n), 32);
    await world.chain.rpc.call('anvil_setStorageAt', [guard, slot, wrong]);
    expect(await look(fund.reserve)).toContain('MARGIN_DIFFERS');
    expect(await look(fund.nav)).toBe('AGREES: round 1');
  });

  it('as a command: with nothing but the node’s list and the chain, it goes red by its exit', async () => {
    await oracle.app.listen(0, '127.0.0.1');
    const options = {
      oracleUrl: await oracle.app.getUrl(),
      rpcUrl: world.chain.url,
      guards: [guard],
    };
    const fine = await canary(options);
    expect(fine.ok).toBe(true);
    expect(fine.lines).toHaveLength(2);
    await lie(fund.nav, (word) => word + 1n);
    const told = await canary(options);
    expect(told.ok).toBe(false);
    expect(told.lines.join('\n')).toContain(`ANSWER_DIFFERS  ${fund.nav}`);
    expect(await canary({ ...options, oracleUrl: world.chain.url })).toMatchObject({ ok: false });
  });
});

const same = (word: bigint, address: string) => (word & ((1n << 160n) - 1n)) === BigInt(address);
