import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  parseCurveCsv,
  parseSecuritiesCsv,
  priceSecurity,
  securitiesByCusip,
  valueFund,
} from '@cadastre/core';
import { readCurves } from './curve.ts';
import { sixteenInNewYork, civil } from './days.ts';
import { fundNav } from './nav.ts';
import { fairPrice, readSecurities } from './price.ts';

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
