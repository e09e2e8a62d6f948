import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  addressOf,
  admitIssuer,
  bringAsset,
  bringToken,
  type Holder,
  issuerOf,
  Motions,
  preflightTransfer,
  type Product,
  Property,
  rentalDraft,
  sampleLei,
  samplePapers,
  Sales,
  transferTokens,
} from '@cadastre/api/demo';
import { decimal, Rational } from '../model/rational.ts';
import type { Book } from './book.ts';
import { at } from './people.ts';
import { monthlyRent, of, price, PUBLISHED } from './rental-record.ts';
import { Rents } from './rents.ts';
import { tokensFor } from './shares.ts';
import type { Stage } from './stage.ts';

const FRACTION = 10n ** 18n;
const annaPays = 50_000_010_000n;
const benPays = 26_795_000_000n;
const claraPays = 22_346_490_000n;
const gift = 10n * FRACTION + 1n;
const TAX_OFFICE = 30;
/** No multiple of the fractions that were sold. */
const PROPERTY_PRICE = 120_000_000_007n;

/** A tokenised rental: one sale that fails, one that fills, three rents with transfers between them, a buy-out. */
export function rental(theStage: () => Stage): void {
  describe('a tokenised rental', () => {
    let stage: Stage;
    let product: Product;
    let sales: Sales;
    let rents: Rents;
    let fractions: Book;

    before(() => {
      stage = theStage();
    });

    const open = async (softCap: bigint, days: number) => {
      const { dollars } = stage;
      return sales.open({
        price: { kind: 'fixed', perTokenBaseUnits: price.toString() },
        opensAt: await stage.in(-1),
        closesAt: await stage.in(days),
        bookClosesAt: null,
        softCapBaseUnits: softCap.toString(),
        hardCapBaseUnits: '99141500000',
        bankCapBaseUnits: '26795000000',
        minPerInvestorBaseUnits: '100000000',
        maxPerInvestorBaseUnits: '60000000000',
        paymentToken: dollars.address,
        treasury: dollars.treasury,
        coolingOffHours: 0,
        deliveryPeriodDays: 30,
        peg: null,
      });
    };

    const give = async (from: Holder, to: Holder, amount: bigint) => {
      await transferTokens(stage.world, product, from, to, amount);
      fractions.move(at(from), at(to), amount);
      await fractions.agrees();
    };

    test('comes to the platform, and its appraisal stands once two people let it', async () => {
      const { world, committee, dollars } = stage;
      const issuer = issuerOf(
        {
          name: 'Grace Landlord',
          email: 'grace.lives@cadastre.example',
          password: world.cast.issuer.password,
        },
        {
          legalName: 'Sample Homes LIVES',
          lei: sampleLei('homes'),
          country: 'US',
          registrationNumber: 'SAMPLE-78',
          address: '1 Sample Avenue, Detroit, MI 48204',
        },
        { fullName: 'Gordon Landlord', dateOfBirth: '1961-12-13', country: 'US' },
      );
      await admitIssuer(world, issuer);
      const draft = rentalDraft(world.options.dataDir);
      const papers = samplePapers(draft.name, issuer.record.legalName);
      const assetId = await bringAsset(world, issuer, draft, papers);
      product = await bringToken(world, issuer, assetId, {
        name: 'Sample Ravenswood 9415-9417',
        symbol: 'SRVN',
        rules: {
          minTier: 2,
          countries: [276, 756, 826, 840],
          maxHolders: 50,
          maxBalanceBaseUnits: (1_000n * FRACTION).toString(),
          maxSupplyBaseUnits: (of('totalTokens').floor(0) * FRACTION).toString(),
        },
      });
      const nav = of('underlyingAssetPrice')
        .plus(of('initialMaintenanceReserve'))
        .over(of('totalTokens'))
        .halfUp(6);
      await committee.publish(product, product.navFeed, nav);
      stage.products.set('rental', product);
      fractions = stage.bookOf('fractions', product.token);
      sales = new Sales(world, product, dollars);
      rents = new Rents(stage, product, fractions);
    });

    test('gives every base unit back where a sale misses its soft cap', async () => {
      const { money, people } = stage;
      const { anna, ben } = people;
      const sale = await open(80_000_000_000n, 2);
      const hers = await sales.order(sale, anna, 'stablecoin', 40_000_010_000n, 'anna');
      const his = await sales.order(sale, ben, 'bank', 20_000_000_000n, 'ben');
      await sales.pay(hers.id, anna);
      money.topUp(at(anna), 40_000_010_000n);
      const on = await stage.today();
      const receipt = await sales.receive(sale, his.reference, 2_000_000n, { payer: 'Ben', on });
      await stage.pass(product, 2.01);
      await stage.sweepSales();
      const cancelled = await sales.reaches(sale.id, 'cancelled');
      assert.equal(cancelled.failure, '60000.010000 of the 80000.000000 SUSD needed came in.');
      await sales.becomes(his.id, 'refunding');
      const path = `/offerings/${sale.id}/payments?limit=200`;
      const issuer = await stage.world.as(product.issuer);
      const { items } = await issuer.get<{ items: (typeof receipt)[] }>(path);
      const owed = items.find(({ id }) => id === receipt.id);
      assert.equal(owed?.owed, '20000000000');
      await sales.giveBack(owed, await stage.today());
      await stage.sweepSales();
      await sales.becomes(hers.id, 'refunded');
      await sales.becomes(his.id, 'refunded');
      await Promise.all([money.agrees(), fractions.agrees()]);
    });

    test('is sold for stablecoin and bank money, each base unit of it once', async () => {
      const { money, dollars, people } = stage;
      const { anna, ben, clara, waiting } = { ...people };
      const sale = await open(80_000_000_000n, 7);
      const orders = [
        await sales.order(sale, anna, 'stablecoin', annaPays, 'anna'),
        await sales.order(sale, clara, 'stablecoin', claraPays, 'clara'),
        await sales.order(sale, ben, 'bank', benPays, 'ben'),
      ];
      for (const [i, [holder, paid]] of (
        [
          [anna, annaPays],
          [clara, claraPays],
        ] as const
      ).entries()) {
        await sales.pay(orders[i]?.id ?? '', holder);
        money.topUp(at(holder), paid);
        money.move(at(holder), dollars.treasury, paid);
        fractions.mint(at(holder), tokensFor(paid, price, 18));
      }
      const reference = orders[2]?.reference ?? '';
      const on = await stage.today();
      await sales.receive(sale, reference, 2_000_000n, { payer: 'Ben', on, name: 'part' });
      const rest = await sales.receive(sale, reference, 700_000n, {
        payer: 'Ben',
        on,
        name: 'rest',
      });
      assert.deepEqual(
        [rest.finding, rest.applied, rest.owed],
        ['over', '6795000000', '205000000'],
      );
      await sales.giveBack(rest, on);
      await sales.settle(
        sale,
        orders.map(({ id }) => id),
      );
      fractions.mint(at(ben), tokensFor(benPays, price, 18));
      const totals = (await sales.offering(sale.id)).totals;
      assert.equal(totals.tokens, fractions.supply.toString());
      assert.equal(totals.settled, (annaPays + benPays + claraPays).toString());
      await Promise.all([money.agrees(), fractions.agrees()]);
      // Whom nobody has looked at yet cannot hold, whoever sends.
      const stranger = { investor: waiting, walletId: '' };
      const refusal = await preflightTransfer(stage.world, product, anna, stranger, 1n);
      assert.deepEqual([refusal.allowed, refusal.reason?.code], [false, 'receiver_not_verified']);
      assert.equal(refusal.transaction, null, addressOf(waiting));
    });

    test('pays two rents to those who held at each record date, whatever moved in between', async () => {
      const { anna, ben, clara, dora } = stage.people;
      await rents.pay(0, () => give(anna, dora, gift));
      await stage.pass(product, 30);
      await give(ben, clara, 100n * FRACTION + 7n);
      await rents.pay(1, () => give(clara, dora, fractions.of(at(clara))));
    });

    test('pays the third net of tax, under a root that the committee’s own nodes have signed', async () => {
      const { people, world } = stage;
      await stage.pass(product, 30);
      const officer = await world.as(world.cast.reviewer);
      const rate = (country: number, rateBps: number, formRateBps: number | null = null) => ({
        ...{ kind: 'rent', country, rateBps, formRateBps },
        source: 'Sample law',
      });
      const rates = [rate(276, 2_637), rate(826, 3_000, 1_500), rate(0, 3_001)];
      await officer.put('/withholding-table', { rates });
      // Nobody has handed a form in: Ben's lower rate is not his.
      const bps = new Map([
        [at(people.anna), 2_637n],
        [at(people.ben), 3_000n],
      ]);
      const taxAccount = world.account(TAX_OFFICE).address;
      await rents.payNet(2, taxAccount, (account) => bps.get(account) ?? 3_001n);
    });

    test('yields what its operator published', () => {
      const quarter = rents.came;
      assert.equal(quarter, 3n * monthlyRent);
      assert.equal(rents.paid + rents.carried + rents.netDust, quarter);
      const invested = of('totalInvestment');
      const percent = new Rational(4n * quarter, 10n ** 6n)
        .over(invested)
        .times(Rational.whole(100));
      assert.equal(decimal(percent.halfUp(12), 12), PUBLISHED.yield);
    });

    test('is sold to a bidder whom its holders have let, and each fraction is paid its part', async () => {
      const { money, dollars, people, world } = stage;
      const { anna, ben, clara, dora, rita } = people;
      const property = new Property(world, product, dollars);
      const motions = new Motions(world, product);
      const title = { country: 840, register: 'WAYNE-COUNTY-MI', folio: '9415-9417-RAVENSWOOD' };
      const deed = await property.lockDeed(rita, { ...title, approvalBps: 6_000 });
      const vault = deed.vault ?? '';
      const offered = await property.offer('The offer of Clara', clara, PROPERTY_PRICE, {
        recordDate: await stage.today(),
        opensAt: await stage.in(0.1),
        closesAt: await stage.in(1.2),
        deadline: await stage.in(5),
        quorumBps: 5_000,
        majorityBps: 5_000,
      });
      const { id, voteId } = offered;
      const { opensAt, closesAt } = await motions.open(voteId);
      await dollars.ready(clara.investor, PROPERTY_PRICE);
      money.topUp(at(clara), PROPERTY_PRICE);
      assert.equal(await property.act(id, clara, { verb: 'fund' }), PROPERTY_PRICE);
      money.move(at(clara), vault, PROPERTY_PRICE);
      await stage.passTo(product, opensAt);
      await motions.cast(voteId, anna, 'for');
      await motions.cast(voteId, dora, 'for');
      await motions.cast(voteId, ben, 'against');
      await stage.passTo(product, closesAt);
      const all = fractions.supply;
      const executed = await property.execute(id);
      assert.equal(executed.fractions, all.toString());

      const worth = (amount: bigint) => (PROPERTY_PRICE * amount) / all;
      const surrender = async (who: Holder, amount: bigint) => {
        const order = { verb: 'surrender', amountBaseUnits: amount.toString() } as const;
        assert.equal(await property.act(id, who, order), worth(amount));
        fractions.burn(at(who), amount);
        money.move(vault, at(who), worth(amount));
      };
      await surrender(anna, 3n * FRACTION + 1n);
      // What is paid for is only the fraction's part, whoever has bought it since.
      await give(ben, clara, 5n * FRACTION);
      for (const who of [anna, ben, clara, dora]) await surrender(who, fractions.of(at(who)));
      const dust = money.of(vault);
      const closed = await property.sweep(id, dollars.treasury);
      money.move(vault, dollars.treasury, dust);
      assert.equal(closed.swept, dust.toString());
      await rents.releaseCarried();
      assert.ok(dust < 5n, `five surrenders left ${dust} base units`);
    });

    test('ends with no fraction left and every dollar accounted for', async () => {
      assert.equal(fractions.supply, 0n);
      await Promise.all([fractions.agrees(), stage.money.agrees()]);
    });
  });
}
