import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, Offering__factory } from '@cadastre/contracts';
import type { Holder } from '../tokens/testing/fund-world.js';
import { Tokens } from '../tokens/tokens.service.js';
import type { OfferingView } from './offering.schema.js';
import type { SubscriptionView } from './subscription.schema.js';
import { cents, SaleWorld, usd } from './testing/sale-world.js';
import { notApproved } from '../testing/approvals.js';

let world: SaleWorld;
let alice: Holder;
let bob: Holder;

beforeAll(async () => {
  world = await SaleWorld.start();
  [alice, bob] = [await world.fund.holder(20), await world.fund.holder(21)];
}, 60_000);
afterAll(() => world.stop());

const onChain = (holder: Holder): Promise<bigint> =>
  AssetToken__factory.connect(world.fund.token.address ?? '', world.fund.chain.provider).balanceOf(
    holder.account.address,
  );

/** One life, step by step: each step goes on from the one before. */
describe('an offering, paid in stablecoin and by bank', () => {
  let sale: OfferingView;
  let hers: SubscriptionView;
  let his: SubscriptionView;

  it('opens on the chain with exactly the terms that compliance approved', async () => {
    sale = await world.open({ softCapBaseUnits: usd(300_000), coolingOffHours: 24 });
    const contract = Offering__factory.connect(sale.address ?? '', world.fund.chain.provider);
    const terms = await contract.terms();
    expect(terms.token).toBe(world.fund.token.address);
    expect(terms.payment).toBe(world.money.address);
    expect(terms.hardCap).toBe(600_000_000_000n);
    expect(terms.fixedPrice).toBe(100_000_000n);
    expect(terms.selfDelivery).toBe(false);
  });

  it('says before an order that nothing stands against it, and what it would give', async () => {
    const body = { walletId: alice.walletId, channel: 'stablecoin', amountBaseUnits: usd(250_000) };
    const path = `/offerings/${sale.id}/preflight`;
    const answer = await alice.persona.http.post(path, body).expect(200);
    expect(answer.body).toMatchObject({
      allowed: true,
      obstacles: [],
      quote: { tokens: '2500000000', final: true },
      leftBaseUnits: usd(600_000),
      coolingOffHours: 24,
    });
  });

  it('takes the wallet’s money into the contract and hears of it from the chain', async () => {
    hers = await world.order(sale, alice, 'stablecoin', usd(250_000));
    expect(hers.state).toBe('awaiting_payment');
    expect(hers.transactions.map(({ to }) => to)).toEqual([world.money.address, sale.address]);
    await world.pay(hers, alice);
    hers = await world.subscription(hers.id, 'paid');
    expect(hers).toMatchObject({ paid: usd(250_000), outstanding: '0', transactions: [] });
    expect(await world.money.of(sale.address ?? '')).toBe(250_000_000_000n);
  });

  it('counts a bank transfer once it is confirmed by a second person: short, then over', async () => {
    his = await world.order(sale, bob, 'bank', usd(100_000));
    const short = await world.receipt(sale, his.reference, cents(40_000));
    expect(short.payment).toMatchObject({ state: 'recorded', finding: 'part' });
    expect((await world.subscription(his.id, 'awaiting_payment')).paid).toBe('0');
    await world.fund.approve(short.approvalId);
    expect(await world.subscription(his.id, 'awaiting_payment')).toMatchObject({
      paid: usd(40_000),
      outstanding: usd(60_000),
    });
    const over = await world.receive(sale, his.reference, cents(70_000));
    expect(over).toMatchObject({ finding: 'over', applied: usd(60_000), owed: usd(10_000) });
    his = await world.subscription(his.id, 'paid');
    expect(his.paid).toBe(usd(100_000));
    const again = await world.receive(sale, his.reference, cents(100_000));
    expect(again).toMatchObject({ finding: 'repeated', applied: '0', owed: usd(100_000) });
    await world.giveBack(again.id, cents(100_000));
    await world.giveBack(over.id, cents(10_000));
    expect((await world.payment(sale, over.id)).owed).toBe('0');
  });

  it('delivers nothing while the orders can still be withdrawn', async () => {
    const path = `/offerings/${sale.id}/settlements`;
    const body = { subscriptionIds: [hers.id, his.id] };
    const answer = await world.fund.issuer.http.post(path, body).expect(422);
    expect(answer.body.code).toBe('orders_not_due');
    expect(answer.body.orders).toHaveLength(2);
  });

  it('delivers tokens for money, once, and every base unit is accounted for', async () => {
    await world.pass(1.01);
    const approvalId = await world.propose(sale, [hers, his]);
    const held = await world.fund.issuer.http.get(`/approvals/${approvalId}`).expect(200);
    expect(held.body.payload).toMatchObject({ total: '350000.000000', price: '100.000000' });
    await world.fund.approve(approvalId);
    hers = await world.subscription(hers.id, 'settled');
    his = await world.subscription(his.id, 'settled');
    expect([hers.tokens, his.tokens]).toEqual(['2500000000', '1000000000']);
    for (const [holder, tokens] of [
      [alice, 2_500_000_000n],
      [bob, 1_000_000_000n],
    ] as const) {
      expect(await onChain(holder)).toBe(tokens);
      expect(await world.held(holder)).toBe(tokens);
    }
    expect(await world.money.of(world.treasury)).toBe(250_000_000_000n);
    expect(await world.money.of(sale.address ?? '')).toBe(0n);
    // What both channels brought in is the fund's: 350,000 dollars.
    const block = await world.fund.chain.provider.getBlockNumber();
    const brought = await world.fund.t
      .get(Tokens)
      .settledCents(world.fund.token.id, new Date(0), block);
    expect(brought).toBe(35_000_000n);
    const second = `/offerings/${sale.id}/settlements`;
    const body = { subscriptionIds: [his.id] };
    expect(await world.refused(world.fund.issuer, second, body, 422)).toBe('orders_not_due');
  });

  it('closes when its window is over, and is final when nothing is owed any more', async () => {
    await world.advance(sale);
    expect((await world.offering(sale.id, 'open')).totals).toEqual({
      ordered: usd(350_000),
      paid: usd(350_000),
      settled: usd(350_000),
      tokens: '3500000000',
    });
    await world.pass(7);
    await world.advance(sale);
    await world.offering(sale.id, 'finalised');
  });
});

describe('an offering at NAV', () => {
  it('gives what the next NAV gives, in the contract and for the bank’s money alike', async () => {
    const feed = world.fund.token.navFeed ?? '';
    await world.fund.publish(feed, 104_123_457n);
    const sale = await world.open({
      price: { kind: 'nav', forward: true, maxAgeSeconds: 7 * 86_400 },
    });
    const hers = await world.order(sale, alice, 'stablecoin', usd(10_000));
    const his = await world.order(sale, bob, 'bank', usd(20_000));
    await world.pay(hers, alice);
    await world.subscription(hers.id, 'paid');
    await world.receive(sale, his.reference, cents(20_000));
    const path = `/offerings/${sale.id}/settlements`;
    const body = { subscriptionIds: [hers.id, his.id] };
    const early = await world.fund.issuer.http.post(path, body).expect(422);
    expect(early.body.orders.map(({ reason }: { reason: string }) => reason)).toEqual(
      Array(2).fill('was paid after the newest NAV was valued: it waits for the next one'),
    );
    await world.fund.publish(feed, 104_540_001n);
    await world.fund.approve(await world.propose(sale, [hers, his]));
    // 10,000 and 20,000 dollars × 10¹² / 104.540001, rounded down.
    expect((await world.subscription(hers.id, 'settled')).tokens).toBe('95657163');
    expect((await world.subscription(his.id, 'settled')).tokens).toBe('191314327');
  });

  it('prices nothing anew behind the officer’s back', async () => {
    const feed = world.fund.token.navFeed ?? '';
    const sale = await world.open({
      price: { kind: 'nav', forward: false, maxAgeSeconds: 7 * 86_400 },
    });
    const his = await world.order(sale, bob, 'bank', usd(20_000));
    await world.receive(sale, his.reference, cents(20_000));
    const approvalId = await world.propose(sale, [his]);
    await world.fund.publish(feed, 104_640_001n);
    const refusal = await notApproved(world.fund.officer, approvalId);
    expect(refusal).toEqual([409, 'settlement_changed']);
    await world.subscription(his.id, 'paid');
  });
});

describe('an offering that misses its soft cap', () => {
  it('gives everything back: by the contract to the wallet, by bank with four eyes', async () => {
    const sale = await world.open({ softCapBaseUnits: usd(500_000) });
    const hers = await world.order(sale, alice, 'stablecoin', usd(100_000));
    const his = await world.order(sale, bob, 'bank', usd(50_000));
    const unpaid = await world.order(sale, bob, 'bank', usd(5_000));
    await world.pay(hers, alice);
    await world.subscription(hers.id, 'paid');
    const receipt = await world.receive(sale, his.reference, cents(50_000));
    const before = await onChain(alice);

    const early = `/offerings/${sale.id}/settlements`;
    const body = { subscriptionIds: [hers.id] };
    expect(await world.refused(world.fund.issuer, early, body, 409)).toBe('soft_cap_not_met');

    await world.pass(7.01);
    await world.advance(sale);
    const cancelled = await world.offering(sale.id, 'cancelled');
    expect(cancelled.failure).toBe('150000.000000 of the 500000.000000 PAY needed came in.');
    expect(await world.subscription(unpaid.id, 'cancelled')).toMatchObject({
      reasonCode: 'not_paid_in_time',
    });
    await world.subscription(hers.id, 'refunding');
    await world.advance(sale);
    await world.subscription(hers.id, 'refunded');
    expect(await world.money.of(alice.account.address)).toBe(100_000_000_000n);
    expect(await world.money.of(sale.address ?? '')).toBe(0n);

    await world.subscription(his.id, 'refunding');
    await world.giveBack(receipt.id, cents(50_000));
    await world.subscription(his.id, 'refunded');
    expect(await onChain(alice)).toBe(before);
    const totals = (await world.offering(sale.id, 'cancelled')).totals;
    expect(totals).toMatchObject({ ordered: '0', paid: '0', tokens: '0' });
  }, 30_000);
});
