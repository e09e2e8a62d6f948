import { randomUUID } from 'node:crypto';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { Logger } from '@nestjs/common';
import { pageQuery } from '../../platform/page.js';
import { Transactions } from '../operations/transactions.service.js';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import { unrecognised } from './reconcile.js';
import { oweAgain } from './reorganised.js';

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
    jest.restoreAllMocks();
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
  const until = async (fits: () => Promise<boolean>) => {
    for (const deadline = Date.now() + 15_000; !(await fits());) {
      if (Date.now() > deadline) throw new Error('waited 15 s');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  /** The newest first. */
  const findings = async (atLeast: number) => {
    const transactions = new Transactions(world.db);
    const all = async () => (await transactions.reconciliations(pageQuery.parse({}))).items;
    await until(async () => (await all()).length >= atLeast);
    return all();
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

  it('an idle key learns within half a minute what others sent from it', async () => {
    outbox.dispatch('issuance');
    const { nonce } = await outbox.reaches(await mint(1), 'confirmed');
    const { hash } = await elsewhere();
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 30_000);
    const [found] = await findings(2);
    const next = Number(nonce) + 1;
    expect(found).toMatchObject({
      finding: 'others_sent',
      storedNonce: next,
      nextNonce: next + 1,
      foreignTransactions: [{ nonce: next, hash }],
    });
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

  describe('after the chain went back below what was final', () => {
    const nextNonce = async () => {
      const [row] = await world.db.sql<{ next: number }>(
        `SELECT next_nonce::int AS next FROM api.chain_signer WHERE role = 'issuance'`,
      );
      return row?.next;
    };
    const follow = () => {
      world.ledger.onRollback((em, ancestor) => oweAgain(em, world.clock, ancestor));
      const follower = world.follower(chain);
      follower.start();
      return follower;
    };
    const known = async (hash: string | null) => {
      const rows = await world.db.sql<{ outcome: string }>(
        `SELECT outcome FROM api.ledger_event e WHERE block_hash = (SELECT block_hash
           FROM api.chain_carrier WHERE transaction_hash = decode(substr($1, 3), 'hex'))
         ORDER BY first_seq`,
        [hash],
      );
      return rows.map(({ outcome }) => outcome);
    };

    it('a nonce stays with the command whose block went, and its bytes go out again', async () => {
      const first = outbox.dispatch('issuance');
      const one = await mint(1);
      const { nonce, transaction_hash: hash } = await outbox.reaches(one, 'confirmed');
      await first.kill();
      await chain.reorganise(1);
      // Nothing has told the outbox: no ledger runs yet.
      outbox.dispatch('issuance');
      const [found] = await findings(2);
      expect(found).toMatchObject({
        finding: 'waiting_to_be_mined',
        storedNonce: Number(nonce) + 1,
        nextNonce: Number(nonce) + 1,
        sentAgain: [hash],
      });
      const two = await outbox.reaches(await mint(2), 'confirmed');
      expect(two.nonce).toBe(Number(nonce) + 1);
      expect(await balance()).toBe(2n);
      expect(await nextNonce()).toBe(Number(nonce) + 2);
    });

    it('what was final is retracted, owed again and told', async () => {
      const told: string[] = [];
      jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => {
        told.push(String(line));
      });
      // No reorganisation below this: it would take what earlier tests sent from the key.
      await chain.rpc('anvil_mine', '0x4');
      const follower = follow();
      outbox.dispatch('issuance');
      const one = await mint(1);
      const { nonce, transaction_hash: hash } = await outbox.reaches(one, 'confirmed');
      await until(async () => (await known(hash)).includes('final'));
      const [block] = await world.db.sql<{ hash: Buffer }>(
        'SELECT block_hash AS hash FROM api.chain_command WHERE id = $1',
        [one],
      );
      await chain.reorganise(3);
      await until(async () => (await outbox.timeline(one)).slice(6).includes('sent'));
      const again = await outbox.reaches(one, 'confirmed');
      expect(again).toMatchObject({ nonce, transaction_hash: hash });
      const outcomes = await world.db.sql<{ outcome: string }>(
        'SELECT outcome FROM api.ledger_event WHERE block_hash = $1 ORDER BY first_seq',
        [block?.hash],
      );
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['final', 'retracted']);
      await until(async () => (await known(hash)).includes('final'));
      expect(told.join()).toContain(`transaction_reorganised_after_final tx=${hash}`);
      expect(await balance()).toBe(1n);
      await follower.stop();
    });

    it('a development node that lost its newest blocks does not jam the signer', async () => {
      const follower = follow();
      outbox.dispatch('issuance');
      const one = await mint(1);
      const { nonce, transaction_hash: hash } = await outbox.reaches(one, 'confirmed');
      await until(async () => (await known(hash)).includes('final'));
      const { number } = await chain.node.head();
      const [receipt] = await chain.node.receipts([hash ?? '']);
      await chain.rpc('anvil_rollback', number - (receipt?.blockNumber ?? 0) + 1);
      expect(await balance()).toBe(0n);
      const two = await outbox.reaches(await mint(2), 'confirmed');
      expect(two.nonce).toBe(Number(nonce) + 1);
      await outbox.reaches(one, 'confirmed');
      expect(await balance()).toBe(2n);
      await follower.stop();
    });
  });

  it('nonces that only others had used, and the chain no longer has, are given out again', async () => {
    const first = outbox.dispatch('issuance');
    const { nonce } = await outbox.reaches(await mint(1), 'confirmed');
    await elsewhere();
    const two = await outbox.reaches(await mint(2), 'confirmed');
    expect(two.nonce).toBe(Number(nonce) + 2);
    await first.kill();
    await elsewhere();
    const second = outbox.dispatch('issuance');
    await findings(3);
    await second.kill();
    await chain.reorganise(1);
    outbox.dispatch('issuance');
    const [found] = await findings(4);
    expect(found).toMatchObject({ finding: 'chain_set_back', nextNonce: Number(nonce) + 3 });
    expect((await outbox.reaches(await mint(3), 'confirmed')).nonce).toBe(Number(nonce) + 3);
  });

  describe('a database restored from a backup', () => {
    /** What a payment is: nothing on the chain would stop a second one. */
    const pay = (amount: bigint) =>
      outbox.enqueue('issuance', token, TOKEN.encodeFunctionData('transfer', [anna, amount]));

    it.each([
      ['each in a block of its own', true],
      ['all in one block', false],
    ])(
      'sends nothing a second time: what had been sent, %s, gets its transaction back',
      async (_, atOnce) => {
        const treasury = key(2).address;
        await chain.register([treasury]);
        await (await chain.token(token).mint(treasury, 100n, 1n)).wait();
        const first = outbox.dispatch('issuance');
        await chain.rpc('evm_setAutomine', atOnce);
        // Two alike, then another: each is matched with its own.
        const ids = [await pay(7n), await pay(7n), await pay(5n)];
        for (const id of ids) await outbox.reaches(id, atOnce ? 'confirmed' : 'sent');
        await chain.rpc('evm_mine');
        await chain.rpc('evm_setAutomine', true);
        const before = [];
        for (const id of ids) before.push(await outbox.reaches(id, 'confirmed'));
        await first.kill();
        const stranger = await elsewhere();
        await outbox.forget(ids, before[0]?.nonce ?? 0);
        const never = await pay(3n);
        outbox.dispatch('issuance');
        const after = [];
        for (const id of ids) after.push(await outbox.reaches(id, 'confirmed'));
        expect(after).toEqual(before);
        expect((await outbox.reaches(never, 'confirmed')).nonce).toBe(stranger.nonce + 1);
        expect(await balance()).toBe(7n + 7n + 5n + 3n);
        expect(await outbox.timeline(ids[0] ?? '')).toEqual([
          'queued',
          'simulated',
          'signed',
          'sent',
          'mined',
          'confirmed',
        ]);
      },
    );

    it('has facts told as of the command that gets its transaction back, not as nobody’s', async () => {
      const first = outbox.dispatch('issuance');
      const id = await mint(1);
      const { nonce } = await outbox.reaches(id, 'confirmed');
      await first.kill();
      await outbox.forget([id], nonce ?? 0);
      const waitsFor = () => unrecognised(world.db.em, chain.node, [key(2).address]);
      const follower = world.follower(chain, chain.node, 1, chain.deployment, { waitsFor });
      follower.start();
      await until(() => Promise.resolve(follower.trouble !== null));
      expect(follower.state).toBe('lagging');
      outbox.dispatch('issuance');
      const minted = () =>
        world.db.sql<{ command: string }>(
          `SELECT command_id AS command FROM api.ledger_log WHERE event = 'Minted'
             AND address = decode(substr($1, 3), 'hex')`,
          [token],
        );
      await until(async () => (await minted()).length > 0);
      expect(await minted()).toEqual([{ command: id }]);
      await follower.stop();
    });
  });

  it('an operation shows its transaction and every attempt at it', async () => {
    outbox.dispatch('issuance');
    const id = await mint(1);
    const { transaction_hash: hash, nonce } = await outbox.reaches(id, 'confirmed');
    const seen = await new Transactions(world.db).of(id);
    expect(seen).toMatchObject({ commands: 1, nonce, attempts: [{ transactionHash: hash }] });
    expect(BigInt(seen?.feeWei ?? 0)).toBeGreaterThan(0n);
  });
});
