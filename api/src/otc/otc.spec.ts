import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, type Order, settlementDomain, signOrder } from '@cadastre/contracts';
import { fillPayment } from '@cadastre/core';
import { encodeApprove } from '../chain/erc20.js';
import { Clock, HOUR_MS } from '../platform/clock.js';
import { runJobs } from '../testing/jobs.js';
import { TestContractWallet } from '../testing/strangers.js';
import { TestMoney } from '../testing/test-money.js';
import { FundWorld, type Holder, RULES } from '../tokens/testing/fund-world.js';
import type { DraftView, OtcOrderView, TakeView, TradeView } from './otc.schema.js';

const [AMOUNT, PRICE] = [1_000_003n, 99_999_999n];

/** One token with two holders and two who buy. CONFIRMATIONS is 1: what is undone was final already. */
describe('the OTC board', () => {
  let world: FundWorld;
  let money: TestMoney;
  let anna: Holder, ben: Holder, carol: Holder;

  beforeAll(async () => {
    world = await FundWorld.start();
    money = await TestMoney.deploy(world.chain);
    await world.deploy({ ...RULES, maxHolders: 10, lockUntil: at(24 * HOUR_MS) });
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    [anna, ben, carol] = [await world.holder(20), await world.holder(21), await world.holder(22)];
    await world.mint(anna, 100_000n);
  }, 120_000);
  afterAll(() => world.stop());

  const now = () => world.t.get(Clock).now().getTime();
  const at = (ms: number) => new Date(Math.floor((now() + ms) / 1000) * 1000).toISOString();
  const path = () => `/tokens/${world.token.id}/otc-orders`;
  const terms = (who: Holder, over: object = {}) => ({
    walletId: who.walletId,
    sells: true,
    amountBaseUnits: AMOUNT.toString(),
    priceBaseUnits: PRICE.toString(),
    paymentToken: money.address,
    minFillBaseUnits: '1000',
    deadline: at(HOUR_MS),
    ...over,
  });
  type Terms = ReturnType<typeof terms>;
  const draft = async (who: Holder, body: Terms) =>
    (await who.persona.http.post(`${path()}/draft`, body).expect(200)).body as DraftView;
  const codes = ({ obstacles }: { obstacles: { code: string }[] }) =>
    obstacles.map(({ code }) => code);
  const board = () => world.chain.deployment.addresses.Settlement ?? '';
  const domain = () => settlementDomain(31337, board());
  const signed = (who: Holder, { typedData }: DraftView) =>
    signOrder(who.account, domain(), typedData.message as unknown as Order);

  async function send(who: Holder, steps: { to: string; data: string }[]): Promise<void> {
    for (const { to, data } of steps) {
      const sent = await who.account.sendTransaction({ to, data });
      await world.reached((await sent.wait())?.blockNumber ?? 0);
    }
  }

  /** An order as its wallet allowed and signed it. */
  async function ready(who: Holder, over: object = {}) {
    const body = terms(who, over);
    const shown = await draft(who, body);
    await send(who, shown.transactions);
    return { ...body, nonce: shown.nonce, signature: await signed(who, shown) };
  }

  async function listed(who: Holder, over: object = {}): Promise<OtcOrderView> {
    const body = await ready(who, over);
    return (await who.persona.http.post(path(), body).expect(201)).body as OtcOrderView;
  }

  /** Lets the chain's time go past an instant, and the domain's with it. */
  async function pass(time: string): Promise<void> {
    await world.chain.rpc('evm_setNextBlockTimestamp', [Date.parse(time) / 1000 + 1]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
  }

  const get = async (order: OtcOrderView) =>
    (await anna.persona.http.get(`/otc-orders/${order.id}`).expect(200)).body as OtcOrderView;
  const until = (order: OtcOrderView, done: (one: OtcOrderView) => boolean) =>
    world.until(() => get(order), done);
  const take = async (order: OtcOrderView, who: Holder, amount: bigint) =>
    (
      await who.persona.http
        .post(`/otc-orders/${order.id}/preflight`, {
          walletId: who.walletId,
          amountBaseUnits: amount.toString(),
        })
        .expect(200)
    ).body as TakeView;
  const tokens = (who: Holder) =>
    AssetToken__factory.connect(world.token.address ?? '', world.chain.provider).balanceOf(
      who.account.address,
    );

  it('says beforehand what stands against an order, with its cure, and what the wallet must sign and allow', async () => {
    const { lockUntil } = world.token.rules;
    expect(codes(await draft(anna, terms(anna)))).toEqual(['locked_up']);
    await pass(lockUntil ?? '');
    const poor = await draft(ben, terms(ben));
    expect(codes(poor)).toEqual(['insufficient_balance']);
    expect(poor.obstacles[0]?.cure).toBe('Offer less.');
    expect(codes(await draft(anna, terms(anna, { deadline: at(-HOUR_MS) })))).toEqual([
      'deadline_past',
    ]);
    expect(codes(await draft(ben, terms(ben, { sells: false })))).toEqual(['insufficient_payment']);
    const good = await draft(anna, terms(anna));
    expect(good.allowed).toBe(true);
    expect(good.transactions).toHaveLength(1);
  });

  it('takes no order of a stranger, that was changed, or whose signature is another’s', async () => {
    const body = terms(anna);
    const shown = await draft(anna, body);
    const { nonce } = shown;
    const signature = await signed(anna, shown);
    const post = (who: Holder, over: object) =>
      who.persona.http.post(path(), { ...body, nonce, signature, ...over });
    await post(ben, {}).expect(404);
    const cheaper = await post(anna, { priceBaseUnits: '1' }).expect(422);
    expect(cheaper.body.code).toBe('order_signature');
    const forged = await post(anna, { signature: await signed(ben, shown) }).expect(422);
    expect(forged.body.code).toBe('order_signature');
    const late = await post(anna, { deadline: at(-HOUR_MS) }).expect(422);
    expect(late.body.code).toBe('order_expired');
    expect((await anna.persona.http.get(path()).expect(200)).body.items).toEqual([]);
  });

  it('delivers against payment, in parts that add up to the price, and no more than there is', async () => {
    const order = await listed(anna);
    const first = 400_001n;
    const empty = await take(order, ben, first);
    expect(codes(empty)).toEqual(['insufficient_payment']);
    expect(empty.obstacles[0]?.sentence).toMatch(/ has 0\.00 .+, less than it promises\.$/);
    await money.give(ben.account.address, PRICE);
    expect(codes(await take(order, ben, 999n))).toEqual(['below_minimum_fill']);
    const more = await take(order, ben, AMOUNT + 1n);
    expect(codes(more)).toEqual(['beyond_order']);
    expect(more.obstacles[0]?.sentence).toBe(
      `1.000003 ${world.token.symbol} are left of the order; 1.000004 cannot be taken.`,
    );
    const before = await tokens(anna);
    const shown = await take(order, ben, first);
    expect(shown.paysBaseUnits).toBe(
      fillPayment({ sells: true, amount: AMOUNT, price: PRICE }, 0n, first).toString(),
    );
    await send(ben, shown.transactions);
    await until(order, ({ filledBaseUnits }) => filledBaseUnits === first.toString());
    expect([await tokens(ben), await money.of(anna.account.address)]).toEqual([
      first,
      BigInt(shown.paysBaseUnits),
    ]);
    await send(ben, (await take(order, ben, AMOUNT - first)).transactions);
    await until(order, ({ state }) => state === 'filled');
    expect(await money.of(anna.account.address)).toBe(PRICE);
    expect(await money.of(ben.account.address)).toBe(0n);
    expect(before - (await tokens(anna))).toBe(AMOUNT);
    expect(codes(await take(order, carol, 1_000n))).toEqual(['order_is_filled']);
    // The same bytes once more, past us: the contract itself refuses.
    const again = shown.transactions.at(-1);
    await expect(
      ben.account.sendTransaction({ to: again?.to, data: again?.data }),
    ).rejects.toThrow();
    const { items } = (await anna.persona.http.get(`/otc-orders/${order.id}/trades`).expect(200))
      .body as { items: TradeView[] };
    expect(items.reduce((sum, { paidBaseUnits }) => sum + BigInt(paidBaseUnits), 0n)).toBe(PRICE);
  });

  it('lists a signed order once, and no more after it was filled in part, filled or cancelled', async () => {
    const over = { amountBaseUnits: '4000', priceBaseUnits: '4000' };
    const body = await ready(anna, over);
    const post = (key?: string) => anna.persona.http.post(path(), body, key);
    const order = (await post('once').expect(201)).body as OtcOrderView;
    const code = async () => (await post().expect(422)).body.code as string;
    expect((await post().expect(409)).body.code).toBe('order_listed');
    await money.give(ben.account.address, 4_000n);
    for (const [part, state] of [
      [1_000n, 'open'],
      [3_000n, 'filled'],
    ] as const) {
      const { transactions } = await take(order, ben, part);
      await send(ben, transactions);
      await until(order, (one) => one.state === state && one.filledBaseUnits !== '0');
      expect(await code()).toBe('order_beyond_order');
    }
    // Its key still has the answer of the first time; nothing is listed by that.
    expect((await post('once').expect(201)).body).toEqual(order);
    const second = await ready(anna, over);
    const { id } = (await anna.persona.http.post(path(), second).expect(201)).body as OtcOrderView;
    const { transaction } = (await anna.persona.http.post(`/otc-orders/${id}/cancellation`)).body;
    await send(anna, [transaction as { to: string; data: string }]);
    const again = await anna.persona.http.post(path(), second).expect(422);
    expect(again.body.code).toBe('order_cancelled');
    const { items } = (await anna.persona.http.get(path()).expect(200)).body as {
      items: OtcOrderView[];
    };
    expect(items.filter(({ nonce }) => nonce === body.nonce)).toHaveLength(1);
    expect(await money.of(ben.account.address)).toBe(0n);
  });

  it('takes the order of a contract wallet at the contract’s own word, for as long as it gives it', async () => {
    const key = world.chain.wallet(24);
    const safe = await TestContractWallet.deploy(world.chain, key.address);
    const holder = await world.holder(24, {}, {}, safe.address);
    await world.mint(holder, 10_000n);
    const body = terms(holder, { amountBaseUnits: '5000', priceBaseUnits: '5000' });
    const shown = await draft(holder, body);
    const post = (signature: string) =>
      holder.persona.http.post(path(), { ...body, nonce: shown.nonce, signature });
    const forged = await post(await signed(ben, shown)).expect(422);
    expect(forged.body.code).toBe('order_signature');
    for (const { to, data } of shown.transactions) await world.reached(await safe.act(to, data));
    const order = (await post(await signed(holder, shown)).expect(201)).body as OtcOrderView;
    expect(order.maker).toBe(safe.address);
    await money.give(ben.account.address, 2_000n);
    await send(ben, (await take(order, ben, 2_000n)).transactions);
    await until(order, ({ filledBaseUnits }) => filledBaseUnits === '2000');
    expect(await money.of(safe.address)).toBe(2_000n);
    await world.reached(await safe.setOwner(ben.account.address));
    await money.give(ben.account.address, 1_000n);
    const refused = await take(order, ben, 1_000n);
    expect([refused.allowed, refused.transactions]).toEqual([false, []]);
  });

  it('matches two signed orders at the resting one’s price, and takes it back with its block', async () => {
    const resting = await listed(anna, { amountBaseUnits: '500000', priceBaseUnits: '40000000' });
    await money.give(carol.account.address, 50_000_000n);
    const low = await listed(carol, {
      sells: false,
      amountBaseUnits: '500000',
      priceBaseUnits: '30000000',
    });
    const match = (order: OtcOrderView) =>
      carol.persona.http.post(`/otc-orders/${order.id}/match`, { restingOrderId: resting.id });
    expect((await match(low).expect(422)).body.code).toBe('price_not_met');
    await anna.persona.http
      .post(`/otc-orders/${low.id}/match`, { restingOrderId: resting.id })
      .expect(404);
    const high = await listed(carol, {
      sells: false,
      amountBaseUnits: '500000',
      priceBaseUnits: '45000000',
    });
    const snapshot = await world.chain.rpc('evm_snapshot');
    await match(high).expect(202);
    for (const one of [resting, high]) await until(one, ({ state }) => state === 'filled');
    expect([await tokens(carol), await money.of(carol.account.address)]).toEqual([
      500_000n,
      10_000_000n,
    ]);
    expect((await match(high).expect(409)).body.code).toBe('order_is_filled');
    await world.chain.rpc('evm_revert', [snapshot]);
    await world.chain.rpc('anvil_mine', ['0x4']);
    await world.until(
      () =>
        world.t.db.sql(`SELECT 1 FROM api.audit_entry WHERE action = 'otc_order.fill_retracted'`),
      (found) => found.length === 2,
    );
    // The command is owed again, and done again.
    for (const one of [resting, high]) await until(one, ({ state }) => state === 'filled');
    expect(await tokens(carol)).toBe(500_000n);
  });

  it('ends an order by its maker’s own cancellation, or by its deadline', async () => {
    const over = { amountBaseUnits: '5000', priceBaseUnits: '400000' };
    const [first, second] = [await listed(anna, over), await listed(anna, over)];
    await ben.persona.http.post(`/otc-orders/${first.id}/cancellation`).expect(404);
    const { body } = await anna.persona.http
      .post(`/otc-orders/${first.id}/cancellation`)
      .expect(200);
    await send(anna, [body.transaction as { to: string; data: string }]);
    await until(first, ({ state }) => state === 'cancelled');
    expect(codes(await take(first, ben, 5_000n))).toEqual(['order_is_cancelled']);
    await pass(second.deadline);
    expect(codes(await take(second, ben, 5_000n))).toEqual(['order_expired']);
    await runJobs(world.t, 'otc.expire', {});
    expect((await get(second)).state).toBe('expired');
  });

  it('is listed once the board may move what it promises, and says whose word fails when it may no more', async () => {
    const body = terms(anna);
    const shown = await draft(anna, body);
    const order = { ...body, nonce: shown.nonce, signature: await signed(anna, shown) };
    const list = () => anna.persona.http.post(path(), order);
    expect((await list().expect(422)).body.code).toBe('allowance_missing');
    await send(anna, shown.transactions);
    const listing = (await list().expect(201)).body as OtcOrderView;
    await money.give(ben.account.address, PRICE);
    expect((await take(listing, ben, AMOUNT)).allowed).toBe(true);
    await send(anna, [
      { to: world.token.address ?? '', data: encodeApprove(board(), AMOUNT - 1n) },
    ]);
    const refused = await take(listing, ben, AMOUNT);
    expect(codes(refused)).toEqual(['maker_cannot_deliver']);
    expect((await take(listing, ben, AMOUNT - 1_000n)).allowed).toBe(true);
    const bid = await listed(ben, { sells: false });
    const matched = await ben.persona.http
      .post(`/otc-orders/${bid.id}/match`, { restingOrderId: listing.id })
      .expect(422);
    expect(matched.body.code).toBe('maker_cannot_deliver');
  });

  it('lets the board move all that the open orders of a wallet promise, so that each can be taken', async () => {
    const seller = await world.holder(23);
    await world.mint(seller, 100_000n);
    const first = await listed(seller, { amountBaseUnits: '5000' });
    const second = await listed(seller, { amountBaseUnits: '3000' });
    await money.give(ben.account.address, 2n * PRICE);
    await send(ben, (await take(first, ben, 2_000n)).transactions);
    await until(first, ({ filledBaseUnits }) => filledBaseUnits === '2000');
    await send(ben, (await take(second, ben, 3_000n)).transactions);
    await until(second, ({ state }) => state === 'filled');
    // Of the first 3,000 are left, and allowed; of the payment nothing is asked of a seller.
    expect((await draft(seller, terms(seller, { amountBaseUnits: '1' }))).transactions).toEqual([
      expect.objectContaining({ data: encodeApprove(board(), 3_001n) }),
    ]);
    expect((await take(first, ben, 3_000n)).allowed).toBe(true);
  });
});
