import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { ChainWorld, key } from '../testing/chain-world.js';
import { LedgerWorld } from '../testing/ledger-world.js';
import { OutboxWorld } from '../testing/outbox-world.js';

const TOKEN = AssetToken__factory.createInterface();
const anna = key(20).address;
const PIPELINE = 20;

/** Many transactions of one signer under way at once. */
describe('the pipeline', () => {
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

  const mint = (spendId: number, to = anna) =>
    outbox.enqueue(
      'issuance',
      token,
      TOKEN.encodeFunctionData('mint', [to, 1n, spendId]),
      'test',
      randomUUID(),
    );
  /** Queued together, in this order. */
  const mints = (count: number, to = anna) =>
    world.db.transaction(async () => {
      const ids: string[] = [];
      for (let i = 1; i <= count; i += 1) ids.push(await mint(i, to));
      return ids;
    });
  const balance = () => chain.token(token).balanceOf(anna);
  const all = (ids: string[], state: string) =>
    Promise.all(ids.map((id) => outbox.reaches(id, state, 30_000)));
  const transactions = () =>
    world.db.sql(
      `SELECT k.nonce FROM api.chain_carrier k
       JOIN api.chain_command_attempt a ON a.carrier_id = k.id`,
    );
  /** SQL transactions that wrote timeline entries of each state. */
  const writers = async () => {
    const rows = await world.db.sql<{ state: string; writers: number }>(
      `SELECT state, count(DISTINCT xmin::text)::int AS writers
       FROM api.chain_command_event GROUP BY state`,
    );
    return Object.fromEntries(rows.map((row) => [row.state, row.writers]));
  };
  const contiguous = async (ids: string[]) => {
    const nonces = (await Promise.all(ids.map((id) => outbox.command(id)))).map((c) => c.nonce);
    expect(nonces).toEqual(nonces.map((_, i) => (nonces[0] ?? 0) + i));
  };

  it('takes 300 commands down in order, without a gap, in one SQL transaction per stage', async () => {
    const ids = await mints(300);
    outbox.dispatch('issuance', undefined, { maxInFlight: 300 });
    await all(ids, 'confirmed');
    await contiguous(ids);
    expect(await balance()).toBe(300n);
    expect(await writers()).toEqual({
      queued: 1,
      simulated: 1,
      signed: 1,
      sent: 1,
      mined: 1,
      confirmed: 1,
    });
    expect(await transactions()).toHaveLength(300);
  }, 60_000);

  it('has no more in flight than it may', async () => {
    await chain.rpc('evm_setAutomine', false);
    const ids = await mints(PIPELINE);
    outbox.dispatch('issuance', undefined, { maxInFlight: 8 });
    await all(ids.slice(0, 8), 'sent');
    expect((await outbox.command(ids[8] ?? '')).state).toBe('queued');
    await chain.rpc('evm_mine');
    await all(ids.slice(8, 16), 'sent');
    await chain.rpc('evm_setAutomine', true);
    await chain.rpc('evm_mine');
    await all(ids, 'confirmed');
    await contiguous(ids);
  }, 60_000);

  it.each([
    ['between storing and sending', 'before'],
    ['when the node has half of them', 'half'],
    ['after the node accepted all, before that was recorded', 'after'],
  ])(
    'killed %s, twenty commands run once each',
    async (_, moment) => {
      const node = outbox.faultyNode();
      let handed = 0;
      node.fault = async (send) => {
        handed += 1;
        if (moment === 'after' || (moment === 'half' && handed <= PIPELINE / 2)) await send();
        return new Promise<string>(() => undefined);
      };
      const ids = await mints(PIPELINE);
      const first = outbox.dispatch('issuance', node);
      const signed = await all(ids, 'signed');
      const mined = { before: 0n, half: BigInt(PIPELINE / 2), after: BigInt(PIPELINE) }[moment];
      while ((await balance()) !== mined) await new Promise((resolve) => setTimeout(resolve, 20));
      await first.kill();
      outbox.dispatch('issuance');
      const confirmed = await all(ids, 'confirmed');
      expect(confirmed.map((c) => c.transaction_hash)).toEqual(
        signed.map((c) => c.transaction_hash),
      );
      await contiguous(ids);
      expect(await balance()).toBe(BigInt(PIPELINE));
      expect(await transactions()).toHaveLength(PIPELINE);
    },
    60_000,
  );

  it.each(['chain_command_event', 'chain_carrier', 'chain_command_attempt'])(
    'a stage that fails at %s leaves nothing half written',
    async (table) => {
      const ids = await mints(PIPELINE);
      await world.db.sql(`
        CREATE FUNCTION api.refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$`);
      await world.db.sql(`CREATE TRIGGER refuse BEFORE INSERT ON api.${table}
        FOR EACH STATEMENT EXECUTE FUNCTION api.refuse()`);
      const { dispatcher } = outbox.dispatch('issuance');
      while (!dispatcher.trouble) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(dispatcher.trouble).toMatch('the disk is full');
      for (const id of ids) expect((await outbox.command(id)).state).toBe('queued');
      expect(await transactions()).toEqual([]);
      expect(await balance()).toBe(0n);
      await world.db.sql(`DROP TRIGGER refuse ON api.${table}`);
      await all(ids, 'confirmed');
      await contiguous(ids);
      expect(await balance()).toBe(BigInt(PIPELINE));
    },
    60_000,
  );

  it('two dispatchers share a queue, one dies in the middle: each command once', async () => {
    const node = outbox.faultyNode();
    const first = outbox.dispatch('issuance', node, { maxInFlight: 4 });
    outbox.dispatch('issuance', undefined, { maxInFlight: 4 });
    const ids = await mints(PIPELINE);
    await outbox.reaches(ids[6] ?? '', 'confirmed', 30_000);
    await first.kill();
    await all(ids, 'confirmed');
    await contiguous(ids);
    expect(await balance()).toBe(BigInt(PIPELINE));
  }, 60_000);

  it('a command that must wait for another signer holds up nobody else', async () => {
    const stranger = key(30).address;
    // Older than everything, and its signer has no dispatcher: it may yet register the stranger.
    await outbox.enqueue('registrar', token, '0x12345678', 'test', randomUUID());
    const waiting = await mint(900, stranger);
    const ids = await mints(PIPELINE);
    outbox.dispatch('issuance', undefined, { maxInFlight: 4 });
    await all(ids, 'confirmed');
    expect((await outbox.command(waiting)).state).toBe('queued');
    expect(await balance()).toBe(BigInt(PIPELINE));
  }, 60_000);

  it('a command waits behind an earlier one of its own subject', async () => {
    const subject = randomUUID();
    const data = (to: string, spendId: number) =>
      TOKEN.encodeFunctionData('mint', [to, 1n, spendId]);
    await outbox.enqueue('registrar', token, '0x12345678', 'test', randomUUID());
    const stranger = key(30).address;
    await outbox.enqueue('issuance', token, data(stranger, 900), 'test', subject);
    const behind = await outbox.enqueue('issuance', token, data(anna, 901), 'test', subject);
    const free = await mint(902);
    outbox.dispatch('issuance');
    await outbox.reaches(free, 'confirmed');
    await outbox.reaches(await mint(903), 'confirmed');
    expect((await outbox.command(behind)).state).toBe('queued');
  });

  it('rejects each of many that the chain refuses, and spends no nonce', async () => {
    const stranger = key(30).address;
    const before = await chain.provider.getTransactionCount(key(2).address);
    const ids = await mints(30, stranger);
    outbox.dispatch('issuance');
    const rejected = await all(ids, 'rejected');
    expect(new Set(rejected.map((c) => c.reason_code))).toEqual(new Set(['receiver_not_verified']));
    expect(await chain.provider.getTransactionCount(key(2).address)).toBe(before);
  }, 30_000);
});
