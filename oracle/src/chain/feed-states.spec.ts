import { beforeEach, describe, expect, it } from '@jest/globals';
import { zeroPadValue } from 'ethers';
import { FEED } from './abi.js';
import { Committee } from './committee.js';
import { FeedStates } from './feed-states.js';
import { Rpc, RpcError, type Block, type Log } from './rpc.js';

const COMMITTEE = `0x${'cc'.repeat(20)}`;
const [GOLD, HOUSE] = [`0x${'A1'.repeat(20)}`, `0x${'B2'.repeat(20)}`];
const POLICY = [1n, 9n, 0n, 0n, 0n, 0n, 0n, 0n, 0n, false];
const NOBODY = `0x${'00'.repeat(20)}`;

/** A chain of which the test says what its blocks are and tell; it counts how often a feed is read. */
class TestRpc extends Rpc {
  fork = 'a';
  head = 10;
  round = 1n;
  reads: string[] = [];
  events: { block: number; feed: string }[] = [];
  logsFail = false;

  constructor() {
    super('http://127.0.0.1:1');
  }

  override block(tag: 'latest' | 'pending' | number): Promise<Block> {
    const number = typeof tag === 'number' ? tag : this.head;
    return Promise.resolve({
      number,
      hash: `${this.fork}${number}`,
      timestamp: 1_000 + number,
      baseFeePerGas: 1n,
    });
  }

  override logs(address: string, from: number, to: number): Promise<Log[]> {
    if (this.logsFail) return Promise.reject(new RpcError('eth_getLogs', -32005, 'limit', null));
    expect(address).toBe(COMMITTEE);
    const found = this.events.filter(({ block }) => block >= from && block <= to);
    return Promise.resolve(
      found.map(({ feed }) => ({
        address,
        topics: ['0x01', zeroPadValue(feed.toLowerCase(), 32)],
        data: '0x',
      })),
    );
  }

  override read(to: string, data: string, tag: 'latest' | 'pending' | number): Promise<string> {
    const name = FEED.parseTransaction({ data })?.name ?? '';
    if (name === 'latest') this.reads.push(`${to} at ${tag}`);
    const answers: Record<string, unknown[]> = {
      latest: [5n, 100n, 101n, this.round, 1n],
      policy: [POLICY],
      parked: [[`0x${'00'.repeat(32)}`, 0n, 0n, 0n, 0n, NOBODY, NOBODY]],
    };
    return Promise.resolve(FEED.encodeFunctionResult(name, answers[name] ?? []));
  }
}

describe('the feeds as they are followed', () => {
  let rpc: TestRpc;
  let states: FeedStates;
  const rounds = async () => [
    (await states.of(GOLD)).last?.round,
    (await states.of(HOUSE)).last?.round,
  ];

  beforeEach(async () => {
    rpc = new TestRpc();
    states = new FeedStates(rpc, new Committee(rpc, COMMITTEE));
    await states.follow();
    expect(await rounds()).toEqual([1, 1]);
    rpc.reads = [];
    rpc.round = 2n;
  });

  it('are read once, as of the block that was followed', async () => {
    rpc.head = 12;
    expect(await states.follow()).toMatchObject({ number: 12, hash: 'a12' });
    expect(await rounds()).toEqual([1, 1]);
    expect(rpc.reads).toEqual([]);
  });

  it('are read again when the committee told of them', async () => {
    rpc.head = 12;
    rpc.events = [{ block: 12, feed: HOUSE }];
    await states.follow();
    expect(await rounds()).toEqual([1, 2]);
    expect(rpc.reads).toEqual([`${HOUSE} at 12`]);
  });

  it.each<[string, (chain: TestRpc) => void]>([
    ['a reorganisation of the followed block', (chain) => (chain.fork = 'b')],
    ['a reorganisation to more blocks', (chain) => ((chain.fork = 'b'), (chain.head = 13))],
    ['a chain that is shorter', (chain) => (chain.head = 9)],
    ['too many blocks at once', (chain) => (chain.head = 5_000)],
    ['a node that does not tell', (chain) => ((chain.logsFail = true), (chain.head = 11))],
  ])('are all read again after %s', async (_what, change) => {
    change(rpc);
    await states.follow();
    expect(await rounds()).toEqual([2, 2]);
  });

  it('are read again when somebody found them otherwise', async () => {
    states.forget([GOLD]);
    expect(await rounds()).toEqual([2, 1]);
  });

  it('are not kept where they changed while they were read', async () => {
    states.forget([GOLD]);
    const reading = states.of(GOLD);
    rpc.head = 11;
    rpc.events = [{ block: 11, feed: GOLD }];
    await states.follow();
    await reading;
    rpc.round = 3n;
    expect((await states.of(GOLD)).last?.round).toBe(3);
  });
});
