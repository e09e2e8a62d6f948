import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toAddress, toBytes } from '../bytes.js';
import { Node } from '../rpc/node.js';
import { Rpc, type RpcCall } from '../rpc/rpc.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import type { Fact } from './fact.js';
import type { Follower } from './follower.js';
import { liftTransfers } from './lift-transfers.js';
import { mismatches } from './project-holdings.js';
import { TRANSFER_TOPIC } from './transfer.js';

const anna = key(20).address;
const bert = key(21).address;

/** A node that answers as if it had not seen the newest blocks. */
class LaggingRpc extends Rpc {
  behind = 0;

  override async call<T>(method: string, params: unknown[] = []): Promise<T> {
    if (this.behind === 0 || method !== 'eth_getBlockByNumber') return super.call(method, params);
    const head = Number(await super.call<string>('eth_blockNumber')) - this.behind;
    const asked = params[0] === 'latest' ? head : Number(params[0]);
    if (asked > head) return null as T;
    return super.call(method, [`0x${asked.toString(16)}`, false]);
  }

  override batch<T>(calls: RpcCall[]): Promise<T[]> {
    return Promise.all(calls.map(({ method, params }) => this.call<T>(method, params)));
  }
}

describe('the ledger', () => {
  let chain: ChainWorld;
  let world: LedgerWorld;
  let follower: Follower;
  let token: string;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna, bert]);
  });
  afterAll(() => chain.stop());

  beforeEach(async () => {
    world = await LedgerWorld.start();
    follower = world.follower(chain);
    token = await chain.deployToken(randomUUID());
  });
  afterEach(() => world.stop());

  const catchUp = async (one: Follower = follower) => {
    for (let round = 0; round < 50; round += 1) {
      const more = await one.round().catch(() => true);
      if (!more && one.state === 'following') return;
    }
    throw new Error(`the ledger did not catch up: ${one.trouble ?? one.state}`);
  };
  const holdings = async () => {
    const rows = await world.db.sql<{ holder: Buffer; balance: string }>(
      'SELECT holder, balance FROM api.holding WHERE token = $1 ORDER BY balance DESC',
      [toBytes(token)],
    );
    return rows.map((row) => [toAddress(row.holder), BigInt(row.balance)]);
  };
  const mint = async (to: string, amount: bigint, id: bigint) =>
    (await chain.token(token).mint(to, amount, id)).wait();
  const transfer = async (amount: bigint) =>
    (await chain.token(token, 20).transfer(bert, amount)).wait();

  it('takes the transfers from the bytes of what the node answers', async () => {
    await mint(anna, 100n, 1n);
    await transfer(40n);
    const address = token.toLowerCase();
    let lifted = 0;
    const logs = await new Rpc(chain.url).batch<{ data: string; topics: string[] }[]>(
      [{ method: 'eth_getLogs', params: [{ fromBlock: '0x0', address }] }],
      (body) => {
        const { transfers, rest } = liftTransfers(body, (of) => of === address);
        lifted = transfers.length;
        return JSON.parse(rest);
      },
    );
    expect(lifted).toBe(2);
    expect(logs[0]?.filter(({ topics }) => topics[0] === TRANSFER_TOPIC)).toEqual([]);
    expect(logs[0]).not.toEqual([]);
  });

  it('projects holdings that sum to totalSupply and equal balanceOf at the same block', async () => {
    await mint(anna, 1_000n, 1n);
    await transfer(300n);
    await mint(bert, 5n, 2n);
    await catchUp();
    const block = follower.cursor?.number ?? 0;
    const contract = chain.token(token);
    expect(await holdings()).toEqual([
      [anna, 700n],
      [bert, 305n],
    ]);
    for (const [holder, balance] of await holdings()) {
      expect(await contract.balanceOf(String(holder), { blockTag: block })).toBe(balance);
    }
    expect(await contract.totalSupply({ blockTag: block })).toBe(1_005n);
    expect(await mismatches(world.db.em)).toEqual([]);
    expect(follower.unbalanced).toEqual([]);
  });

  it('finds in one range the token that was deployed inside it', async () => {
    await mint(anna, 7n, 1n);
    await catchUp();
    expect(await holdings()).toEqual([[anna, 7n]]);
  });

  it('a live ledger and one that catches up hold the same rows', async () => {
    await mint(anna, 1_000n, 1n);
    await catchUp();
    for (let i = 0; i < 5; i += 1) {
      await transfer(10n + BigInt(i));
      await catchUp();
    }
    const late = await LedgerWorld.start();
    try {
      await catchUp(late.follower(chain));
      const { ledger_log: lateLog, ...lateRest } = await late.projections();
      const { ledger_log: log, ...rest } = await world.projections();
      expect(lateRest).toEqual(rest);
      expect(lateLog).toEqual(log);
    } finally {
      await late.stop();
    }
  });

  it('a reorganisation moves holdings back, then forward, and retracts each fact once', async () => {
    const applied: Fact[] = [];
    const retracted: Fact[] = [];
    world.ledger.on('AssetToken', 'Transfer', {
      apply: async (_, fact) => void applied.push(fact),
      retract: async (_, fact) => void retracted.push(fact),
    });
    await mint(anna, 1_000n, 1n);
    await catchUp();
    const before = await world.projections();
    await transfer(250n);
    await transfer(50n);
    await catchUp();
    expect(await holdings()).toEqual([
      [anna, 700n],
      [bert, 300n],
    ]);

    await chain.rpc('anvil_reorg', 2, []);
    await catchUp();
    expect(await holdings()).toEqual([[anna, 1_000n]]);
    expect(await world.projections()).toEqual(before);
    expect(retracted.map((fact) => fact.args['value'])).toEqual([50n, 250n]);

    await transfer(40n);
    await catchUp();
    expect(await holdings()).toEqual([
      [anna, 960n],
      [bert, 40n],
    ]);
    const values = applied.filter((f) => f.address === token).map((fact) => fact.args['value']);
    expect(values).toEqual([1_000n, 250n, 50n, 40n]);
    expect(await chain.token(token).balanceOf(bert)).toBe(40n);
  });

  it('a rolled-back register is what it was', async () => {
    await catchUp();
    const carla = key(22).address;
    const before = await world.projections();
    await chain.register([carla], 3, 840);
    await catchUp();
    expect(await world.projections()).not.toEqual(before);
    await chain.rpc('anvil_reorg', 1, []);
    await catchUp();
    expect(await world.projections()).toEqual(before);
  });

  it('a node that is behind is lagging, not a fork', async () => {
    const rpc = new LaggingRpc(chain.url);
    const lagging = world.follower(chain, new Node(rpc));
    await mint(anna, 9n, 1n);
    await catchUp(lagging);
    const cursor = lagging.cursor;
    rpc.behind = 3;
    await lagging.round();
    expect(lagging.state).toBe('lagging');
    expect(lagging.cursor?.hash).toBe(cursor?.hash);
    expect(await holdings()).toEqual([[anna, 9n]]);
    rpc.behind = 0;
    await lagging.round();
    expect(lagging.state).toBe('following');
  });

  it('a chain that was set back is followed where it is now', async () => {
    await catchUp();
    const before = await world.projections();
    const snapshot = await chain.rpc('evm_snapshot');
    await mint(anna, 5n, 1n);
    await mint(anna, 5n, 2n);
    await mint(anna, 5n, 3n);
    await catchUp();
    expect(await holdings()).toEqual([[anna, 15n]]);
    await chain.rpc('evm_revert', snapshot);
    await chain.rpc('evm_increaseTime', 100);
    await chain.rpc('evm_mine');
    await follower.round();
    expect(follower.state).toBe('lagging');
    await new Promise((resolve) => setTimeout(resolve, 250));
    await catchUp();
    expect(await world.projections()).toEqual(before);
  });

  it('waits for the configured depth', async () => {
    const careful = world.follower(chain, chain.node, 3);
    await mint(anna, 9n, 1n);
    await catchUp(careful);
    expect(await holdings()).toEqual([]);
    await chain.rpc('anvil_mine', '0x2');
    await catchUp(careful);
    expect(await holdings()).toEqual([[anna, 9n]]);
  });

  it('a fact whose handler fails leaves nothing behind, and counts once it succeeds', async () => {
    let fail = true;
    let applied = 0;
    world.ledger.on('AssetToken', 'Minted', {
      apply: async (_, fact) => {
        if (fact.address !== token) return;
        if (fail) throw new Error('the domain is not ready');
        applied += 1;
      },
      retract: async () => undefined,
    });
    await mint(anna, 3n, 1n);
    await expect(follower.round()).rejects.toThrow('the domain is not ready');
    expect(await holdings()).toEqual([]);
    fail = false;
    await catchUp();
    expect(await holdings()).toEqual([[anna, 3n]]);
    expect(applied).toBe(1);
  });

  it('no text that somebody writes on the chain stops it', async () => {
    const name = `0x${'33'.repeat(32)}`;
    await (await chain.token(token).setDocument(name, 'nul \u0000 and \u{1f4dc}', name)).wait();
    const broken = chain
      .token(token)
      .interface.encodeFunctionData('setDocument', [name, 'AA', name])
      .replace('4141', 'fffe');
    // An estimate would be of this second; in the next one the document's time costs a write more.
    const call = { to: token, data: broken, gasLimit: 200_000n };
    await (await key(2).connect(chain.provider).sendTransaction(call)).wait();
    await catchUp();
    const uris = await world.db.sql<{ uri: string }>(
      `SELECT args->>'uri' AS uri FROM api.ledger_log WHERE event = 'DocumentUpdated'
       ORDER BY block_number`,
    );
    expect(uris.map(({ uri }) => uri)).toEqual(['nul \ufffd and \u{1f4dc}', '(not text)']);
  });

  it('two followers of one database apply each fact once', async () => {
    let applied = 0;
    world.ledger.on('AssetToken', 'Minted', {
      apply: async (_, fact) => {
        if (fact.address === token) applied += 1;
      },
      retract: async () => undefined,
    });
    const other = world.follower(chain);
    await follower.round();
    for (let id = 1n; id <= 4n; id += 1n) {
      await mint(anna, 1n, id);
      await Promise.allSettled([follower.round(), other.round()]);
    }
    await catchUp();
    expect(applied).toBe(4);
  });

  it('another chain is refused with the way out', async () => {
    const genesisHash = `0x${'ab'.repeat(32)}`;
    const wrong = world.follower(chain, chain.node, 1, { ...chain.deployment, genesisHash });
    await expect(wrong.checkChain()).rejects.toThrow(/DEPLOYMENT_FILE is of chain 31337/);
  });
});
