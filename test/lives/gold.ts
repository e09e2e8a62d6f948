import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  ApiProblem,
  admitIssuer,
  Bars,
  bringAsset,
  bringToken,
  goldDraft,
  issuerOf,
  type Product,
  SAMPLE_BARS,
  sampleLei,
  samplePapers,
  Sales,
  transferTokens,
} from '@cadastre/api/demo';
import { readFileSync } from 'node:fs';
import { Rational } from '../model/rational.ts';
import type { Book } from './book.ts';
import { at } from './people.ts';
import { tokensFor } from './shares.ts';
import { dataFile, type Stage } from './stage.ts';

const OUNCE = 10n ** 18n;
const annaPays = 3_999_999_990_000n;
const benPays = 1_234_567_890_000n;
const gift = 400n * OUNCE + 345_678_901n;

/** The World Bank's average of April 2026, dollars × 10⁶. */
const spot = (): bigint => {
  const csv = readFileSync(
    dataFile('gold', 'gold_price_monthly_usd_oz_1960-01_2026-06.csv'),
    'utf8',
  );
  const row = csv.split('\n').find((line) => line.startsWith('2026-04,'));
  return Rational.of(row?.split(',')[1]?.trim() ?? '').floor(6);
};
/** Fine ounces × 10³ that stand on the list. */
const fine = (bar: { fineOz: string } | undefined): bigint =>
  Rational.of(bar?.fineOz ?? '0').floor(3);

/** Allocated gold: sold at the spot price, moved, and taken out by the bar. */
export function gold(theStage: () => Stage): void {
  describe('allocated gold', () => {
    let stage: Stage;
    let product: Product;
    let sales: Sales;
    let bars: Bars;
    let ounces: Book;
    let vault = '';

    before(() => {
      stage = theStage();
    });

    test('comes to the platform: issuer, bar list, papers, token', async () => {
      const { world, committee } = stage;
      const issuer = issuerOf(
        {
          name: 'Gil Vaultkeeper',
          email: 'gil.lives@cadastre.example',
          password: world.cast.issuer.password,
        },
        {
          legalName: 'Sample Vault Issuers LIVES',
          lei: sampleLei('gold'),
          country: 'GB',
          registrationNumber: 'SAMPLE-77',
          address: '1 Sample Quay, London',
        },
        { fullName: 'Gwen Vaultkeeper', dateOfBirth: '1966-02-03', country: 'GB' },
      );
      await admitIssuer(world, issuer);
      const draft = goldDraft(world.options.dataDir);
      const assetId = await bringAsset(
        world,
        issuer,
        draft,
        samplePapers(draft.name, issuer.record.legalName),
      );
      product = await bringToken(world, issuer, assetId, {
        name: 'Sample allocated gold',
        symbol: 'SGLD',
        rules: {
          minTier: 2,
          countries: [276, 756, 826, 840],
          maxHolders: 50,
          maxBalanceBaseUnits: null,
          maxSupplyBaseUnits: null,
        },
      });
      stage.products.set('gold', product);
      ounces = stage.bookOf('ounces', product.token);
      const value = SAMPLE_BARS.reduce((sum, bar) => sum + (fine(bar) * spot()) / 1_000n, 0n);
      await committee.publish(product, product.navFeed, spot());
      await committee.publish(product, product.reserveFeed, value);
    });

    test('is sold at the spot price for money that comes to the contract', async () => {
      const { world, dollars, money, people } = stage;
      sales = new Sales(world, product, dollars);
      const sale = await sales.open({
        price: { kind: 'nav', forward: false, maxAgeSeconds: 4 * 86_400 },
        opensAt: await stage.in(-1),
        closesAt: await stage.in(7),
        bookClosesAt: null,
        softCapBaseUnits: '0',
        hardCapBaseUnits: '5250000000000',
        bankCapBaseUnits: '0',
        minPerInvestorBaseUnits: '1000000000',
        maxPerInvestorBaseUnits: '4000000000000',
        paymentToken: dollars.address,
        treasury: dollars.treasury,
        coolingOffHours: 0,
        deliveryPeriodDays: 14,
        peg: null,
      });
      const path = `/offerings/${sale.id}/preflight`;
      const small = await (
        await world.as(people.rita.investor)
      ).post<{ obstacles: { code: string }[] }>(path, {
        walletId: people.rita.walletId,
        channel: 'stablecoin',
        amountBaseUnits: '1000000000',
      });
      assert.deepEqual(
        small.obstacles.map(({ code }) => code),
        ['tier_too_low'],
      );
      const orders = [
        await sales.order(sale, people.anna, 'stablecoin', annaPays, 'anna'),
        await sales.order(sale, people.ben, 'stablecoin', benPays, 'ben'),
      ];
      for (const [i, holder] of [people.anna, people.ben].entries()) {
        const paid = i === 0 ? annaPays : benPays;
        assert.equal((await sales.pay(orders[i]?.id ?? '', holder)).state, 'paid');
        money.topUp(at(holder), paid);
        money.move(at(holder), dollars.treasury, paid);
        ounces.mint(at(holder), tokensFor(paid, spot(), 18));
      }
      await sales.settle(
        sale,
        orders.map(({ id }) => id),
      );
      await Promise.all([money.agrees(), ounces.agrees()]);
    });

    test('moves from holder to holder', async () => {
      const { anna, clara } = stage.people;
      await transferTokens(stage.world, product, anna, clara, gift);
      ounces.move(at(anna), at(clara), gift);
      await ounces.agrees();
    });

    test('leaves by the whole bar, from reservation to receipt, and no base unit more', async () => {
      const { world, committee, people } = stage;
      bars = new Bars(world, product);
      vault = (await bars.openVault()).vault ?? '';
      await committee.attest(product, SAMPLE_BARS);
      assert.equal((await bars.list()).attested, true);
      const [first] = SAMPLE_BARS;
      assert.ok(first);
      const order = await bars.reserve(people.anna, first);
      await assert.rejects(
        bars.reserve(people.clara, first),
        (error) => error instanceof ApiProblem && error.code === 'bar_taken',
      );
      const weight = fine(first) * 10n ** 15n;
      await bars.sign(people.anna, order.id);
      ounces.move(at(people.anna), vault, weight);
      await ounces.agrees();
      for (const step of ['accept', 'ship', 'deliver'] as const) await bars.step(order.id, step);
      assert.equal((await bars.order(order.id)).state, 'delivered');
      ounces.burn(vault, weight);
      await ounces.agrees();
    });

    test('that its holder no longer wants out stays, and the tokens come back', async () => {
      const { clara } = stage.people;
      const [, second] = SAMPLE_BARS;
      assert.ok(second);
      const order = await bars.reserve(clara, second);
      await bars.sign(clara, order.id);
      assert.equal((await bars.sign(clara, order.id)).state, 'cancelled');
      assert.equal((await bars.sign(clara, order.id)).state, 'reclaimed');
      await ounces.agrees();
    });

    test('ends with every ounce and every dollar accounted for', async () => {
      const { anna, ben, clara } = stage.people;
      const sold = tokensFor(annaPays, spot(), 18) + tokensFor(benPays, spot(), 18);
      assert.equal(ounces.supply, sold - fine(SAMPLE_BARS[0]) * 10n ** 15n);
      assert.deepEqual(
        ounces.holdings().map(([account]) => account),
        [at(anna), at(ben), at(clara)],
      );
      await Promise.all([ounces.agrees(), stage.money.agrees()]);
    });
  });
}
