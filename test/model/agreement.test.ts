import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  parseCurveCsv,
  parseSecuritiesCsv,
  priceSecurity,
  receiptsOf,
  securitiesByCusip,
  valueFund,
} from '@cadastre/core';
import { readCurves } from './curve.ts';
import { sixteenInNewYork, civil } from './days.ts';
import { fundNav } from './nav.ts';
import { payments } from './payments.ts';
import { fairPrice, readSecurities } from './price.ts';
import { Rational } from './rational.ts';

const dataDir = join(import.meta.dirname, '..', '..', 'data');
const file = (name: string) => readFileSync(join(dataDir, 'treasuries', name), 'utf8');

const product = {
  curves: parseCurveCsv(file('cmt_6tenor_2025-07-15_2026-08-19.csv')),
  securities: securitiesByCusip(parseSecuritiesCsv(file('treasury_auctions_2026-03_2026-04.csv'))),
};
const model = { curves: readCurves(dataDir), securities: readSecurities(dataDir) };

test('product and model price every bill, note and bond the same on every day of the curve file', () => {
  let compared = 0;
  for (const [i, curve] of product.curves.entries()) {
    const twin = model.curves[i];
    assert.equal(twin?.date, curve.date);
    for (const security of product.securities.values()) {
      const alive = security.issueDate <= curve.date && security.maturityDate > curve.date;
      if (!alive || security.floatingRate || security.inflationIndexed) continue;
      const theirs = model.securities.get(security.cusip);
      assert.ok(theirs && twin);
      const price = priceSecurity(security, curve).dirty;
      assert.equal(fairPrice(theirs, twin).halfUp(6), price, `${security.cusip} on ${curve.date}`);
      compared += 1;
    }
  }
  assert.ok(compared > 2000, `only ${compared} prices were compared`);
});

test('product and model give the same NAV per share, fee and mints included', () => {
  const holdings = {
    statedOn: '2026-04-15',
    positions: [
      { cusip: '912797UD7', faceCents: 123_456_789_00n },
      { cusip: '91282CQH7', faceCents: 200_000_000_00n },
      { cusip: '91282CQE4', faceCents: 77_000_000_01n },
    ],
    cashCents: 1_250_000_37n,
    liabilitiesCents: 32_500_11n,
    feeBpsPerYear: 15n,
    feeAccruedSince: '2026-04-15',
    seedShares: 39_999_999_123_457n,
  } as const;
  for (const supply of [0n, 1n, 7_654_321_987_654n]) {
    for (const curve of product.curves.filter((c) => c.date >= '2026-04-15')) {
      const value = valueFund({ ...holdings }, product.securities, curve, supply);
      const at = sixteenInNewYork(civil(curve.date));
      const own = fundNav({ ...holdings, positions: [...holdings.positions] }, supply, at, dataDir);
      assert.equal(own.valuationDate, curve.date);
      assert.equal(own.navPerShareUsd6, value.navPerShareUsd6, curve.date);
      assert.equal(own.totalAssetsUsd6, value.totalAssetsUsd6, curve.date);
      assert.equal(own.netAssetsUsd6, value.netAssetsUsd6, curve.date);
    }
  }
});

test('product and model agree on what was paid since a statement, maturities and coupon dates included', () => {
  const alive = (on: string) =>
    [...product.securities.values()]
      .filter((s) => !s.floatingRate && !s.inflationIndexed)
      .filter((s) => s.issueDate <= '2026-04-15' && s.maturityDate > on);
  const kinds = { coupon: 0, principal: 0 };
  for (const statedOn of ['2026-04-15', '2026-06-04', '2026-08-17']) {
    const holdings = {
      statedOn,
      positions: alive(statedOn).map((s, i) => ({
        cusip: s.cusip,
        faceCents: 100_000_000n + BigInt(i) * 7_777n,
      })),
      cashCents: 125_000_037n,
      liabilitiesCents: 3_250_011n,
      feeBpsPerYear: 15n,
      feeAccruedSince: '2026-05-20',
      seedShares: 2_999_999_123_457n,
    };
    const curves = product.curves.filter((c) => c.date >= '2026-04-15').reverse();
    // Payments add up, so every third day from the last one sees them all.
    for (const curve of curves.filter((_curve, i) => i % 3 === 0)) {
      const value = valueFund(holdings, product.securities, curve, 1_234_567n);
      const at = sixteenInNewYork(civil(curve.date));
      const own = fundNav(holdings, 1_234_567n, at, dataDir);
      const where = `stated ${statedOn}, valued ${curve.date}`;
      assert.equal(own.receivedUsd6, value.receiptsUsd6, where);
      assert.equal(own.totalAssetsUsd6, value.totalAssetsUsd6, where);
      assert.equal(own.netAssetsUsd6, value.netAssetsUsd6, where);
      assert.equal(own.navPerShareUsd6, value.navPerShareUsd6, where);
      for (const { kind } of value.receipts) kinds[kind] += 1;
    }
  }
  assert.ok(kinds.coupon >= 6 && kinds.principal > 300, JSON.stringify(kinds));
});

test('product and model pay the same coupons over the life of every note and bond', () => {
  for (const security of product.securities.values()) {
    const theirs = model.securities.get(security.cusip);
    if (security.floatingRate || security.inflationIndexed || !theirs) continue;
    const paid = receiptsOf(security, 123_456_700n, '2026-01-01', security.maturityDate);
    assert.deepEqual(
      payments(theirs, new Rational(123_456_700n, 100n)).map((p) => [p.on, p.amount.halfUp(6)]),
      paid.map((receipt) => [receipt.paidOn, receipt.amountUsd6]),
      security.cusip,
    );
  }
});
