import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChainWorld } from '../testing/chain-world.js';
import { anna, bert, TokenWorld } from '../testing/token-world.js';
import { LedgerEvents } from './event-reader.js';

const DEPTH = 3;

describe('what outside consumers are told', () => {
  let chain: ChainWorld;
  let t: TokenWorld;
  let events: LedgerEvents;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna, bert]);
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    t = await TokenWorld.start(chain, DEPTH);
    events = new LedgerEvents(t.world.db);
    await chain.rpc('anvil_mine', '0x5');
    await t.catchUp();
  });
  afterEach(() => t.stop());

  /** Outcome and amount of the transfers told of after a number, and that all numbers are there. */
  const told = async (after: number) => {
    const { events: found, seen } = await events.read({ after, limit: 1_000 });
    expect(found.map(({ seq }) => seq)).toEqual(found.map((_, i) => after + i + 1));
    expect(seen).toBe(after + found.length);
    return found
      .filter(({ event }) => event === 'Transfer')
      .map(({ outcome, args }) => `${outcome} ${String(args['value'])}`);
  };
  const mine = (blocks: number) => chain.rpc('anvil_mine', `0x${blocks.toString(16)}`);

  it('a log is pending above the final depth, final at it, each once', async () => {
    const start = await events.last();
    await t.mint(anna, 1_000n, 1n);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 1000']);
    await t.catchUp();
    await mine(1);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 1000']);
    await mine(1);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 1000', 'final 1000']);
    await mine(4);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 1000', 'final 1000']);
    const { events: all } = await events.read({ after: start, limit: 100 });
    const [pending, final] = all.filter(({ event }) => event === 'Transfer');
    expect({ ...final, seq: 0, outcome: '' }).toEqual({ ...pending, seq: 0, outcome: '' });
    expect(final?.args).toEqual({
      from: '0x0000000000000000000000000000000000000000',
      to: anna,
      value: '1000',
    });
  });

  it('a pending log whose block went is retracted, newest first, and never final', async () => {
    await t.mint(anna, 1_000n, 1n);
    await mine(DEPTH);
    await t.catchUp();
    const start = await events.last();
    await t.transfer(1n);
    await t.transfer(2n);
    await t.catchUp();
    await chain.rpc('anvil_reorg', 2, []);
    await t.catchUp();
    await t.transfer(3n);
    await mine(DEPTH);
    await t.catchUp();
    expect(await told(start)).toEqual([
      'pending 1',
      'pending 2',
      'retracted 2',
      'retracted 1',
      'final 3',
    ]);
  });

  it('a final log that a deeper reorganisation took is retracted, and its past stays told', async () => {
    await t.mint(anna, 1_000n, 1n);
    await mine(DEPTH);
    await t.catchUp();
    const start = await events.last();
    await t.transfer(7n);
    await mine(DEPTH - 1);
    await t.transfer(8n);
    await t.catchUp();
    expect(await told(start)).toEqual(['final 7', 'pending 8']);
    await chain.rpc('anvil_reorg', DEPTH + 1, []);
    await t.catchUp();
    expect(await told(start)).toEqual(['final 7', 'pending 8', 'retracted 8', 'retracted 7']);
  });

  it('what was pending before a long sleep is settled after it', async () => {
    await t.mint(anna, 1_000n, 1n);
    await mine(DEPTH);
    await t.catchUp();
    const start = await events.last();
    await t.transfer(1n);
    await t.transfer(2n);
    await t.catchUp();
    await chain.rpc('anvil_reorg', 1, []);
    await mine(300);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 1', 'pending 2', 'retracted 2', 'final 1']);
  });

  it('an older head, or one of another branch that is shorter, retracts nothing', async () => {
    await t.mint(anna, 1_000n, 1n);
    await t.catchUp();
    const start = await events.last();
    const snapshot = await chain.rpc('evm_snapshot');
    await t.transfer(5n);
    await t.catchUp();
    await chain.rpc('evm_revert', snapshot);
    await t.follower.round();
    expect(t.follower.state).toBe('lagging');
    expect(await told(start)).toEqual(['pending 5']);
    await mine(2);
    await t.catchUp();
    expect(await told(start)).toEqual(['pending 5', 'final 1000', 'retracted 5']);
  });

  it('is read page by page, also of some contracts only', async () => {
    const other = await TokenWorld.start(chain, DEPTH);
    await other.stop();
    const start = await events.last();
    await t.mint(anna, 1_000n, 1n);
    for (let id = 1n; id <= 3n; id += 1n) {
      await (await chain.token(other.token).mint(bert, id, id)).wait();
    }
    await t.transfer(9n);
    await mine(DEPTH);
    await t.catchUp();
    const whole = await events.read({ after: start, limit: 1_000 });
    const read: unknown[] = [];
    for (let after = start; ;) {
      const page = await events.read({ after, limit: 3 });
      if (page.events.length === 0) break;
      read.push(...page.events);
      after = page.seen;
    }
    expect(read).toEqual(whole.events);
    const mineOnly = await events.read({ after: start, limit: 1_000, addresses: [t.token] });
    expect(mineOnly.events).toEqual(whole.events.filter(({ address }) => address === t.token));
    expect(mineOnly.seen).toBe(whole.seen);
    expect(mineOnly.events.length).toBeGreaterThan(2);
  });
});
