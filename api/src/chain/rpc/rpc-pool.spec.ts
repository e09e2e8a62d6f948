import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { parseEther, Wallet } from 'ethers';
import { ConfigError } from '../../platform/config.js';
import { writeDeployment } from '../../testing/deployment.js';
import { startTestApp } from '../../testing/test-app.js';
import { ChainWorkers } from '../chain.workers.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { FaultyProxy } from '../testing/faulty-proxy.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { Node } from './node.js';
import { NotSettled, RpcError, RpcUnreachable } from './rpc.js';
import { type PoolSettings, RpcPool } from './rpc-pool.js';

let chain: ChainWorld;
let one: FaultyProxy;
let two: FaultyProxy;
let said: string[];
const hear = (line: unknown) => void said.push(String(line));

beforeAll(async () => {
  chain = await ChainWorld.start();
});
afterAll(() => chain.stop());

beforeEach(async () => {
  said = [];
  Logger.overrideLogger({ log: hear, warn: hear, error: hear });
  [one, two] = await Promise.all([
    new FaultyProxy(chain.url).start(),
    new FaultyProxy(chain.url).start(),
  ]);
});
afterEach(async () => {
  Logger.overrideLogger(false);
  await Promise.all([one.stop(), two.stop()]);
});

/** Looks before each question, so that nothing here depends on how fast anything is. */
const pool = (urls = [one.url, two.url], over: Partial<PoolSettings> = {}): RpcPool =>
  new RpcPool(urls, {
    expected: () => chain.deployment,
    confirmations: 2,
    lookMs: 0,
    timeoutMs: 1_000,
    ...over,
  });
/** One look after the other has ended, then the question. */
const looked = async (nodes: RpcPool): Promise<Node> => {
  await nodes.look();
  return new Node(nodes);
};
const mine = (blocks: number) => chain.rpc('anvil_mine', `0x${blocks.toString(16)}`);
const chainHead = async () => Number(await chain.rpc<string>('eth_blockNumber'));
const stateOf = (nodes: RpcPool) => nodes.endpoints.map(({ state }) => state);

describe('several nodes', () => {
  it('are read where the chain is furthest along', async () => {
    await mine(5);
    one.behind = 3;
    const node = await looked(pool());
    expect((await node.head()).number).toBe(await chainHead());
    one.asked.length = 0;
    await node.balance(key(1).address);
    expect(one.asked).not.toContain('eth_getBalance');
    expect(two.asked).toContain('eth_getBalance');
  });

  it('are read on at the next where one does not answer, and again at the first when it does', async () => {
    const nodes = pool();
    const node = await looked(nodes);
    for (const mode of ['refuse', 'hang'] as const) {
      one.mode = mode;
      expect(await node.chainId()).toBe(31337);
      await nodes.look();
      expect(stateOf(nodes)).toEqual(['unreachable', 'ok']);
      one.mode = 'well';
      await nodes.look();
      expect(stateOf(nodes)).toEqual(['ok', 'ok']);
    }
    // Pools of other tests may still be looking at nodes that are gone.
    const told = (event: string) =>
      said.filter((line) => line.startsWith(`${event} endpoint=${new URL(one.url).host} `));
    expect(told('endpoint_unreachable')).toHaveLength(2);
    expect(told('endpoint_ok')).toHaveLength(2);
    expect(said.join()).not.toContain('http://');
  });

  it('none of which answers are unreachable, each with its reason', async () => {
    one.mode = two.mode = 'refuse';
    const node = new Node(pool());
    await expect(node.head()).rejects.toThrow(RpcUnreachable);
    await expect(node.head()).rejects.toThrow(new URL(two.url).host);
  });

  it('that want to be asked less are: the next one is', async () => {
    const node = await looked(pool());
    one.mode = 'limit';
    expect(await node.chainId()).toBe(31337);
    two.mode = 'limit';
    await expect(node.chainId()).rejects.toThrow('limit exceeded');
  });

  it('a refusal is an answer: nobody else is asked', async () => {
    const node = await looked(pool());
    two.asked.length = 0;
    const call = { to: chain.deployment.addresses.AssetFactory, data: '0xffffffff' };
    await expect(node.call(call, 'latest')).rejects.toThrow(RpcError);
    expect(two.asked).not.toContain('eth_call');
  });

  it('of another chain are shut out, with an alarm, however far along they are', async () => {
    const stranger = await ChainWorld.secondNode();
    await stranger.rpc('anvil_mine', '0x400');
    two.chainId = '0x5';
    const nodes = pool([stranger.url, two.url, one.url]);
    const node = await looked(nodes);
    expect((await node.head()).number).toBe(await chainHead());
    expect(stateOf(nodes)).toEqual(['wrong_chain', 'wrong_chain', 'ok']);
    expect(nodes.troubles()).toEqual([
      expect.stringMatching(/is on a chain with genesis 0x[0-9a-f]{64}, not 0x[0-9a-f]{64}$/),
      `${new URL(two.url).host} is on chain 5, not 31337`,
    ]);
    await nodes.look();
    expect(said.filter((line) => line.startsWith('endpoint_wrong_chain'))).toHaveLength(2);
    one.mode = 'refuse';
    await expect(node.head()).rejects.toThrow('is on chain 5, not 31337');
    await stranger.stop();
  });
});

it('a process whose nodes are all of another chain does not start', async () => {
  const t = await startTestApp({ env: { RPC_URL: `${one.url},${two.url}` } });
  writeDeployment(t);
  const check = t.get(ChainWorkers).check();
  await expect(check).rejects.toThrow(ConfigError);
  await expect(check).rejects.toThrow('RPC_URL: no endpoint can be asked');
  await t.close();
});

describe('bytes to send', () => {
  const transaction = async (nonce: number): Promise<string> =>
    key(30).signTransaction({
      type: 2,
      chainId: 31337,
      nonce,
      to: key(31).address,
      value: 1n,
      gasLimit: 21_000n,
      maxFeePerGas: parseEther('0.000001'),
      maxPriorityFeePerGas: 1n,
    });
  const fund = () =>
    chain.rpc('anvil_setBalance', key(30).address, `0x${parseEther('1').toString(16)}`);

  it('go to every node, and one that has them already is as good', async () => {
    await fund();
    const node = await looked(pool());
    const nonce = await node.transactionCount(key(30).address, 'latest');
    await chain.rpc('evm_setAutomine', false);
    const raw = await transaction(nonce);
    const hash = await node.sendRaw(raw);
    expect(await node.knows(hash)).toBe(true);
    expect(await node.sendRaw(raw)).toBe(hash);
    await mine(1);
    await chain.rpc('evm_setAutomine', true);
    for (const proxy of [one, two]) {
      expect(proxy.asked.filter((method) => method === 'eth_sendRawTransaction')).toHaveLength(2);
    }
  });

  it('are sent while one node is left, and are not while none is', async () => {
    await fund();
    const node = await looked(pool());
    const raw = await transaction(await node.transactionCount(key(30).address, 'latest'));
    one.mode = 'refuse';
    expect(await node.sendRaw(raw)).toMatch(/^0x[0-9a-f]{64}$/);
    two.mode = 'refuse';
    await expect(node.sendRaw(raw)).rejects.toThrow(RpcUnreachable);
  });

  it('that every node refuses are refused with the node’s words', async () => {
    const node = await looked(pool());
    const poor = Wallet.createRandom();
    const raw = await poor.signTransaction({
      chainId: 31337,
      type: 2,
      nonce: 0,
      to: poor.address,
      value: 1n,
      gasLimit: 21_000n,
      maxFeePerGas: parseEther('0.000001'),
    });
    await expect(node.sendRaw(raw)).rejects.toThrow(/insufficient funds/i);
  });
});

describe('the head', () => {
  it('never goes back because a node is behind', async () => {
    await mine(4);
    const nodes = pool();
    const node = await looked(nodes);
    const before = (await node.head()).number;
    two.behind = 3;
    one.mode = 'refuse';
    await expect(node.head()).rejects.toThrow(NotSettled);
    await expect(node.head()).rejects.toThrow(
      `are at block ${before - 3}, and block ${before} was seen before`,
    );
    expect(stateOf(nodes)).toEqual(['unreachable', 'behind']);
    two.behind = 0;
    expect((await node.head()).number).toBe(before);
  });

  it('goes back where every node says so: a development chain that was set back', async () => {
    await mine(4);
    const nodes = pool();
    const node = await looked(nodes);
    const before = (await node.head()).number;
    one.behind = two.behind = 2;
    expect((await node.head()).number).toBe(before - 2);
    await nodes.look();
    expect(stateOf(nodes)).toEqual(['ok', 'ok']);
  });

  it('stands still while two nodes differ about a final block, and which is told once', async () => {
    await mine(4);
    const nodes = pool();
    const node = await looked(nodes);
    const before = (await node.head()).number;
    await mine(1);
    const lie = `0x${'ab'.repeat(32)}`;
    two.lies.set(before, lie);
    await expect(node.head()).rejects.toThrow(NotSettled);
    await expect(node.head()).rejects.toThrow(`disagree about block ${before}, which is final`);
    await expect(node.head()).rejects.toThrow(`${new URL(two.url).host} has ${lie}`);
    // It stands although the liar is gone: nobody can say which of the two was right.
    two.mode = 'refuse';
    await nodes.look();
    await expect(node.head()).rejects.toThrow('take the wrong one out of RPC_URL');
    expect(said.filter((line) => line.startsWith('endpoints_disagree'))).toHaveLength(1);
    two.mode = 'well';
    two.lies.clear();
    await nodes.look();
    expect((await node.head()).number).toBe(before + 1);
    expect(said.filter((line) => line.startsWith('endpoints_agree'))).toHaveLength(1);
  });

  it('does not mind what nodes say above the final block', async () => {
    await mine(4);
    const node = await looked(pool());
    two.lies.set(await chainHead(), `0x${'cd'.repeat(32)}`);
    expect((await node.head()).number).toBe(await chainHead());
  });
});

describe('the ledger over several nodes', () => {
  it('lags, and neither moves nor rolls back, while they disagree or are behind', async () => {
    const world = await LedgerWorld.start();
    const nodes = pool();
    const follower = world.follower(chain, new Node(nodes), 2);
    follower.start();
    const until = async (what: () => boolean) => {
      const deadline = Date.now() + 30_000;
      while (!what()) {
        if (Date.now() > deadline) throw new Error(`${follower.state}: ${follower.trouble}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await mine(3);
    const head = await chainHead();
    await until(() => follower.cursor?.number === head - 1);

    // A second node that parted from the first: another anvil, on a fork of the chain.
    const fork = await ChainWorld.secondNode(chain.url);
    await Promise.all([mine(4), fork.rpc('anvil_mine', '0x4', '0x7')]);
    const parted = new RpcPool([one.url, fork.url], {
      expected: () => chain.deployment,
      confirmations: 2,
      lookMs: 0,
    });
    const beside = world.follower(chain, new Node(parted), 2);
    await expect(beside.round()).rejects.toThrow('the nodes disagree about block');
    await fork.stop();

    await until(() => follower.cursor?.number === head + 3);
    two.lies.set(head + 5, `0x${'ef'.repeat(32)}`);
    await mine(2);
    await until(() => follower.state === 'lagging');
    expect(follower.trouble).toContain('disagree');
    two.lies.clear();
    await until(() => follower.cursor?.number === head + 5);

    one.mode = 'refuse';
    two.behind = 4;
    await until(() => follower.state === 'lagging');
    // What is missed first, the head or a block, depends on when the follower asks.
    expect(follower.cursor?.number).toBe(head + 5);
    two.behind = 0;
    await mine(1);
    await until(() => follower.state === 'following' && follower.cursor?.number === head + 6);
    expect(said.join('\n')).not.toContain('ledger_rolled_back');
    await follower.stop();
    await world.stop();
  });
});
