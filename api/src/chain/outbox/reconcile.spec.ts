import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { pageQuery } from '../../platform/page.js';
import { Transactions } from '../operations/transactions.service.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';

const TOKEN = AssetToken__factory.createInterface();
const anna = key(20).address;

/** Our nonces beside the chain's. */
describe('reconciliation', () => {
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
  });
  afterEach(async () => {
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
  const elsewhere = async (nonce?: number) => {
    const own = key(2).connect(chain.provider);
    const sent = await own.sendTransaction({
      to: anna,
      value: 1n,
      ...(nonce === undefined ? {} : { nonce }),
    });
    await sent.wait();
    return sent;
  };
  const findings = async (atLeast: number) => {
    for (const deadline = Date.now() + 10_000; ;) {
      const { items } = await new Transactions(world.db).reconciliations(pageQuery.parse({}));
      if (items.length >= atLeast) return items;
      if (Date.now() > deadline) throw new Error(`${items.length} findings, not ${atLeast}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('a start names what others sent from the key while nobody looked', async () => {
    const first = outbox.dispatch('issuance');
    const { nonce } = await outbox.reaches(await mint(1), 'confirmed');
    await first.kill();
    const one = await elsewhere();
    const two = await elsewhere();
    outbox.dispatch('issuance');
    const [found] = await findings(2);
    const next = Number(nonce) + 1;
    expect(found).toMatchObject({
      signer: 'issuance',
      finding: 'others_sent',
      storedNonce: next,
      executedNonce: next + 2,
      nextNonce: next + 2,
      foreignTransactions: [
        { nonce: one.nonce, hash: one.hash },
        { nonce: two.nonce, hash: two.hash },
      ],
    });
    expect((await outbox.reaches(await mint(2), 'confirmed')).nonce).toBe(next + 2);
    expect((await findings(2))[1]?.finding).toBe('agrees');
  });

  it('a start names the transactions of ours that went out again', async () => {
    const node = outbox.faultyNode();
    node.fault = () => new Promise(() => undefined);
    const first = outbox.dispatch('issuance', node);
    const id = await mint(1);
    const { transaction_hash: hash } = await outbox.reaches(id, 'signed');
    await first.kill();
    outbox.dispatch('issuance');
    await outbox.reaches(id, 'confirmed');
    const [found] = await findings(2);
    expect(found?.sentAgain).toEqual([hash]);
  });

  it('a nonce that another took in the middle of a pipeline moves its command, and says by whom', async () => {
    const node = outbox.faultyNode();
    node.fault = () => Promise.reject(new Error('connection refused'));
    outbox.dispatch('issuance', node);
    const ids = await world.db.transaction(async () => {
      const queued: string[] = [];
      for (let i = 1; i <= 20; i += 1) queued.push(await mint(i));
      return queued;
    });
    const { nonce } = await outbox.reaches(ids[0] ?? '', 'signed');
    const taker = await elsewhere(Number(nonce));
    node.fault = null;
    for (const id of ids) await outbox.reaches(id, 'confirmed', 20_000);
    expect(await balance()).toBe(20n);
    const [told] = await world.db.sql<{ data: object }>(
      `SELECT data FROM api.chain_command_event WHERE data ? 'takenBy' AND command_id = $1`,
      [ids[0]],
    );
    expect(told?.data).toMatchObject({ takenNonce: nonce, takenBy: taker.hash });
    const nonces = await world.db.sql<{ nonce: number }>(
      `SELECT nonce::int FROM api.chain_carrier WHERE state <> 'displaced' ORDER BY nonce`,
    );
    expect(nonces.map((row) => row.nonce)).toEqual(
      Array.from({ length: 20 }, (_, i) => Number(nonce) + 1 + i),
    );
  }, 40_000);

  it('an operation shows its transaction and every attempt at it', async () => {
    outbox.dispatch('issuance');
    const id = await mint(1);
    const { transaction_hash: hash, nonce } = await outbox.reaches(id, 'confirmed');
    const seen = await new Transactions(world.db).of(id);
    expect(seen).toMatchObject({ commands: 1, nonce, attempts: [{ transactionHash: hash }] });
    expect(BigInt(seen?.feeWei ?? 0)).toBeGreaterThan(0n);
  });
});
