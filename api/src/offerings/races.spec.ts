import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { offeringMachine, subscriptionMachine } from '@cadastre/core';
import { AssetToken__factory } from '@cadastre/contracts';
import type { Holder } from '../tokens/testing/fund-world.js';
import { cents, SaleWorld, usd } from './testing/sale-world.js';
import { decide } from '../testing/approvals.js';

let world: SaleWorld;
let alice: Holder;
let bob: Holder;

beforeAll(async () => {
  world = await SaleWorld.start();
  [alice, bob] = [await world.fund.holder(20), await world.fund.holder(21)];
}, 60_000);
afterAll(() => world.stop());

const audited = async (action: string) =>
  (await world.fund.t.db.sql('SELECT id FROM api.audit_entry WHERE action = $1', [action])).length;

describe('calls at the same instant', () => {
  it('take no more orders than the cap has room for', async () => {
    const sale = await world.open({ bankCapBaseUnits: usd(10_000) });
    const path = `/offerings/${sale.id}/subscriptions`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => {
        const who = i % 2 ? alice : bob;
        const body = { walletId: who.walletId, channel: 'bank', amountBaseUnits: usd(2_500) };
        return who.persona.http.post(path, body);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(4);
    expect(statuses.filter((status) => status === 422)).toHaveLength(8);
    const refused = answers.filter(({ status }) => status === 422);
    expect(new Set(refused.map(({ body }) => (body as { code: string }).code))).toEqual(
      new Set(['cap_exceeded']),
    );
  });

  it('never take an order out of its table: paid, withdrawn, cancelled and settled together', async () => {
    const sale = await world.open({ coolingOffHours: 24 });
    const orders = await Promise.all(
      Array.from({ length: 4 }, () => world.order(sale, bob, 'bank', usd(2_000))),
    );
    const receipts = await Promise.all(
      orders.flatMap(({ reference }) => [
        world.receipt(sale, reference, cents(1_000)),
        world.receipt(sale, reference, cents(2_000)),
      ]),
    );
    const statuses = await Promise.all([
      ...receipts.map(({ approvalId }) => decide(world.fund.officer, approvalId)),
      ...orders.map(({ id }) => bob.persona.http.post(`/subscriptions/${id}/withdraw`)),
      ...orders.map(({ id }) => bob.persona.http.post(`/subscriptions/${id}/cancel`)),
    ]);
    expect(statuses.every(({ status }) => [200, 409, 422].includes(status))).toBe(true);
    for (const { id } of orders) {
      const { body } = await bob.persona.http.get(`/subscriptions/${id}`).expect(200);
      const { amount, paid } = body as { amount: string; paid: string };
      expect(BigInt(paid) <= BigInt(amount)).toBe(true);
    }
    await expectOnTable(world);
  });

  it('settle an order once, whichever officer is first', async () => {
    const sale = await world.open();
    const order = await world.order(sale, bob, 'bank', usd(2_000));
    await world.receive(sale, order.reference, cents(2_000));
    const approvals = [await world.propose(sale, [order]), await world.propose(sale, [order])];
    const answers = await Promise.all(approvals.map((id) => decide(world.fund.officer, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect((await world.subscription(order.id, 'settled')).tokens).toBe('20000000');
    expect(await world.held(bob)).toBe(20_000_000n);
  });
});

/** CONFIRMATIONS is 1 here: what is undone was final already, the worst that can happen. */
describe('a reorganisation', () => {
  it('takes a payment back, and counts it once when it is there again', async () => {
    const sale = await world.open();
    const order = await world.order(sale, alice, 'stablecoin', usd(5_000));
    await world.pay(order, alice);
    await world.subscription(order.id, 'paid');
    await world.fund.chain.reorganise(1);
    await world.fund.until(
      () => audited('subscription.payment_retracted'),
      (times) => times === 1,
    );
    expect(await world.subscription(order.id, 'awaiting_payment')).toMatchObject({ paid: '0' });
    // The wallet's nonce is free again: it pays anew.
    const due = await world.subscription(order.id, 'awaiting_payment');
    await world.pay({ ...due, transactions: due.transactions.slice(1) }, alice);
    await world.subscription(order.id, 'paid');
    expect((await world.payments(sale)).map(({ state }) => state)).toEqual([
      'confirmed',
      'retracted',
    ]);
  });

  it('takes a delivery back, and the same delivery settles the order once more, once', async () => {
    const sale = await world.open();
    const before = await world.held(alice);
    const order = await world.order(sale, alice, 'stablecoin', usd(5_000));
    await world.pay(order, alice);
    await world.subscription(order.id, 'paid');
    await world.fund.approve(await world.propose(sale, [order]));
    const settled = await world.subscription(order.id, 'settled');
    await world.fund.chain.reorganise(1);
    await world.fund.until(
      () => audited('subscription.settlement_retracted'),
      (times) => times === 1,
    );
    const again = await world.subscription(order.id, 'settled');
    expect(again.transactionHash).toBe(settled.transactionHash);
    expect(await world.held(alice)).toBe(before + 50_000_000n);
    const token = AssetToken__factory.connect(
      world.fund.token.address ?? '',
      world.fund.chain.provider,
    );
    expect(await token.balanceOf(alice.account.address)).toBe(before + 50_000_000n);
    await expectOnTable(world);
  });
});

/** Every move that was written down is one of the machines' tables, from the state before. */
async function expectOnTable({ fund }: SaleWorld): Promise<void> {
  for (const [type, machine] of [
    ['subscription', subscriptionMachine],
    ['offering', offeringMachine],
  ] as const) {
    const rows = await fund.t.db.sql<{ id: string; action: string; data: { state: string } }>(
      `SELECT subject_id AS id, action, data FROM api.audit_entry WHERE subject_type = $1 ORDER BY lane, seq`,
      [type],
    );
    const states = new Map<string, string>();
    for (const { id, action, data } of rows) {
      const before = states.get(id);
      const event = action.split('.')[1];
      const move = machine.transitions.find((one) => one.event === event && one.from === before);
      if (before !== undefined && before !== data.state) {
        const story = rows
          .filter((one) => one.id === id)
          .map((one) => `${one.action} ${one.data.state}`);
        expect({ story, action, to: move?.to }).toEqual({ story, action, to: data.state });
      }
      states.set(id, data.state);
    }
    expect(rows.length).toBeGreaterThan(3);
  }
}
