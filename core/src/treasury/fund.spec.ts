import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { considerationForShares, sharesForConsideration } from '../nav.js';
import { codeOf, readData } from '../testing/files.js';
import { curveKnownAt, parseCurveCsv, type ParCurve } from './curve.js';
import { explainFundValue, valueFund, type FundHoldings } from './fund.js';
import { priceSecurity } from './price.js';
import { parseSecuritiesCsv, securitiesByCusip, type TreasurySecurity } from './securities.js';

const securities = securitiesByCusip(
  parseSecuritiesCsv(readData('treasuries/treasury_auctions_2026-03_2026-04.csv')),
);
const curves = parseCurveCsv(readData('treasuries/cmt_6tenor_2025-07-15_2026-08-19.csv'));
const curve = curveKnownAt(curves, Date.parse('2026-04-15T20:30:00Z') / 1000) as ParCurve;

function holdings(change: Partial<FundHoldings> = {}): FundHoldings {
  return {
    statedOn: '2026-04-15',
    positions: [
      { cusip: '912797UP0', faceCents: 500_000_000n },
      { cusip: '912797UG0', faceCents: 250_000_000n },
      { cusip: '91282CQE4', faceCents: 100_000_000n },
    ],
    cashCents: 12_345_678n,
    liabilitiesCents: 1_000_000n,
    feeBpsPerYear: 15n,
    feeAccruedSince: '2026-04-01',
    seedShares: 800_000_000_000n,
    ...change,
  };
}

describe('valuing a treasury fund', () => {
  it('adds positions at fair value and cash, takes liabilities and fee, divides by all shares', () => {
    const value = valueFund(holdings(), securities, curve, 0n);
    expect(value.valuationDate).toBe('2026-04-15');
    expect(value.positions.map((p) => p.valueUsd6)).toEqual([
      4_954_674_900_000n,
      2_461_247_950_000n,
      994_620_530_000n,
    ]);
    expect(value.totalAssetsUsd6).toBe(value.portfolioUsd6 + 123_456_780_000n);
    expect(value.accruedFeeUsd6).toBe(483_894_277n);
    expect(value.netAssetsUsd6).toBe(value.totalAssetsUsd6 - 10_000_000_000n - 483_894_277n);
    expect(value.navPerShareUsd6).toBe(10_654_395n);
    expect(explainFundValue(value).at(-1)).toBe('/ 800000.000000 shares = NAV per share 10.654395');
  });

  it('is within 2 basis points of the end-of-day price for every bill it may hold', () => {
    for (const security of securities.values()) {
      const eod = security.endOfDay?.buy;
      if (security.type !== 'bill' || !eod || security.issueDate > curve.date) continue;
      const { clean } = priceSecurity(security, curve);
      const apart = clean > eod ? clean - eod : eod - clean;
      expect(apart * 10_000n).toBeLessThan(eod * 2n);
    }
  });

  it('a mint at NAV never moves the NAV', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 11n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        (cents, cash) => {
          const base = holdings({ cashCents: 12_345_678n + cash });
          const before = valueFund(base, securities, curve, 0n);
          const { shares } = sharesForConsideration(cents, before.navPerShareUsd6, 6);
          // A consideration below one base unit buys nothing and is a gift.
          fc.pre(shares > 1_000_000n);
          const after = valueFund(
            { ...base, cashCents: base.cashCents + cents },
            securities,
            curve,
            shares,
          );
          const moved = after.navPerShareUsd6 - before.navPerShareUsd6;
          expect(moved >= -1n && moved <= 1n).toBe(true);
          expect(considerationForShares(shares, before.navPerShareUsd6, 6) <= cents).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['a matured bill', '912797TH0', 'security_matured'],
    ['a bill not yet issued', '912797UE5', 'security_not_issued'],
    ['a floating-rate note', '91282CPX3', 'security_floating'],
    ['an inflation-indexed note', '91282CPU9', 'security_inflation_indexed'],
    ['an unknown CUSIP', '037833100', 'security_unknown'],
  ])('refuses %s', (_what, cusip, code) => {
    const positions = [{ cusip, faceCents: 100n }];
    expect(codeOf(() => valueFund(holdings({ positions }), securities, curve, 0n))).toBe(code);
  });

  it('refuses one CUSIP twice, a fund without shares and a fund that owes more than it owns', () => {
    const line = { cusip: '912797UP0', faceCents: 100n };
    const code = (change: Partial<FundHoldings>) =>
      codeOf(() => valueFund(holdings(change), securities, curve, 0n));
    expect(code({ positions: [line, line] })).toBe('position_duplicate');
    expect(code({ seedShares: 0n })).toBe('fund_without_shares');
    expect(code({ liabilitiesCents: 10n ** 12n })).toBe('fund_insolvent');
  });

  it('accrues no fee before the valuation reaches the day it was last charged', () => {
    const value = valueFund(holdings({ feeAccruedSince: '2026-04-20' }), securities, curve, 0n);
    expect(value.accruedFeeUsd6).toBe(0n);
  });

  it('every security of the master is known by its CUSIP', () => {
    const one: TreasurySecurity | undefined = securities.get('91282CQJ3');
    expect(one?.couponRate).toBe(38_750_000n);
  });
});
