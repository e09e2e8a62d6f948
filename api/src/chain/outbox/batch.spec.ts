import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvestorRegistry__factory, packRecord } from '@cadastre/contracts';
import { HDNodeWallet } from 'ethers';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import { type BatchRule, isCall } from './batches.js';
import type { CommandOutcome } from './command.js';
import { oweAgain } from './reorganised.js';

const REGISTRY = InvestorRegistry__factory.createInterface();
const EVIDENCE = `0x${'22'.repeat(32)}`;
const OTHER = `0x${'33'.repeat(32)}`;

const call = (data: string) => REGISTRY.decodeFunctionData('register', data);
const BY_EVIDENCE: BatchRule = {
  limit: 8,
  key: (data) => String(call(data)[2]),
  encode: (calls) => {
    const entries = calls.map(({ data }) => call(data));
    return REGISTRY.encodeFunctionData('registerBatch', [
      entries.map((entry) => String(entry[0])),
      entries.map((entry) => BigInt(String(entry[1]))),
      String(entries[0]?.[2]),
    ]);
  },
  parts: (data) => {
    if (!isCall(REGISTRY, 'registerBatch', data)) return [];
    const [wallets, records, evidence] = REGISTRY.decodeFunctionData('registerBatch', data);
    return [...wallets].map((wallet, i) =>
      REGISTRY.encodeFunctionData('register', [wallet, records[i] ?? 0n, evidence]),
    );
  },
};

/** Several registrations in one transaction. */
describe('a batch', () => {
  let chain: ChainWorld;
  let world: LedgerWorld;
  let outbox: OutboxWorld;
  let told: [string, CommandOutcome][];

  beforeAll(async () => {
    chain = await ChainWorld.start();
    await (await registry(0).setAgent(key(5).address, true)).wait();
  });
  afterAll(() => chain.stop());
  beforeEach(async () => {
    world = await LedgerWorld.start();
    outbox = new OutboxWorld(world, chain);
    outbox.outbox.batch('wallet.register', BY_EVIDENCE);
    told = [];
    const hear = (outcome: string) => async (_: unknown, command: CommandOutcome) =>
      void told.push([outcome, command]);
    outbox.outbox.onOutcome('wallet.register', {
      rejected: hear('rejected'),
      reverted: hear('reverted'),
      confirmed: hear('confirmed'),
    });
  });
  afterEach(async () => {
    await chain.rpc('evm_setAutomine', true);
    await outbox.stop();
    await world.stop();
  });

  const registry = (as = 1) =>
    InvestorRegistry__factory.connect(
      chain.deployment.addresses.InvestorRegistry,
      key(as).connect(chain.provider),
    );
  const recordOf = (investorId: bigint) =>
    packRecord({ expiry: 1_900_000_000n, country: 276, tier: 1, investorId, provider: 0 });
  const register = (wallet: string, evidence = EVIDENCE, investorId = 7n) =>
    outbox.enqueue(
      'registrar',
      chain.deployment.addresses.InvestorRegistry,
      REGISTRY.encodeFunctionData('register', [wallet, recordOf(investorId), evidence]),
      'wallet.register',
      randomUUID(),
    );
  const wallets = (count: number) =>
    Array.from({ length: count }, () => HDNodeWallet.createRandom().address);
  const queue = (addresses: string[]) =>
    world.db.transaction(async () => {
      const ids: string[] = [];
      for (const address of addresses) ids.push(await register(address));
      return ids;
    });
  const all = (ids: string[], state: string) =>
    Promise.all(ids.map((id) => outbox.reaches(id, state, 20_000)));
  const carriers = () =>
    world.db.sql<{ nonce: number; commands: number; state: string }>(
      'SELECT nonce::int, commands, state FROM api.chain_carrier ORDER BY nonce',
    );
  const registered = (address: string) => registry().contains(address);

  it('carries like commands in one transaction, each with its own id, timeline and share of the fee', async () => {
    const addresses = wallets(20);
    const ids = await queue(addresses);
    outbox.dispatch('registrar');
    const confirmed = await all(ids, 'confirmed');
    expect((await carriers()).map((c) => c.commands)).toEqual([8, 8, 4]);
    expect(new Set(confirmed.map((c) => c.transaction_hash)).size).toBe(3);
    for (const address of addresses) expect(await registered(address)).toBe(true);
    for (const id of ids) {
      expect(await outbox.timeline(id)).toEqual([
        'queued',
        'simulated',
        'signed',
        'sent',
        'mined',
        'confirmed',
      ]);
    }
    expect(told.map(([outcome]) => outcome)).toEqual(ids.map(() => 'confirmed'));
    const [sums] = await world.db.sql<{ whole: string; shares: string }>(
      `SELECT (SELECT sum(fee_wei) FROM api.chain_carrier) AS whole,
         (SELECT sum(fee_wei) FROM api.chain_command) AS shares`,
    );
    expect(sums?.shares).toBe(sums?.whole);
  }, 30_000);

  it('keeps apart what rests on other evidence, and the queue in its order', async () => {
    const [a, b, c] = wallets(3);
    const ids = await world.db.transaction(async () => [
      await register(String(a)),
      await register(String(b), OTHER),
      await register(String(c)),
    ]);
    outbox.dispatch('registrar');
    const confirmed = await all(ids, 'confirmed');
    const nonces = confirmed.map((one) => Number(one.nonce));
    expect(nonces).toEqual(nonces.map((_, i) => (nonces[0] ?? 0) + i));
  });

  it('is split until only the guilty command is rejected, with its own reason', async () => {
    const addresses = wallets(8);
    // A wallet never passes to another investor.
    const taken = String(addresses[5]);
    await (await registry().register(taken, recordOf(99n), EVIDENCE)).wait();
    const ids = await queue(addresses);
    outbox.dispatch('registrar');
    const rejected = await outbox.reaches(ids[5] ?? '', 'rejected', 20_000);
    expect(rejected).toMatchObject({ nonce: null, transaction_hash: null });
    expect(rejected.reason_code).toBe('wallet_already_registered');
    await all(
      ids.filter((_, i) => i !== 5),
      'confirmed',
    );
    expect((await carriers()).reduce((sum, c) => sum + c.commands, 0)).toBe(7);
    expect(told.filter(([outcome]) => outcome === 'rejected')).toHaveLength(1);
  }, 30_000);

  it('that reverts on-chain goes back: each command alone, and only the guilty one ends badly', async () => {
    await chain.rpc('evm_setAutomine', false);
    const addresses = wallets(4);
    const ids = await queue(addresses);
    outbox.dispatch('registrar');
    await all(ids, 'sent');
    // In the same block, ahead of it, another registrar gives one wallet to another investor.
    const tip = 50n * 10n ** 9n;
    const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: tip * 2n, gasLimit: 200_000n };
    await registry(5).register(String(addresses[1]), recordOf(99n), OTHER, fees);
    await chain.rpc('evm_mine');
    await chain.rpc('evm_setAutomine', true);
    const rejected = await outbox.reaches(ids[1] ?? '', 'rejected', 20_000);
    expect(rejected.reason_code).toBe('wallet_already_registered');
    await all(
      ids.filter((_, i) => i !== 1),
      'confirmed',
    );
    expect((await carriers()).map((c) => [c.commands, c.state])).toEqual([
      [4, 'reverted'],
      [1, 'confirmed'],
      [1, 'confirmed'],
      [1, 'confirmed'],
    ]);
    expect(await outbox.timeline(ids[0] ?? '')).toEqual([
      ...['queued', 'simulated', 'signed', 'sent', 'mined'],
      ...['queued', 'simulated', 'signed', 'sent', 'mined', 'confirmed'],
    ]);
  }, 30_000);

  it('is given back to those of its commands that a restored database knows', async () => {
    const addresses = wallets(4);
    const ids = await queue(addresses);
    const first = outbox.dispatch('registrar');
    const [before] = await all(ids, 'confirmed');
    await first.kill();
    // The backup is of before the last one was asked for; another has come since.
    const known = ids.slice(0, 3);
    await outbox.forget(known, before?.nonce ?? 0);
    const [later] = await queue(wallets(1));
    outbox.dispatch('registrar');
    const again = await all(known, 'confirmed');
    expect(again.map((one) => one.nonce)).toEqual(known.map(() => before?.nonce));
    expect((await outbox.reaches(String(later), 'confirmed')).nonce).toBe(
      Number(before?.nonce) + 1,
    );
    expect((await carriers()).map((c) => c.commands)).toEqual([4, 1]);
  }, 30_000);

  it('that reverted is nobody’s after a restore: each gets what it was sent in by itself', async () => {
    await chain.rpc('evm_setAutomine', false);
    const addresses = wallets(3);
    const ids = await queue(addresses);
    const first = outbox.dispatch('registrar');
    const [batch] = await all(ids, 'sent');
    const tip = 50n * 10n ** 9n;
    const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: tip * 2n, gasLimit: 200_000n };
    await registry(5).register(String(addresses[2]), recordOf(99n), OTHER, fees);
    await chain.rpc('evm_mine');
    await chain.rpc('evm_setAutomine', true);
    await outbox.reaches(ids[2] ?? '', 'rejected', 20_000);
    const before = await all(ids.slice(0, 2), 'confirmed');
    await first.kill();
    await outbox.forget(ids, batch?.nonce ?? 0);
    outbox.dispatch('registrar');
    expect(await all(ids.slice(0, 2), 'confirmed')).toEqual(before);
    await outbox.reaches(ids[2] ?? '', 'rejected', 20_000);
  }, 30_000);

  it('goes out again in the same bytes when its block is reorganised away', async () => {
    outbox.dispatch('registrar', undefined, { confirmations: 3 });
    const addresses = wallets(6);
    const ids = await queue(addresses);
    const mined = await all(ids, 'mined');
    await chain.rpc('evm_setAutomine', false);
    await chain.rpc('anvil_reorg', 1, []);
    await all(ids, 'sent');
    await chain.rpc('anvil_mine', '0x4');
    const confirmed = await all(ids, 'confirmed');
    expect(confirmed.map((c) => c.transaction_hash)).toEqual(mined.map((c) => c.transaction_hash));
    expect(await carriers()).toHaveLength(1);
    for (const address of addresses) expect(await registered(address)).toBe(true);
  }, 30_000);

  it('is owed again as a whole when the ledger rolls back below it', async () => {
    outbox.dispatch('registrar');
    const ids = await queue(wallets(5));
    await all(ids, 'confirmed');
    await outbox.stop();
    const head = await chain.node.head();
    await world.db.transaction((em) => oweAgain(em, world.clock, head.number - 1));
    expect(new Set((await all(ids, 'sent')).map((c) => c.state))).toEqual(new Set(['sent']));
    expect((await carriers()).map((c) => c.state)).toEqual(['sent']);
    outbox.dispatch('registrar');
    await all(ids, 'confirmed');
  }, 30_000);
});
