import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, InvestorRegistry__factory, packRecord } from '@cadastre/contracts';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';
import type { CommandOutcome } from './command.js';

const TOKEN = AssetToken__factory.createInterface();
const REGISTRY = InvestorRegistry__factory.createInterface();
const anna = key(20).address;
const EVIDENCE = `0x${'22'.repeat(32)}`;

describe('the outbox', () => {
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
    await chain.rpc('evm_setAutomine', true);
    await outbox.stop();
    await world.stop();
  });

  const mint = (amount: bigint, spendId: bigint, to = anna) =>
    outbox.enqueue('issuance', token, TOKEN.encodeFunctionData('mint', [to, amount, spendId]));
  const balance = () => chain.token(token).balanceOf(anna);
  const never = () => new Promise<string>(() => undefined);

  it('takes a command to confirmed and tells every step', async () => {
    outbox.dispatch('issuance');
    const id = await mint(5n, 1n);
    await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(5n);
    expect(await outbox.timeline(id)).toEqual([
      'queued',
      'simulated',
      'signed',
      'sent',
      'mined',
      'confirmed',
    ]);
  });

  it('rejects what the contract would revert, with its reason, and spends no nonce', async () => {
    const told: CommandOutcome[] = [];
    outbox.outbox.onOutcome('test', { rejected: async (_, command) => void told.push(command) });
    outbox.dispatch('issuance');
    const before = await chain.provider.getTransactionCount(key(2).address);
    const id = await mint(5n, 1n, key(30).address);
    const command = await outbox.reaches(id, 'rejected');
    expect(command).toMatchObject({ nonce: null, reason_code: 'receiver_not_verified' });
    expect(await chain.provider.getTransactionCount(key(2).address)).toBe(before);
    expect(told[0]?.reason?.sentence).toMatch(/not registered/);
  });

  it('mints once when the process is killed between storing and sending', async () => {
    const node = outbox.faultyNode();
    let release = (_: string) => {};
    node.fault = () => new Promise((resolve) => (release = resolve));
    const first = outbox.dispatch('issuance', node);
    const id = await mint(7n, 1n);
    const signed = await outbox.reaches(id, 'signed');
    await first.kill();
    expect(await balance()).toBe(0n);

    outbox.dispatch('issuance');
    const confirmed = await outbox.reaches(id, 'confirmed');
    expect(confirmed.transaction_hash).toBe(signed.transaction_hash);
    // The dead one wakes up and believes to have sent: its epoch is over, it writes nothing.
    release('0x');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await outbox.command(id)).state).toBe('confirmed');
    expect(await balance()).toBe(7n);
  });

  it('mints once when the process is killed after the node accepted, before it was recorded', async () => {
    const node = outbox.faultyNode();
    node.fault = async (send) => {
      await send();
      return never();
    };
    const first = outbox.dispatch('issuance', node);
    const id = await mint(7n, 1n);
    await outbox.reaches(id, 'signed');
    await first.kill();
    outbox.dispatch('issuance');
    await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(7n);
  });

  it('sends the same bytes again after a time-out that the node had accepted', async () => {
    const node = outbox.faultyNode();
    node.fault = async (send) => {
      await send();
      node.fault = null;
      throw new Error('timed out');
    };
    outbox.dispatch('issuance', node);
    const id = await mint(7n, 1n);
    await outbox.reaches(id, 'confirmed');
    expect(new Set(node.sent).size).toBe(1);
    expect(node.sent.length).toBeGreaterThan(1);
    expect(await balance()).toBe(7n);
  });

  it('never mints twice for one spend id', async () => {
    outbox.dispatch('issuance');
    const once = await mint(7n, 9n);
    const twice = await mint(7n, 9n);
    await outbox.reaches(once, 'confirmed');
    expect((await outbox.reaches(twice, 'rejected')).reason_code).toBe('operation_already_done');
    expect(await balance()).toBe(7n);
  });

  it('lets a command wait for an earlier one of another signer that it depends on', async () => {
    const carla = key(25 + Math.floor(Math.random() * 10)).address;
    const record = packRecord({
      expiry: 1_900_000_000n,
      country: 276,
      tier: 1,
      investorId: 77n,
      provider: 1,
    });
    const register = await outbox.enqueue(
      'registrar',
      chain.deployment.addresses.InvestorRegistry,
      REGISTRY.encodeFunctionData('register', [carla, record, EVIDENCE]),
    );
    const minting = await mint(3n, 1n, carla);
    outbox.dispatch('issuance');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await outbox.command(minting)).state).toBe('queued');
    outbox.dispatch('registrar');
    await outbox.reaches(register, 'confirmed');
    await outbox.reaches(minting, 'confirmed');
  });

  it('owes a command again when its block is reorganised away, and sends the same bytes', async () => {
    outbox.dispatch('issuance', undefined, { confirmations: 3 });
    const id = await mint(4n, 1n);
    const mined = await outbox.reaches(id, 'mined');
    await chain.rpc('evm_setAutomine', false);
    await chain.rpc('anvil_reorg', 1, []);
    await outbox.reaches(id, 'sent');
    // Owed again is told first; the blocks that bury it are made when the node has its bytes again.
    while (!(await chain.rpc('eth_getTransactionByHash', mined.transaction_hash))) await sleep(20);
    await chain.rpc('anvil_mine', '0x4');
    const confirmed = await outbox.reaches(id, 'confirmed');
    expect(confirmed.transaction_hash).toBe(mined.transaction_hash);
    expect(await balance()).toBe(4n);
    const timeline = await outbox.timeline(id);
    expect(timeline.slice(timeline.indexOf('mined') + 1, -1)).toContain('sent');
  });

  it('a revert that simulation did not foresee is told with its reason', async () => {
    const told: CommandOutcome[] = [];
    outbox.outbox.onOutcome('test', { reverted: async (_, command) => void told.push(command) });
    await chain.rpc('evm_setAutomine', false);
    outbox.dispatch('issuance');
    const id = await mint(4n, 1n);
    await outbox.reaches(id, 'sent');
    // The wallet is revoked in the same block, ahead of the mint.
    const registrar = InvestorRegistry__factory.connect(
      chain.deployment.addresses.InvestorRegistry,
      key(1).connect(chain.provider),
    );
    const tip = 50n * 10n ** 9n;
    const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: tip * 2n, gasLimit: 100_000n };
    await registrar.revoke(anna, EVIDENCE, fees);
    await chain.rpc('evm_mine');
    await chain.rpc('evm_setAutomine', true);
    await outbox.reaches(id, 'reverted');
    expect(told).toHaveLength(1);
    expect(await balance()).toBe(0n);
    await chain.register([anna]);
  });

  it('signs anew, once, when another transaction took its nonce', async () => {
    const node = outbox.faultyNode();
    node.fault = () => Promise.reject(new Error('connection refused'));
    outbox.dispatch('issuance', node);
    const id = await mint(4n, 1n);
    const { nonce } = await outbox.reaches(id, 'signed');
    await (
      await key(2).connect(chain.provider).sendTransaction({ to: anna, value: 1n, nonce })
    ).wait();
    node.fault = null;
    const confirmed = await outbox.reaches(id, 'confirmed');
    expect(confirmed.nonce).toBeGreaterThan(Number(nonce));
    expect(await balance()).toBe(4n);
  });

  it('goes on where others have sent from its key', async () => {
    outbox.dispatch('issuance');
    await outbox.reaches(await mint(1n, 1n), 'confirmed');
    await (await key(2).connect(chain.provider).sendTransaction({ to: anna, value: 1n })).wait();
    await outbox.reaches(await mint(1n, 2n), 'confirmed');
    expect(await balance()).toBe(2n);
  });

  it('two processes send each of many commands once, in order, without a gap', async () => {
    outbox.dispatch('issuance');
    outbox.dispatch('issuance');
    const ids: string[] = [];
    // One after the other: what is asked for at the same moment has no order to keep.
    for (let i = 1n; i <= 20n; i += 1n) ids.push(await mint(1n, i));
    for (const id of ids) await outbox.reaches(id, 'confirmed');
    expect(await balance()).toBe(20n);
    const rows = await world.db.sql<{ nonce: string }>(
      'SELECT nonce FROM api.chain_command ORDER BY seq',
    );
    const nonces = rows.map((row) => Number(row.nonce));
    expect(nonces).toEqual(nonces.map((_, i) => (nonces[0] ?? 0) + i));
  });

  it('a command of a transaction that rolls back never existed', async () => {
    const failing = world.db.transaction(async () => {
      await mint(1n, 1n);
      throw new Error('the rest of the request failed');
    });
    await expect(failing).rejects.toThrow('the rest');
    expect(await world.db.sql('SELECT id FROM api.chain_command')).toEqual([]);
  });
});
