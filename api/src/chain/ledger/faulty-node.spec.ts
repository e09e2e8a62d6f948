import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toBytes } from '../bytes.js';
import { Node } from '../rpc/node.js';
import { Rpc, type RpcCall, RpcError } from '../rpc/rpc.js';
import { ChainWorld } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { anna, bert, TokenWorld } from '../testing/token-world.js';
import { LedgerEvents } from './event-reader.js';
import { mismatches } from './project-holdings.js';
import { RangeSize } from './read-ahead.js';

type Answer = (method: string, params: unknown[], ask: () => Promise<unknown>) => Promise<unknown>;

/** A node that answers as a test wants it to; a batch is one request to one machine. */
class FaultyRpc extends Rpc {
  answer: Answer | null = null;
  /** Asked before each request. */
  onRequest: () => void = () => undefined;

  override async call<T>(method: string, params: unknown[] = []): Promise<T> {
    this.onRequest();
    return this.one<T>(method, params);
  }

  override async batch<T>(calls: RpcCall[]): Promise<T[]> {
    this.onRequest();
    return Promise.all(calls.map(({ method, params }) => this.one<T>(method, params)));
  }

  private one<T>(method: string, params: unknown[]): Promise<T> {
    const ask = () => super.call<unknown>(method, params);
    return (this.answer ? this.answer(method, params, ask) : ask()) as Promise<T>;
  }
}

interface Filter {
  fromBlock: string;
  toBlock: string;
}
interface AnyBlock {
  number: string;
  hash: string;
  parentHash: string;
}
const otherHash = (hash: string) => `${hash.slice(0, -4)}dead`;
interface AnyLog {
  blockNumber: string;
  blockHash: string;
}

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

describe('with a faulty node, the ledger', () => {
  let chain: ChainWorld;
  let t: TokenWorld;
  let rpc: FaultyRpc;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna, bert]);
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    t = await TokenWorld.start(chain);
    rpc = new FaultyRpc(chain.url);
    t.ask(new Node(rpc));
    await t.mint(anna, 1_000_000n, 1n);
  });
  afterEach(() => t.stop());

  const sameAsLate = async () => {
    const late = await LedgerWorld.start();
    try {
      await t.catchUp(late.follower(chain));
      const { ledger_log: log, ...ours } = await t.world.projections();
      const { ledger_log: lateLog, ...theirs } = await late.projections();
      expect(ours).toEqual(theirs);
      expect(log).toEqual(lateLog);
      expect(await mismatches(t.world.db.em)).toEqual([]);
    } finally {
      await late.stop();
    }
  };
  const outcomes = async () => {
    const { events } = await new LedgerEvents(t.world.db).read({ after: 0, limit: 10_000 });
    return events.map(({ outcome }) => outcome);
  };

  it('takes back nothing on the word of one that returns an older head', async () => {
    const chance = random(7);
    let behind = 0;
    rpc.onRequest = () => (behind = Math.floor(chance() * 4));
    rpc.answer = async (method, params, ask) => {
      if (method !== 'eth_getBlockByNumber') return ask();
      const head = Number(await chain.rpc<string>('eth_blockNumber')) - behind;
      const asked = params[0] === 'latest' ? head : Number(params[0]);
      if (asked > head) return null;
      return chain.rpc('eth_getBlockByNumber', `0x${asked.toString(16)}`, false);
    };
    for (let i = 1n; i <= 10n; i += 1n) {
      await t.transfer(i);
      for (let round = 0; round < 4; round += 1) await t.follower.round().catch(() => undefined);
    }
    rpc.answer = null;
    await t.catchUp();
    expect(new Set(await outcomes())).toEqual(new Set(['final']));
    await sameAsLate();
  });

  it('takes back nothing on the word of two that disagree, and counts everything once', async () => {
    await t.catchUp();
    const fork = t.follower.cursor?.number ?? 0;
    const chance = random(11);
    let other = false;
    rpc.onRequest = () => (other = chance() < 0.5);
    rpc.answer = async (method, _, ask) => {
      const mine = !other;
      const answer = await ask();
      if (mine || !answer) return answer;
      if (method === 'eth_getBlockByNumber') {
        const block = answer as AnyBlock;
        const above = Number(block.number) - fork;
        return {
          ...block,
          hash: above > 0 ? otherHash(block.hash) : block.hash,
          parentHash: above > 1 ? otherHash(block.parentHash) : block.parentHash,
        };
      }
      // Its blocks are empty.
      if (method !== 'eth_getLogs') return answer;
      return (answer as AnyLog[]).filter(({ blockNumber }) => Number(blockNumber) <= fork);
    };
    for (let i = 1n; i <= 8n; i += 1n) {
      await t.transfer(i);
      for (let round = 0; round < 6; round += 1) await t.follower.round().catch(() => undefined);
    }
    rpc.answer = null;
    await t.catchUp();
    const { events } = await new LedgerEvents(t.world.db).read({ after: 0, limit: 10_000 });
    const counted = new Map<string, number>();
    for (const { outcome, transactionHash, logIndex } of events) {
      const log = `${transactionHash} ${logIndex}`;
      counted.set(log, (counted.get(log) ?? 0) + (outcome === 'final' ? 1 : -1));
    }
    expect(new Set(counted.values())).toEqual(new Set([1]));
    await sameAsLate();
  });

  it('does not stand by a first block that only one of two that disagree has', async () => {
    const first = Math.max(0, chain.deployment.deployedAtBlock - 1);
    rpc.answer = async (method, params, ask) => {
      const answer = (await ask()) as AnyBlock | null;
      const isFirst = method === 'eth_getBlockByNumber' && Number(params[0]) === first;
      return isFirst && answer ? { ...answer, hash: otherHash(answer.hash) } : answer;
    };
    for (let round = 0; round < 3; round += 1) await t.follower.round().catch(() => undefined);
    expect(t.follower.cursor?.number).toBe(first);
    rpc.answer = null;
    await t.catchUp();
    expect(t.follower.trouble).toBeNull();
    await sameAsLate();
  });

  it('asks one that refuses large answers for less, and misses no new contract in between', async () => {
    const asked: number[] = [];
    rpc.answer = async (method, params, ask) => {
      if (method !== 'eth_getLogs') return ask();
      const { fromBlock, toBlock } = params[0] as Filter;
      const blocks = Number(toBlock) - Number(fromBlock) + 1;
      asked.push(blocks);
      if (blocks > 3) throw new RpcError(method, -32005, 'query returned too many results', null);
      return ask();
    };
    for (let i = 1n; i <= 12n; i += 1n) await t.transfer(i);
    await t.catchUp();
    expect(Math.max(...asked)).toBeGreaterThan(3);
    expect(asked.filter((blocks) => blocks <= 3).length).toBeGreaterThan(5);
    const [row] = await t.world.db.sql<{ count: string }>(
      'SELECT count(*) FROM api.ledger_transfer',
    );
    expect(Number(row?.count)).toBeGreaterThanOrEqual(13);
    await sameAsLate();
  });
});

describe('catching up, the ledger', () => {
  it('gives a token what moved in ranges that were asked for before it was known', async () => {
    const chain = await ChainWorld.start();
    await chain.register([anna, bert]);
    const t = await TokenWorld.start(chain);
    try {
      await t.mint(anna, 1_000_000n, 1n);
      for (let i = 1n; i <= 6n; i += 1n) {
        await chain.rpc('anvil_mine', '0x18');
        await t.transfer(i);
      }
      const asked: string[][] = [];
      const rpc = new FaultyRpc(chain.url);
      rpc.answer = (method, params, ask) => {
        if (method === 'eth_getLogs') asked.push((params[0] as { address: string[] }).address);
        return ask();
      };
      t.ask(new Node(rpc));
      await t.catchUp();
      const without = asked.filter((addresses) => !addresses.includes(t.token.toLowerCase()));
      expect(without.length).toBeGreaterThan(2);
      const [row] = await t.world.db.sql<{ balance: string }>(
        'SELECT balance FROM api.holding WHERE holder = $1',
        [toBytes(bert)],
      );
      expect(row?.balance).toBe('21');
    } finally {
      await t.stop();
      await chain.stop();
    }
  });
});

describe('the size of ranges', () => {
  it('grows while answers are small, shrinks with full ones and after a refusal', () => {
    const size = new RangeSize();
    const first = size.blocks;
    size.answered(first, 0);
    expect(size.blocks).toBe(first * 4);
    size.answered(first * 4, 80_000);
    expect(size.blocks).toBe(first);
    size.refused(first);
    expect(size.blocks).toBe(first / 2);
    size.answered(first * 4, 10);
    expect(size.blocks).toBe(first / 2);
    size.answered(first / 2, 10);
    expect(size.blocks).toBe((first / 2) * 1.25);
    for (let i = 0; i < 20; i += 1) size.refused(size.blocks);
    expect(size.blocks).toBe(1);
    size.answered(1, 1_000_000);
    expect(size.blocks).toBe(1);
  });
});
