import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Holder } from '../tokens/testing/fund-world.js';
import type { OfferingView } from './offering.schema.js';
import type { SubscriptionView } from './subscription.schema.js';
import { cents, SaleWorld, usd } from './testing/sale-world.js';

let world: SaleWorld;
let alice: Holder;
let bob: Holder;
let sale: OfferingView;

beforeAll(async () => {
  world = await SaleWorld.start();
  [alice, bob] = [await world.fund.holder(20), await world.fund.holder(21)];
  sale = await world.open({
    bookClosesAt: await world.in(2),
    hardCapBaseUnits: usd(200_000),
    bankCapBaseUnits: '50000010000',
    minPerInvestorBaseUnits: usd(40_000),
  });
}, 60_000);
afterAll(() => world.stop());

describe('an oversubscribed book', () => {
  let orders: SubscriptionView[];

  it('takes more orders than there is room for, and says how it would be divided', async () => {
    orders = [
      await world.order(sale, alice, 'stablecoin', usd(250_000)),
      await world.order(sale, bob, 'stablecoin', usd(50_000)),
      await world.order(sale, alice, 'bank', usd(40_000)),
      await world.order(sale, bob, 'bank', usd(40_000)),
      await world.order(sale, bob, 'bank', usd(40_000)),
    ];
    expect(orders.map(({ state }) => state)).toEqual(Array(5).fill('eligible'));
    const path = `/offerings/${sale.id}/allotment`;
    const { body } = await world.fund.issuer.http.get(path).expect(200);
    expect(body.final).toBe(false);
    expect(body.parts).toHaveLength(5);
  });

  it('takes no money before it is divided, neither by bank nor in the contract', async () => {
    const [hers] = orders;
    expect(hers?.transactions).toEqual([]);
    const early = await world.receipt(sale, orders[2]?.reference ?? '', cents(40_000));
    expect(early.payment.finding).toBe('order_over');
    await world.fund.approve(early.approvalId);
    await world.giveBack(early.payment.id, cents(40_000));
  });

  it('is divided pro rata in whole cents, each channel’s part in itself, and the dust is named', async () => {
    await world.pass(2.01);
    await world.advance(sale);
    const amounts = await Promise.all(
      orders.map(async ({ id }) => (await world.subscription(id, 'awaiting_payment')).amount),
    );
    // 149,999.99 among 250,000 and 50,000; 50,000.01 among three of 40,000.
    expect(amounts.slice(0, 2)).toEqual(['124999990000', '25000000000']);
    expect(amounts.slice(2)).toEqual(['16666670000', '16666670000', '16666670000']);
    const { unallotted, allottedAt } = await world.offering(sale.id, 'open');
    expect(unallotted).toBe('0');
    expect(allottedAt).not.toBeNull();
  });

  it('is paid with what was allotted, and delivered', async () => {
    const hers = await world.subscription(orders[0]?.id ?? '', 'awaiting_payment');
    await world.pay(hers, alice);
    await world.subscription(hers.id, 'paid');
    const his = await world.subscription(orders[3]?.id ?? '', 'awaiting_payment');
    await world.receive(sale, his.reference, '1666667');
    await world.fund.approve(await world.propose(sale, [hers, his]));
    expect((await world.subscription(hers.id, 'settled')).tokens).toBe('1249999900');
    expect((await world.subscription(his.id, 'settled')).tokens).toBe('166666700');
    expect(await world.held(alice)).toBe(1_249_999_900n);
  });

  it('takes no more orders', async () => {
    const path = `/offerings/${sale.id}/subscriptions`;
    const body = { walletId: bob.walletId, channel: 'bank', amountBaseUnits: usd(40_000) };
    expect(await world.refused(bob.persona, path, body, 422)).toBe('after_window');
  });
});
