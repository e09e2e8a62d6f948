import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Transaction } from 'ethers';
import { Engine } from '../engine.js';
import { Submitter } from '../publish/submitter.js';
import type { TestAsset } from '../testing/chain.js';
import { NodeSays, RpcProxy } from '../testing/rpc-proxy.js';
import { World, type Oracle } from '../testing/world.js';

/** The chain's faults against a running oracle; a reorganisation and a stuck transaction are in `crash.spec.ts`. */
describe('the chain with the fault', () => {
  let world: World;
  let nodes: [RpcProxy, RpcProxy];
  let oracle: Oracle;
  let fund: TestAsset;
  let cash = 125_000_000n;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    nodes = [await RpcProxy.start(world.chain.url), await RpcProxy.start(world.chain.url)];
  }, 60_000);
  afterAll(async () => {
    await world.end();
    for (const node of nodes) await node.stop();
  });

  beforeEach(async () => {
    oracle = await world.oracle({ RPC_URL: nodes.map(({ url }) => url).join(',') });
    // Enough for a block that all have settled.
    await world.chain.rpc.call('anvil_mine', ['0x10']);
    await makeDue();
  });
  afterEach(async () => {
    for (const node of nodes) Object.assign(node, { misbehave: () => undefined, down: false });
    await oracle.stop();
  });

  /** Makes a reserve round due. */
  async function makeDue(): Promise<void> {
    cash += 10_000_000n;
    await world.chain.rpc.call('evm_increaseTime', [2]);
    await world.chain.mine();
    world.custodian.change(fund, { cashCents: cash.toString() });
  }

  const round = async () => (await world.chain.latest(fund.reserve)).round;
  const trouble = () => oracle.app.get(Engine).trouble.chain;

  /** Beats until the round is there: a look at the nodes lasts a moment. */
  async function beatUntil(isThere: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      await oracle.beat();
      if (await isThere()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it did not come about: ${trouble()}`);
  }

  it('RPC lagging: the node that is furthest along is read, and without it nothing is believed', async () => {
    const before = await round();
    const head = await world.chain.rpc.block('latest');
    nodes[0].lagAt(head.number - 4);
    await beatUntil(async () => (await round()) === before + 1);
    await makeDue();
    nodes[1].down = true;
    await beatUntil(async () => Promise.resolve(trouble()?.includes('the nodes lag') ?? false));
    expect(await round()).toBe(before + 1);
    nodes[1].down = false;
    await beatUntil(async () => (await round()) === before + 2);
    expect(trouble()).toBeNull();
  });

  it('RPC disagreeing: nothing moves until the nodes have the same settled blocks', async () => {
    const before = await round();
    nodes[1].misbehave = ({ method, params }) =>
      method === 'eth_getBlockByNumber' && String(params[0]).startsWith('0x')
        ? Promise.resolve({ hash: `0x${'ee'.repeat(32)}` })
        : undefined;
    for (let beats = 0; beats < 3; beats += 1) await oracle.beat();
    expect(trouble()).toMatch(
      /the nodes disagree about block \d+: .* take the wrong one out of RPC_URL/,
    );
    expect(await round()).toBe(before);
    nodes[1].misbehave = () => undefined;
    await beatUntil(async () => (await round()) === before + 1);
  });

  it('RPC gone: one of two is enough, none is told as trouble', async () => {
    const before = await round();
    nodes[0].down = true;
    await beatUntil(async () => (await round()) === before + 1);
    await makeDue();
    nodes[1].down = true;
    await beatUntil(async () => Promise.resolve(trouble() === 'none of the nodes answers'));
    expect(await round()).toBe(before + 1);
    nodes[1].down = false;
    await beatUntil(async () => (await round()) === before + 2);
  });

  it('RPC leaves events out: what the chain has otherwise is read anew, and no round is lost', async () => {
    const before = await round();
    for (const node of nodes) {
      node.misbehave = ({ method }) => (method === 'eth_getLogs' ? Promise.resolve([]) : undefined);
    }
    await beatUntil(async () => (await round()) === before + 1);
    await makeDue();
    await beatUntil(async () => (await round()) === before + 2);
  });

  it('transaction underpriced: it is signed again under its nonce and offers more', async () => {
    const before = await round();
    const offers: { nonce: number; fee: bigint }[] = [];
    for (const node of nodes) {
      node.misbehave = ({ method, params }) => {
        if (method !== 'eth_sendRawTransaction') return undefined;
        const { nonce, maxFeePerGas } = Transaction.from(String(params[0]));
        offers.push({ nonce, fee: maxFeePerGas ?? 0n });
        if (new Set(offers.map(({ fee }) => fee)).size > 1) return undefined;
        return Promise.reject(new NodeSays({ code: -32000, message: 'transaction underpriced' }));
      };
    }
    await beatUntil(async () => (await round()) === before + 1);
    expect(new Set(offers.map(({ nonce }) => nonce)).size).toBe(1);
    expect(offers.at(-1)?.fee).toBeGreaterThan(offers[0]?.fee ?? 0n);
  });

  it('key out of funds: the reason says so, and the round goes out when it is filled', async () => {
    const before = await round();
    const { address } = oracle.app.get(Submitter);
    await world.chain.rpc.call('anvil_setBalance', [address, '0x0']);
    await oracle.beat();
    await oracle.beat();
    const { rows } = await world.db.query(
      `SELECT state_reason FROM oracle.report WHERE state IN ('proposed', 'signed', 'sent')`,
    );
    expect(rows).toEqual([{ state_reason: expect.stringMatching(/insufficient funds/i) }]);
    expect(await round()).toBe(before);
    await world.chain.rpc.call('anvil_setBalance', [address, '0xde0b6b3a7640000']);
    await beatUntil(async () => (await round()) === before + 1);
  });

  it('key out of funds until the report is void: another takes its place', async () => {
    const before = await round();
    const { address } = oracle.app.get(Submitter);
    await world.chain.rpc.call('anvil_setBalance', [address, '0x0']);
    await oracle.beat();
    await world.chain.rpc.call('evm_increaseTime', [400]);
    await world.chain.mine();
    await world.chain.rpc.call('anvil_setBalance', [address, '0xde0b6b3a7640000']);
    await beatUntil(async () => (await round()) === before + 1);
  });
});
