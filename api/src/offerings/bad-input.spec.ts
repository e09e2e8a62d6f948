import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvestorRegistry__factory, Offering__factory, packRecord } from '@cadastre/contracts';
import { ZeroHash } from 'ethers';
import { decide, notApproved, reject } from '../testing/approvals.js';
import { approveInvestor } from '../testing/builders.js';
import type { Holder } from '../tokens/testing/fund-world.js';
import type { OfferingView, SubscribePreflightView } from './offering.schema.js';
import { cents, SaleWorld, usd } from './testing/sale-world.js';

let world: SaleWorld;
let alice: Holder;
let bob: Holder;
/** Retail, of a country that the token does not allow, and not registered. */
let carol: Holder;
let sale: OfferingView;

beforeAll(async () => {
  world = await SaleWorld.start();
  [alice, bob] = [await world.fund.holder(20), await world.fund.holder(21)];
  carol = await world.fund.proven(22);
  await approveInvestor(
    carol.persona,
    world.fund.officer,
    { country: 'FR', requestedTier: 'retail' },
    { tier: 'retail' },
  );
  sale = await world.open();
}, 60_000);
afterAll(() => world.stop());

const preflight = async (
  who: Holder,
  amountBaseUnits: string,
  channel = 'stablecoin',
  of = sale,
): Promise<SubscribePreflightView> => {
  const body = { walletId: who.walletId, channel, amountBaseUnits };
  const answer = await who.persona.http.post(`/offerings/${of.id}/preflight`, body).expect(200);
  return answer.body as SubscribePreflightView;
};
const codes = ({ obstacles }: SubscribePreflightView) => obstacles.map(({ code }) => code);

describe('an order', () => {
  it('of somebody ineligible hears of everything that stands against it, with its cure', async () => {
    const found = await preflight(carol, usd(500));
    expect(codes(found)).toEqual([
      'tier_too_low',
      'country_not_allowed',
      'wallet_not_registered',
      'below_minimum',
    ]);
    expect(found.obstacles[0]).toEqual({
      code: 'tier_too_low',
      sentence: 'EXTF is for accredited investors; this one is retail.',
      cure: 'Open a new KYC case for the tier accredited, with the papers it asks for.',
    });
    const path = `/offerings/${sale.id}/subscriptions`;
    const body = { walletId: carol.walletId, channel: 'bank', amountBaseUnits: usd(500) };
    const { body: problem } = await carol.persona.http.post(path, body).expect(422);
    expect(problem.code).toBe('tier_too_low');
    expect(problem.obstacles).toHaveLength(4);
  });

  it.each([
    ['below the minimum', '999990000', 'stablecoin', ['below_minimum']],
    [
      'above the maximum and the cap',
      usd(600_001),
      'stablecoin',
      ['cap_exceeded', 'above_maximum'],
    ],
    ['beyond the bank’s part', usd(400_001), 'bank', ['cap_exceeded']],
    ['of half a cent', '1000005000', 'bank', ['not_whole_cents']],
  ])('%s is told so', async (_what, amount, channel, expected) => {
    expect(codes(await preflight(alice, amount, channel))).toEqual(expected);
  });

  it('is refused by the contract’s own reasons too: more than one holder may hold', async () => {
    const other = await world.open({
      price: { kind: 'fixed', perTokenBaseUnits: '1000000' },
      maxPerInvestorBaseUnits: usd(600_000),
    });
    // 100,000 shares are the most of one holder.
    expect(codes(await preflight(alice, usd(100_001), 'stablecoin', other))).toEqual([
      'max_balance_exceeded',
    ]);
  });

  it('has no price to be made at before there is a NAV', async () => {
    const nav = { kind: 'nav' as const, forward: true, maxAgeSeconds: 86_400 };
    const other = await world.open({ price: nav });
    expect(codes(await preflight(alice, usd(2_000), 'stablecoin', other))).toEqual(['nav_missing']);
    await world.fund.publish(world.fund.token.navFeed ?? '', 104_123_457n);
    const found = await preflight(alice, usd(2_000), 'stablecoin', other);
    expect(found).toMatchObject({
      allowed: true,
      quote: { tokens: '19207967', price: '104123457', navRound: '1', final: false },
    });
  });

  it('outside the window is told when', async () => {
    const later = await world.open({ opensAt: await world.in(1) });
    expect(codes(await preflight(alice, usd(2_000), 'bank', later))).toEqual(['before_window']);
    const draft = await world.draft();
    const path = `/offerings/${draft.id}/preflight`;
    const body = { walletId: alice.walletId, channel: 'bank', amountBaseUnits: usd(2_000) };
    await alice.persona.http.post(path, body).expect(404);
  });

  it('of a wallet that has one open is refused, as is one with somebody else’s wallet', async () => {
    const first = await world.order(sale, alice, 'stablecoin', usd(1_000));
    const path = `/offerings/${sale.id}/subscriptions`;
    const body = { walletId: alice.walletId, channel: 'stablecoin', amountBaseUnits: usd(1_000) };
    expect(await world.refused(alice.persona, path, body, 409)).toBe('order_open');
    expect(await world.refused(bob.persona, path, body, 404)).toBe('not_found');
    await alice.persona.http.post(`/subscriptions/${first.id}/cancel`).expect(200);
    const again = `/subscriptions/${first.id}/cancel`;
    expect(await world.refused(alice.persona, again, {}, 409)).toBe('illegal_transition');
  });

  it('repeated under its key is the same order', async () => {
    const body = { walletId: bob.walletId, channel: 'bank', amountBaseUnits: usd(1_000) };
    const path = `/offerings/${sale.id}/subscriptions`;
    const [one, two] = await Promise.all([
      bob.persona.http.post(path, body, 'the-key'),
      bob.persona.http.post(path, body, 'the-key'),
    ]);
    const three = await bob.persona.http.post(path, body, 'the-key').expect(201);
    expect([one?.body.id, two?.body.id]).toEqual([three.body.id, three.body.id]);
  });
});

describe('money', () => {
  it('that the bank booked once counts once', async () => {
    const order = await world.order(sale, bob, 'bank', usd(2_000));
    const once = { bankTransactionId: 'bank-once' };
    await world.receipt(sale, order.reference, cents(2_000), once);
    const path = `/offerings/${sale.id}/receipts`;
    const body = {
      reference: order.reference,
      amountCents: cents(2_000),
      payer: 'A payer',
      receivedOn: '2026-01-01',
      ...once,
    };
    expect(await world.refused(world.fund.issuer, path, body, 409)).toBe('receipt_known');
    const early = { ...body, bankTransactionId: 'bank-early', receivedOn: '2999-01-01' };
    expect(await world.refused(world.fund.issuer, path, early, 422)).toBe('received_in_the_future');
  });

  it('without a known reference belongs to nobody until it goes back', async () => {
    const lost = await world.receive(sale, 'RF00 TYPO', cents(700));
    expect(lost).toMatchObject({
      finding: 'unknown_reference',
      subscriptionId: null,
      owed: usd(700),
    });
    const path = `/subscription-payments/${lost.id}/returns`;
    const back = { amountCents: cents(701), bankTransactionId: 'back-1', sentOn: '2026-11-21' };
    expect(await world.refused(world.fund.issuer, path, back, 422)).toBe('return_beyond_owed');
    await world.giveBack(lost.id, cents(700));
  });

  it('is confirmed by somebody else, on what was shown, whoever is first', async () => {
    const order = await world.order(sale, bob, 'bank', usd(3_000));
    const first = await world.receipt(sale, order.reference, cents(3_000));
    const second = await world.receipt(sale, order.reference, cents(3_000));
    const { officer } = world.fund;
    const answers = await Promise.all(
      [officer, world.fund.second].map((who) => decide(who, first.approvalId)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await world.subscription(order.id, 'paid')).paid).toBe(usd(3_000));
    const late = await notApproved(officer, second.approvalId);
    expect(late).toEqual([409, 'receipt_effect_changed']);
    await reject(officer, second.approvalId);
    expect((await world.payment(sale, second.payment.id)).state).toBe('rejected');
  });

  it('from a wallet without an order stays in the contract, is told, and is not delivered', async () => {
    const contract = Offering__factory.connect(sale.address ?? '', alice.account);
    await world.money.give(alice.account.address, 5_000_000_000n);
    await world.money.allow(20, sale.address ?? '', 5_000_000_000n);
    await (await contract.subscribe(5_000_000_000n, 0n)).wait();
    const [payment] = await world.fund.until(
      async () => (await world.payments(sale)).filter((one) => one.channel === 'stablecoin'),
      (found) => found.length === 1,
    );
    expect(payment).toMatchObject({
      finding: 'no_order',
      subscriptionId: null,
      owed: usd(5_000),
      walletAddress: alice.account.address,
    });
    const path = `/subscription-payments/${payment?.id ?? ''}/returns`;
    const back = { amountCents: cents(5_000), bankTransactionId: 'back-2', sentOn: '2026-11-21' };
    expect(await world.refused(world.fund.issuer, path, back, 422)).toBe('return_on_chain');
  });

  it('from a wallet nobody here knows is told apart, and one the register lacks cannot pay', async () => {
    const { chain } = world.fund;
    const amount = 3_000_000_000n;
    const stranger = chain.wallet(29);
    await world.money.give(stranger.address, amount);
    await world.money.allow(29, sale.address ?? '', amount);
    const contract = Offering__factory.connect(sale.address ?? '', stranger);
    await expect(contract.subscribe(amount, 0n)).rejects.toThrow();
    expect(await world.money.of(stranger.address)).toBe(amount);

    // Put on the register by its registrar, past this platform.
    const { InvestorRegistry } = chain.deployment.addresses;
    const registry = InvestorRegistry__factory.connect(InvestorRegistry, chain.wallet(1));
    const investor = { country: 276, tier: 2, investorId: 999n, provider: 0 };
    const record = packRecord({ ...investor, expiry: 4_000_000_000n });
    await (await registry.register(stranger.address, record, ZeroHash)).wait();
    await (await contract.subscribe(amount, 0n)).wait();
    const payments = await world.fund.until(
      () => world.payments(sale),
      (all) => all.some(({ walletAddress }) => walletAddress === stranger.address),
    );
    expect(payments.find((one) => one.walletAddress === stranger.address)).toMatchObject({
      finding: 'stranger',
      subscriptionId: null,
      owed: usd(3_000),
    });
  });
});

describe('terms', () => {
  it.each([
    ['closesAt', { closesAt: '2020-01-01T00:00:00.000Z' }],
    ['bookClosesAt', { bookClosesAt: '2020-01-01T00:00:00.000Z' }],
    ['softCapBaseUnits', { softCapBaseUnits: usd(2_000_000) }],
    ['bankCapBaseUnits', { bankCapBaseUnits: usd(1_000_000) }],
    ['minPerInvestorBaseUnits', { minPerInvestorBaseUnits: usd(700_000) }],
    ['coolingOffHours', { coolingOffHours: 24, deliveryPeriodDays: 1 }],
  ])('that contradict each other in %s are refused', async (field, over) => {
    const path = `/assets/${world.fund.assetId}/offerings`;
    const { body } = await world.fund.issuer.http.post(path, await world.terms(over)).expect(400);
    expect(body.errors[0].pointer).toBe(`/${field}`);
  });

  it('need a payment token that is one, and another than the one sold', async () => {
    const path = `/assets/${world.fund.assetId}/offerings`;
    const nobody = await world.terms({ paymentToken: world.treasury });
    expect(await world.refused(world.fund.issuer, path, nobody, 422)).toBe('unknown_payment_token');
    const itself = await world.terms({ paymentToken: world.fund.token.address ?? '' });
    expect(await world.refused(world.fund.issuer, path, itself, 422)).toBe('payment_is_the_asset');
  });

  it('are fixed once proposed, and nothing but what was shown is opened', async () => {
    const { id } = await world.draft();
    const { body } = await world.fund.issuer.http.post(`/offerings/${id}/open`).expect(202);
    await world.fund.issuer.http.put(`/offerings/${id}/terms`, await world.terms()).expect(409);
    await world.fund.t.db.sql(
      `UPDATE api.offering SET terms = jsonb_set(terms, '{hardCapBaseUnits}', '"2000000000000"') WHERE id = $1`,
      [id],
    );
    const approvalId = body.approvalId as string;
    const refusal = await notApproved(world.fund.officer, approvalId);
    expect(refusal).toEqual([409, 'terms_changed']);
    await reject(world.fund.officer, approvalId);
    await world.offering(id, 'draft');
  });
});

describe('lists', () => {
  it('show an investor its own orders, an issuer its own book, staff all; page by page', async () => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const path = `/subscriptions?limit=2${after ? `&after=${after}` : ''}`;
      const { body } = await bob.persona.http.get(path).expect(200);
      seen.push(...(body.items as { id: string }[]).map(({ id }) => id));
      if (body.nextCursor === null) break;
      after = body.nextCursor as string;
    }
    const { body: all } = await world.fund.officer.http.get('/subscriptions').expect(200);
    const his = (all.items as { id: string; walletId: string }[]).filter(
      ({ walletId }) => walletId === bob.walletId,
    );
    expect(seen).toEqual(his.map(({ id }) => id));
    const book = `/offerings/${sale.id}/subscriptions`;
    const { body: own } = await world.fund.issuer.http.get(book).expect(200);
    expect(own.items.length).toBeGreaterThan(2);
    expect(own.items[0].organisationId).toBeNull();
    const stranger = await world.fund.t.signIn('issuer');
    await stranger.http.get(book).expect(404);
    expect((await stranger.http.get('/subscriptions').expect(200)).body.items).toEqual([]);
    const { body: published } = await alice.persona.http.get('/offerings').expect(200);
    expect((published.items as OfferingView[]).every(({ state }) => state === 'open')).toBe(true);
  });
});
