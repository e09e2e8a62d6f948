import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SatelliteView } from '../satellites/satellite.schema.js';
import type { Holder } from '../tokens/testing/fund-world.js';
import type { OfferingView } from './offering.schema.js';
import { cents, SaleWorld, usd } from './testing/sale-world.js';

let world: SaleWorld;
let alice: Holder;
let bob: Holder;

beforeAll(async () => {
  world = await SaleWorld.start();
  [alice, bob] = [await world.fund.holder(20), await world.fund.holder(21)];
}, 60_000);
afterAll(() => world.stop());

describe('an order withdrawn within its cooling-off', () => {
  it('gets bank money back by transfer, and the contract’s when that lets it go', async () => {
    const sale = await world.open({ coolingOffHours: 48, deliveryPeriodDays: 3 });
    const hers = await world.order(sale, alice, 'stablecoin', usd(2_000));
    const his = await world.order(sale, bob, 'bank', usd(3_000));
    await world.pay(hers, alice);
    await world.subscription(hers.id, 'paid');
    const receipt = await world.receive(sale, his.reference, cents(3_000));

    await alice.persona.http.post(`/subscriptions/${hers.id}/withdraw`, {}, 'once').expect(200);
    const again = await alice.persona.http
      .post(`/subscriptions/${hers.id}/withdraw`, {}, 'once')
      .expect(200);
    expect(again.body).toMatchObject({ state: 'refunding', reasonCode: 'withdrawn' });
    await bob.persona.http.post(`/subscriptions/${his.id}/withdraw`).expect(200);

    await world.giveBack(receipt.id, cents(1_000));
    await world.subscription(his.id, 'refunding');
    await world.giveBack(receipt.id, cents(2_000));
    await world.subscription(his.id, 'refunded');

    await world.advance(sale);
    expect(await world.money.of(alice.account.address)).toBe(0n);
    await world.pass(3.1);
    await world.advance(sale);
    await world.advance(sale);
    await world.subscription(hers.id, 'refunded');
    expect(await world.money.of(alice.account.address)).toBe(2_000_000_000n);
    expect(await world.held(alice)).toBe(0n);
  }, 30_000);

  it('or after it, is refused with the day it ended', async () => {
    const sale = await world.open({ coolingOffHours: 1 });
    const his = await world.order(sale, bob, 'bank', usd(3_000));
    const path = `/subscriptions/${his.id}/withdraw`;
    expect(await world.refused(bob.persona, path, {}, 409)).toBe('order_not_paid');
    await world.receive(sale, his.reference, cents(3_000));
    await world.pass(0.05);
    expect(await world.refused(bob.persona, path, {}, 422)).toBe('cooling_off_over');
    await world.fund.approve(await world.propose(sale, [his]));
    await world.subscription(his.id, 'settled');
  });
});

describe('an offering that is given up', () => {
  it('ends by two people and the contract’s word; what is settled stays, the rest goes back', async () => {
    const sale = await world.open();
    const kept = await world.order(sale, bob, 'bank', usd(1_000));
    await world.receive(sale, kept.reference, cents(1_000));
    await world.fund.approve(await world.propose(sale, [kept]));
    await world.subscription(kept.id, 'settled');
    const hers = await world.order(sale, alice, 'stablecoin', usd(2_000));
    await world.pay(hers, alice);
    await world.subscription(hers.id, 'paid');
    const unpaid = await world.order(sale, bob, 'bank', usd(1_000));
    const before = await world.money.of(alice.account.address);

    const path = `/offerings/${sale.id}/cancel`;
    const answer = await world.fund.issuer.http.post(path, { reason: 'No demand.' }).expect(202);
    await world.offering(sale.id, 'open');
    await world.fund.approve(answer.body.approvalId as string);
    await world.offering(sale.id, 'cancelled');
    expect((await world.subscription(unpaid.id, 'cancelled')).reasonCode).toBe(
      'offering_cancelled',
    );
    await world.subscription(hers.id, 'refunding');
    await world.advance(sale);
    await world.subscription(hers.id, 'refunded');
    expect(await world.money.of(alice.account.address)).toBe(before + 2_000_000_000n);
    await world.subscription(kept.id, 'settled');
    expect(await world.refused(world.fund.issuer, path, { reason: 'Again.' }, 409)).toBe(
      'offering_not_cancellable',
    );
  }, 30_000);
});

describe('a sale whose contract the chain refuses', () => {
  it('is a draft again with the reason, and that contract is never tried anew', async () => {
    const { issuer, chain, assetId, t } = world.fund;
    const { id } = await world.draft({ closesAt: await world.in(0.01) });
    const { body } = await issuer.http.post(`/offerings/${id}/open`).expect(202);
    // Over by the time the contract would be made, though the newest block does not say so yet.
    await chain.rpc('evm_increaseTime', [3_600]);
    await world.fund.approve(body.approvalId as string);
    const draft = await world.fund.until(
      async () => (await issuer.http.get(`/offerings/${id}`).expect(200)).body as OfferingView,
      ({ failureCode }) => failureCode !== null,
    );
    expect(draft).toMatchObject({ state: 'draft', failureCode: 'launch_refused' });

    const { body: list } = await issuer.http.get(`/assets/${assetId}/satellites`).expect(200);
    const refused = (list as { items: SatelliteView[] }).items.find(
      ({ state }) => state === 'failed',
    );
    const operator = await t.signIn('operator');
    const path = `/satellites/${refused?.id ?? ''}/retry`;
    expect(await world.refused(operator, path, {}, 409)).toBe('satellite_abandoned');
  });
});
