import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, BarVault__factory } from '@cadastre/contracts';
import type { BarOrderView } from './bar.schema.js';
import { BARS, GoldWorld } from './testing/gold-world.js';

const OUNCE = 10n ** 18n;
const tokens = (milliOz: bigint) => (milliOz * OUNCE) / 1_000n;
const [FIRST, SECOND, THIRD] = BARS;

/** Told in order: each test goes on where the one before stopped. */
describe('whole bars for tokens', () => {
  let world: GoldWorld;

  beforeAll(async () => {
    world = await GoldWorld.start();
  }, 120_000);
  afterAll(() => world.stop());

  const token = () =>
    AssetToken__factory.connect(world.gold.token.address ?? '', world.gold.chain.provider);
  const vault = async () =>
    BarVault__factory.connect((await world.bars()).vault ?? '', world.gold.chain.provider);
  const availability = async () =>
    (await world.bars()).items.map((bar) => [bar.serial, bar.availability]);
  const reserved = async (...parameters: Parameters<GoldWorld['reserve']>) => {
    const { status, body } = await world.reserve(...parameters);
    expect(status).toBe(201);
    return body as BarOrderView;
  };
  const refused = async (...parameters: Parameters<GoldWorld['reserve']>) => {
    const { status, body } = await world.reserve(...parameters);
    return [status, body.code];
  };

  it('need a vault that two people opened, and a list that the custodians attested', async () => {
    const other = await world.gold.t.signIn('issuer');
    await other.http.post(`${world.path}/bar-vault`, { reason: 'Mine.' }).expect(404);
    expect(await refused(world.anna, FIRST)).toEqual([409, 'satellite_not_ready']);
    await world.openVault();
    expect(await refused(world.anna, FIRST)).toEqual([422, 'bar_list_not_attested']);
    await world.attest(BARS.slice(1));
    expect((await world.bars()).attested).toBe(false);
    await world.gold.publish(world.gold.token.reserveFeed ?? '', 3_000_000_001n);
    await world.attest(BARS);
    expect((await world.bars()).attested).toBe(true);
  });

  it('are listed page by page', async () => {
    const all = (await world.bars()).items.map(({ barId }) => barId);
    const { http } = world.anna.persona;
    const first = await http.get(`${world.path}/bars?limit=2`).expect(200);
    const rest = await http.get(`${world.path}/bars?limit=2&after=${first.body.nextCursor}`);
    expect([first.body.attested, rest.body.attested, rest.body.nextCursor]).toEqual([
      true,
      true,
      null,
    ]);
    const seen = [...first.body.items, ...rest.body.items] as { barId: string }[];
    expect(seen.map(({ barId }) => barId)).toEqual(all);
    expect(all).toHaveLength(BARS.length);
    const stray = Buffer.from('none').toString('base64url');
    const { body } = await http.get(`${world.path}/bars?after=${stray}`).expect(400);
    expect(body.code).toBe('bad_cursor');
  });

  it('are allocated within an amount, and the remainder is told', async () => {
    const { body } = await world.anna.persona.http
      .post(`${world.path}/bars/allocation`, {
        amountBaseUnits: (tokens(850_000n) + 7n).toString(),
      })
      .expect(200);
    expect(body.bars.map(({ serial }: { serial: string }) => serial)).toEqual(['A-3', 'A-2']);
    expect(body).toMatchObject({
      amountBaseUnits: tokens(401_598n + 400_599n).toString(),
      remainderBaseUnits: (tokens(850_000n - 802_197n) + 7n).toString(),
    });
  });

  it('are reserved once, whoever races', async () => {
    const both = await Promise.all(
      [world.anna, world.bert].map((who) => world.reserve(who, FIRST)),
    );
    const [won, lost] = both.sort((a, b) => a.status - b.status);
    expect([won?.status, lost?.status, lost?.body.code]).toEqual([201, 409, 'bar_taken']);
    expect(await availability()).toContainEqual(['A-1', 'taken']);
    const unlisted = { ...FIRST, serial: 'Z-9' } as const;
    expect(await refused(world.anna, unlisted)).toEqual([422, 'bar_not_listed']);
  });

  it('go from request to delivery, each step with its paper and two people, tokens to the base unit', async () => {
    const { anna, gold } = world;
    const order = await reserved(anna, SECOND);
    const before = await token().balanceOf(anna.account.address);
    const supply = await token().totalSupply();
    const instruction = `/documents/${order.deliveryDocumentId}`;
    await gold.issuer.http.get(instruction).expect(404);
    await world.sign(anna, order.id);
    expect(await world.order(order.id)).toMatchObject({ state: 'requested', number: '1' });
    await gold.issuer.http.get(instruction).expect(200);
    await gold.issuer.http.get(`${instruction}/content`).expect(200);
    const other = await gold.t.signIn('issuer');
    for (const { http } of [other, world.bert.persona, await gold.t.signIn('auditor')]) {
      await http.get(instruction).expect(404);
      await http.get(`${instruction}/content`).expect(404);
    }
    // To read it is not to use it: it does not become the issuer's evidence.
    const asked = await world.ask(order.id, 'accept', order.deliveryDocumentId);
    expect([asked.status, asked.body.code]).toEqual([404, 'not_found']);
    const amount = tokens(400_599n);
    expect(await token().balanceOf(anna.account.address)).toBe(before - amount);
    expect(await (await vault()).escrowed()).toBe(amount);

    expect((await world.ask(order.id, 'ship').expect(409)).body.code).toBe('wrong_bar_order_state');
    expect(await world.step(order.id, 'accept')).toMatchObject({ state: 'accepted' });
    expect((await world.ask(order.id, 'ship').expect(400)).body.code).toBe('evidence_missing');
    expect(await world.step(order.id, 'ship', 'waybill 77')).toMatchObject({ state: 'shipped' });
    const done = await world.step(order.id, 'deliver', 'receipt, signed');
    expect(done.state).toBe('delivered');
    expect(done.steps.map(({ step, state }) => [step, state])).toEqual([
      ['accept', 'settled'],
      ['ship', 'settled'],
      ['deliver', 'settled'],
    ]);
    const receipt = createHash('sha256').update('receipt, signed').digest('hex');
    expect(done.steps[2]?.evidenceSha256).toBe(receipt);
    const contract = await vault();
    const [told] = await contract.queryFilter(contract.filters.RedemptionDelivered());
    expect(told?.args.receiptHash).toBe(`0x${receipt}`);
    expect(told?.args.amount).toBe(amount);
    expect(await token().totalSupply()).toBe(supply - amount);
    expect(await availability()).toContainEqual(['A-2', 'left']);
    expect(await refused(world.bert, SECOND)).toEqual([409, 'bar_taken']);
    await world.bert.persona.http.get(`/bar-orders/${order.id}`).expect(404);
    const stranger = await gold.t.signIn('issuer');
    await stranger.http.get(`/bar-orders/${order.id}`).expect(404);
  });

  it('of the next list, without the one that left, go on', async () => {
    await world.gold.publish(world.gold.token.reserveFeed ?? '', 2_600_000_000n);
    await world.attest([FIRST, THIRD]);
    expect((await world.bars()).attested).toBe(true);
  });

  it('that a block took away are reserved again; a cancelled one is free and its tokens come back', async () => {
    const { bert, gold } = world;
    const order = await reserved(bert, THIRD);
    const before = await token().balanceOf(bert.account.address);
    const snapshot = await gold.chain.rpc('evm_snapshot');
    await world.sign(bert, order.id);
    expect((await world.order(order.id)).state).toBe('requested');
    await gold.chain.rpc('evm_revert', [snapshot]);
    await gold.chain.rpc('anvil_mine', ['0x8']);
    await gold.until(
      () => world.order(order.id),
      ({ state, number }) => state === 'reserved' && number === null,
    );
    await world.sign(bert, order.id);
    expect(await world.order(order.id)).toMatchObject({ state: 'requested', number: '2' });
    await world.sign(bert, order.id);
    expect((await world.order(order.id)).state).toBe('cancelled');
    expect(await availability()).toContainEqual(['A-3', 'free']);
    await world.sign(bert, order.id);
    expect((await world.order(order.id)).state).toBe('reclaimed');
    expect(await token().balanceOf(bert.account.address)).toBe(before);
    expect((await world.calls(bert, order.id)).obstacle?.code).toBe('nothing_to_sign');
  });

  it('are free again when nobody used the reservation in time', async () => {
    const { anna, bert, gold } = world;
    const lost = await reserved(anna, THIRD);
    expect(await refused(bert, THIRD)).toEqual([409, 'bar_taken']);
    await gold.chain.rpc('evm_increaseTime', [31 * 60]);
    await gold.chain.rpc('evm_mine');
    await gold.reached((await gold.chain.provider.getBlock('latest'))?.number ?? 0);
    await gold.until(availability, (all) =>
      all.some(([serial, state]) => serial === 'A-3' && state === 'free'),
    );
    const taken = await reserved(bert, THIRD);
    expect((await world.order(lost.id)).state).toBe('lapsed');
    await world.sign(bert, taken.id);
    expect((await world.step(taken.id, 'refuse')).state).toBe('cancelled');
  });
});
