import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  ApiProblem,
  bringToken,
  eveningPasses,
  Income,
  navRounds,
  play,
  type Product,
  Redemptions,
  type Round,
  Sales,
  transferTokens,
  treasuryFund as story,
  until,
} from '@cadastre/api/demo';
import { DATA_DIR } from '../../scripts/lib/config.ts';
import { fundNav } from '../model/nav.ts';
import type { Book } from './book.ts';
import { fillInPart } from './partial-fill.ts';
import { at } from './people.ts';
import { allotted, byWeight, tokensFor } from './shares.ts';
import type { Stage } from './stage.ts';

const CENT = 10_000n;
const INCOME = 12_345_678_901n;
const moved = 1_234_567_891n;
const [annaLeaves, benLeaves, claraLeaves] = [10_000_000_007n, 4_567_891_011n, 300_000_001n];
const LANE_FEE_BPS = 25n;
/** The fund's own steps of the demonstration, up to the approval. */
const FOUNDING = ['issuer', 'asset', 'papers', 'due-diligence', 'decision'];

/** Cents that an amount of payment takes out of the fund's books: a started one is gone. */
const startedCents = (amount: bigint): bigint => (amount + CENT - 1n) / CENT;

/** A fund of bills and notes: priced by the real committee, sold out of a book, paying, and taken back. */
export function treasuryFund(theStage: () => Stage): void {
  describe('a treasury fund', () => {
    let stage: Stage;
    let product: Product;
    let sales: Sales;
    let shares: Book;
    let saleId = '';
    /** What the fund has taken in for its shares and given for them, US cents. */
    let tradedCents = 0n;
    /** What was set aside for shares that came back, base units. */
    let redeemed = 0n;
    let nav = 0n;

    before(() => {
      stage = theStage();
    });

    /** The round is what the official files give for the fund as the test's books have it. */
    const priced = async (round: Round, supply: bigint, cents: bigint): Promise<bigint> => {
      const given = stage.world.options.portfolio;
      const { statedOn, feeAccruedSince } = await stage.world
        .stranger()
        .get<{ statedOn: string; feeAccruedSince: string }>(
          `/public/assets/${product.assetId}/statement`,
        );
      const model = fundNav(
        {
          statedOn,
          feeAccruedSince,
          positions: given.positions.map(({ cusip, faceCents }) => ({
            cusip,
            faceCents: BigInt(faceCents),
          })),
          cashCents: BigInt(given.cashCents) + cents,
          liabilitiesCents: BigInt(given.liabilitiesCents),
          feeBpsPerYear: BigInt(given.feeBpsPerYear),
          seedShares: BigInt(given.seedShares),
        },
        supply,
        Date.parse(round.valuationTime) / 1000 + 60,
        DATA_DIR,
      );
      assert.equal(BigInt(round.answer), model.navPerShareUsd6, round.valuationTime);
      return model.navPerShareUsd6;
    };

    test('comes to the platform, and the committee prices it from the official files', async () => {
      const { world, dollars } = stage;
      const { issuer } = world.cast;
      await play(
        world,
        story.filter(({ name }) => FOUNDING.includes(name)),
      );
      product = await bringToken(world, issuer, world.know('assetId'), {
        name: 'Sample T-Bill Fund',
        symbol: 'STBF',
        rules: {
          minTier: 2,
          countries: [276, 756, 826, 840],
          maxHolders: 50,
          maxBalanceBaseUnits: null,
          maxSupplyBaseUnits: null,
        },
      });
      stage.products.set('fund', product);
      shares = stage.bookOf('shares', product.token);
      sales = new Sales(world, product, dollars);
      const [first] = await until(
        () => navRounds(world, issuer, product.assetId),
        (rounds) => rounds.length > 0,
        { what: 'the first NAV' },
      );
      assert.ok(first);
      nav = await priced(first, 0n, 0n);
    });

    const orders: { id: string; amount: bigint; who: 'anna' | 'ben' | 'clara' }[] = [];

    test('divides an oversubscribed book in whole cents, each channel in itself', async () => {
      const { dollars, people } = stage;
      const sale = await sales.open({
        price: { kind: 'nav', forward: true, maxAgeSeconds: 4 * 86_400 },
        opensAt: await stage.in(-1),
        closesAt: await stage.in(10),
        bookClosesAt: await stage.in(0.5),
        softCapBaseUnits: '0',
        hardCapBaseUnits: '950000000000',
        bankCapBaseUnits: '250000010000',
        minPerInvestorBaseUnits: '1000000000',
        maxPerInvestorBaseUnits: '600000000000',
        paymentToken: dollars.address,
        treasury: dollars.treasury,
        coolingOffHours: 0,
        deliveryPeriodDays: 30,
        peg: null,
      });
      saleId = sale.id;
      await assert.rejects(
        sales.order(sale, people.rita, 'bank', 5_000_000_000n, 'rita'),
        (error) => error instanceof ApiProblem && error.code === 'tier_too_low',
      );
      const book = [
        ['anna', 'stablecoin', 500_000_000_000n],
        ['ben', 'stablecoin', 300_000_000_000n],
        ['clara', 'bank', 200_000_000_000n],
        ['anna', 'bank', 100_000_000_000n],
      ] as const;
      for (const [who, channel, amount] of book) {
        const { id, state } = await sales.order(
          sale,
          people[who],
          channel,
          amount,
          `${who}-${channel}`,
        );
        assert.equal(state, 'eligible');
        orders.push({ id, amount, who });
      }
      await stage.passTo(product, sale.terms.bookClosesAt ?? '');
      await stage.pass(product, 0.001);
      await stage.sweepSales();
      const ordered = orders.map(({ amount }) => amount);
      const expected = [
        ...allotted(699_999_990_000n, ordered.slice(0, 2), CENT),
        ...allotted(250_000_010_000n, ordered.slice(2), CENT),
      ];
      for (const [i, order] of orders.entries()) {
        const { amount } = await sales.becomes(order.id, 'awaiting_payment');
        assert.equal(BigInt(amount), expected[i], order.who);
        order.amount = expected[i] ?? 0n;
      }
      assert.equal((await sales.offering(sale.id)).unallotted, '0');
    });

    test('is paid for in the contract and by bank, and delivers at the next NAV', async () => {
      const { world, dollars, money, people } = stage;
      const sale = await sales.offering(saleId);
      const on = await stage.today();
      for (const [i, { id, amount, who }] of orders.entries()) {
        const holder = people[who];
        if (i < 2) {
          await sales.pay(id, holder);
          money.topUp(at(holder), amount);
          money.move(at(holder), sale.address ?? '', amount);
        } else {
          const { reference } = await sales.subscription(id);
          const payment = await sales.receive(sale, reference, amount / CENT, { payer: who, on });
          assert.equal(payment.finding, 'exact');
        }
        assert.equal((await sales.subscription(id)).state, 'paid');
      }
      await money.agrees();
      await assert.rejects(
        sales.propose(
          sale,
          orders.map(({ id }) => id),
        ),
        (error) => error instanceof ApiProblem && error.code === 'orders_not_due',
      );
      nav = await priced(await eveningPasses(world, product.issuer, product.assetId), 0n, 0n);
      const settled = await sales.settle(sale, orders.map(({ id }) => id).reverse());
      for (const [i, { id, amount, who }] of orders.entries()) {
        const tokens = tokensFor(amount, nav, 6);
        assert.equal(settled.find((one) => one.id === id)?.tokens, tokens.toString(), who);
        shares.mint(at(people[who]), tokens);
        tradedCents += amount / CENT;
        if (i < 2) money.move(sale.address ?? '', dollars.treasury, amount);
      }
      await Promise.all([money.agrees(), shares.agrees()]);
    });

    test('is priced with the sale in it on the next evening', async () => {
      const { world } = stage;
      const round = await eveningPasses(world, product.issuer, product.assetId);
      nav = await priced(round, shares.supply, tradedCents);
    });

    test('pays its income to those who held at the record date, though shares moved since', async () => {
      const { world, dollars, money, people } = stage;
      const income = new Income(world, product, dollars);
      const { id } = await income.draft(0, {
        title: 'Income of April',
        kind: 'income',
        amount: INCOME,
        because: ['Interest received.'],
      });
      await income.calculate(id);
      const { parts, dust } = byWeight(INCOME, shares.holdings());
      await transferTokens(world, product, people.anna, people.dora, moved);
      shares.move(at(people.anna), at(people.dora), moved);
      const { distributor } = await income.fund(id);
      money.topUp(dollars.treasury, INCOME);
      money.move(dollars.treasury, distributor ?? '', INCOME);
      await money.agrees();
      const { progress } = await income.push(id);
      for (const [account, part] of parts) money.move(distributor ?? '', account, part);
      assert.deepEqual(
        [progress?.paid, progress?.carried, progress?.balanced],
        [(INCOME - dust).toString(), dust.toString(), true],
      );
      assert.equal(money.of(distributor ?? ''), dust);
      assert.equal(parts.has(at(people.dora)), false);
      await Promise.all([money.agrees(), shares.agrees()]);
    });

    test('takes shares back at the NAV after the cut-off, pro rata to the base unit', async () => {
      const { world, dollars, money, people } = stage;
      const { anna, ben, clara } = people;
      const redemptions = new Redemptions(world, product);
      const queue = await redemptions.open({
        paymentToken: dollars.address,
        peg: null,
        priceMaxAgeSeconds: 5 * 86_400,
        minShares: '100000000',
        patienceSeconds: 10 * 86_400,
        calendar: { frequency: 'daily', cutOff: '12:00', settlementDays: 1 },
        reason: 'Holders shall be able to leave.',
      });
      const queueAt = queue.address ?? '';
      const leaving = [
        [anna, annaLeaves],
        [ben, benLeaves],
      ] as const;
      for (const [holder, amount] of leaving) {
        await redemptions.act(holder, { action: 'request', shares: amount });
        shares.move(at(holder), queueAt, amount);
      }
      await shares.agrees();
      await stage.passTo(product, (await redemptions.view()).nextDealing.cutOff);
      await redemptions.order('close', 'first');
      const round = await eveningPasses(world, product.issuer, product.assetId);
      nav = await priced(round, shares.supply, tradedCents);

      const all = annaLeaves + benLeaves;
      const assets = (all * nav) / 1_000_000n;
      const buffer = assets + 50_000_000_000n;
      await redemptions.order('fund', 'first', { amount: buffer.toString() });
      money.move(dollars.treasury, queueAt, buffer);
      const strike = await redemptions.order('strike', 'first');
      assert.deepEqual([strike.nav, strike.settledAmount], [nav.toString(), assets.toString()]);
      shares.burn(queueAt, all);
      redeemed += assets;
      await Promise.all([money.agrees(), shares.agrees()]);

      const { parts } = byWeight(assets, leaving);
      for (const [holder] of leaving) {
        await redemptions.act(holder, { action: 'claim' });
        money.move(queueAt, at(holder), parts.get(holder) ?? 0n);
      }
      await money.agrees();

      await redemptions.order('instant-lane', 'first', {
        feeBps: Number(LANE_FEE_BPS),
        dailyLimit: '40000000000',
      });
      const gross = (claraLeaves * nav) / 1_000_000n;
      const fee = (gross * LANE_FEE_BPS + 9_999n) / 10_000n;
      await redemptions.act(clara, { action: 'redeem_instantly', shares: claraLeaves });
      money.move(queueAt, at(clara), gross - fee);
      shares.burn(at(clara), claraLeaves);
      redeemed += gross - fee;
      await Promise.all([money.agrees(), shares.agrees()]);

      await redemptions.order('withdraw', 'rest', {
        amount: money.of(queueAt).toString(),
        to: dollars.treasury,
      });
      money.move(queueAt, dollars.treasury, money.of(queueAt));
      assert.deepEqual(
        (await redemptions.list()).map(({ state, lane }) => [lane, state]),
        [
          ['queue', 'paid'],
          ['queue', 'paid'],
          ['instant', 'paid'],
        ],
      );
    });

    test('fills an epoch in part where money is short: who waits keeps what was not paid', async () => {
      await fillInPart({ stage, product, shares }, async () => {
        const round = await eveningPasses(stage.world, product.issuer, product.assetId);
        nav = await priced(round, shares.supply, tradedCents - startedCents(redeemed));
        return nav;
      });
    });

    test('ends with every share and every dollar accounted for', async () => {
      const { anna, ben, clara, dora } = stage.people;
      assert.deepEqual(
        shares.holdings().map(([account]) => account),
        [anna, ben, clara, dora].map(at),
      );
      await Promise.all([shares.agrees(), stage.money.agrees()]);
    });
  });
}
