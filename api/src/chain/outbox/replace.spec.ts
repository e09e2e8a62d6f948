import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { Transaction } from 'ethers';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import type { DispatchSettings } from './deps.js';

const TOKEN = AssetToken__factory.createInterface();
const GWEI = 1_000_000_000n;
const anna = key(20).address;

/** Offering more at the same nonce. */
describe('a replacement', () => {
  let chain: ChainWorld;
  let world: LedgerWorld;
  let outbox: OutboxWorld;
  let token: string;

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await chain.register([anna]);
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    world = await LedgerWorld.start();
    outbox = new OutboxWorld(world, chain);
    token = await chain.deployToken(randomUUID());
    await chain.rpc('evm_setAutomine', false);
  });
  afterEach(async () => {
    await chain.rpc('evm_setAutomine', true);
    await chain.rpc('anvil_setNextBlockBaseFeePerGas', '0x3b9aca00');
    await chain.rpc('evm_mine');
    await outbox.stop();
    await world.stop();
  });

  const mint = (spendId: number) =>
    outbox.enqueue(
      'issuance',
      token,
      TOKEN.encodeFunctionData('mint', [anna, 1n, spendId]),
      'test',
      randomUUID(),
    );
  const balance = () => chain.token(token).balanceOf(anna);
  const baseFee = (wei: bigint) =>
    chain.rpc('anvil_setNextBlockBaseFeePerGas', `0x${wei.toString(16)}`);
  interface Tried {
    hash: string;
    nonce: number;
    max_fee: string;
    tip: string;
    sent: boolean;
  }
  const attempts = () =>
    world.db.sql<Tried>(
      `SELECT '0x' || encode(hash, 'hex') AS hash, nonce::int, max_fee_per_gas AS max_fee,
         max_priority_fee_per_gas AS tip, sent_at IS NOT NULL AS sent
       FROM api.chain_command_attempt ORDER BY id`,
    );
  const attemptsReach = async (count: number) => {
    for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
      const found = await attempts();
      if (found.length >= count && found.every((one) => one.sent)) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${(await attempts()).length} attempts, not ${count}`);
  };
  const remarks = () =>
    world.db.sql<{ data: Record<string, unknown> }>(
      `SELECT data FROM api.chain_command_event WHERE data ? 'replacedTransaction' ORDER BY id`,
    );
  const anEighthMore = (former: Tried, later: Tried) => {
    for (const field of ['max_fee', 'tip'] as const) {
      expect(BigInt(later[field]) * 8n).toBeGreaterThanOrEqual(BigInt(former[field]) * 9n);
    }
  };

  it('goes out when blocks pass a transaction by; both attempts are kept, one runs', async () => {
    const node = outbox.faultyNode();
    // A node that takes the first bytes and never mines them.
    node.fault = async (send) => {
      if (node.sent.length > 1) return send();
      const [raw] = node.sent;
      return String(Transaction.from(raw).hash);
    };
    node.knows = () => Promise.resolve(true);
    outbox.dispatch('issuance', node, { replaceAfterMs: 1 });
    const id = await mint(1);
    const first = await outbox.reaches(id, 'sent');
    await chain.rpc('anvil_mine', '0x2');
    const [former, later] = await attemptsReach(2);
    if (!former || !later) throw new Error('two attempts');
    anEighthMore(former, later);
    expect(later.nonce).toBe(former.nonce);
    await chain.rpc('evm_mine');
    const confirmed = await outbox.reaches(id, 'confirmed');
    expect(confirmed).toMatchObject({ nonce: first.nonce, transaction_hash: later.hash });
    expect((await remarks())[0]?.data).toMatchObject({
      why: 'stuck',
      replacedTransaction: former.hash,
      transactionHash: later.hash,
    });
    expect(await balance()).toBe(1n);
  }, 30_000);

  it('waits while no block goes by: nobody was passed over', async () => {
    outbox.dispatch('issuance', undefined, { replaceAfterMs: 1 });
    const id = await mint(1);
    await outbox.reaches(id, 'sent');
    // A later command shows that rounds went by.
    await outbox.reaches(await mint(2), 'sent');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await attempts()).toHaveLength(2);
  });

  /** So many that wait, and then a base fee above what they offer, at which the node lets them go. */
  const outbid = async (count: number, settings: Partial<DispatchSettings>) => {
    const { kill } = outbox.dispatch('issuance', undefined, settings);
    const ids = await world.db.transaction(async () => {
      const queued: string[] = [];
      for (let i = 1; i <= count; i += 1) queued.push(await mint(i));
      return queued;
    });
    for (const id of ids) await outbox.reaches(id, 'sent');
    const offered = await attempts();
    await baseFee(50n * GWEI);
    return { ids, offered, kill };
  };
  const offersMore = async (ids: string[], offered: Tried[]) => {
    const all = await attemptsReach(2 * ids.length);
    for (const [i, former] of offered.entries()) {
      const later = all.slice(ids.length).find((one) => one.nonce === former.nonce);
      if (!later) throw new Error(`nothing replaced ${i}`);
      anEighthMore(former, later);
      expect(BigInt(later.max_fee)).toBeGreaterThanOrEqual(50n * GWEI);
    }
    expect((await remarks())[0]?.data).toMatchObject({ why: 'base_fee' });
    await chain.rpc('anvil_mine', '0x2');
    for (const id of ids) await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(BigInt(ids.length));
  };

  it('goes out when the base fee rises above what twenty transactions offered', async () => {
    const { ids, offered } = await outbid(20, { replaceAfterMs: 3_600_000 });
    await chain.rpc('evm_mine');
    await offersMore(ids, offered);
  }, 40_000);

  it('goes out also where each round sends again what the node let go, and is refused', async () => {
    const { ids, offered } = await outbid(5, { replaceAfterMs: 3_600_000, resendAfterMs: 1 });
    await chain.rpc('evm_mine');
    await offersMore(ids, offered);
  }, 40_000);

  it('goes out after a restart, when the node takes the bytes of before no more', async () => {
    const { ids, offered, kill } = await outbid(5, { replaceAfterMs: 3_600_000 });
    await kill();
    await chain.rpc('evm_mine');
    outbox.dispatch('issuance', undefined, { replaceAfterMs: 3_600_000 });
    await offersMore(ids, offered);
  }, 40_000);

  it('finds the receipt of whichever attempt was mined', async () => {
    const node = outbox.faultyNode();
    // A node that takes everything and passes nothing on.
    node.fault = (_) => Promise.resolve('0x');
    node.knows = () => Promise.resolve(true);
    outbox.dispatch('issuance', node, { replaceAfterMs: 1 });
    const id = await mint(1);
    const first = await outbox.reaches(id, 'sent');
    await chain.rpc('anvil_mine', '0x2');
    await attemptsReach(2);
    // The first bytes had reached somebody after all.
    await chain.rpc('eth_sendRawTransaction', node.sent[0]);
    await chain.rpc('evm_mine');
    const confirmed = await outbox.reaches(id, 'confirmed', 15_000);
    expect(confirmed.transaction_hash).toBe(first.transaction_hash);
    expect(await balance()).toBe(1n);
  }, 30_000);

  it('never exceeds the cap: the transaction goes on waiting, and says so', async () => {
    const { dispatcher } = outbox.dispatch('issuance', undefined, { maxFeeGwei: 10 });
    const id = await mint(1);
    await outbox.reaches(id, 'sent');
    await baseFee(50n * GWEI);
    await chain.rpc('evm_mine');
    for (const deadline = Date.now() + 10_000; !dispatcher.trouble && Date.now() < deadline;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(dispatcher.trouble).toMatch('MAX_FEE_GWEI=10');
    expect(await attempts()).toHaveLength(1);
    // The pool may have dropped it: the same bytes go out again, and blocks go on.
    while ((await outbox.command(id)).state !== 'confirmed') {
      await baseFee(GWEI);
      await chain.rpc('evm_mine');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await attempts()).toHaveLength(1);
  }, 30_000);
});
