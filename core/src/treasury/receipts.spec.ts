import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deviationBps } from '../nav.js';
import { codeOf, readData } from '../testing/files.js';
import { addDays } from '../time/dates.js';
import { parseCurveCsv, type ParCurve } from './curve.js';
import { explainFundValue, valueFund, type FundHoldings } from './fund.js';
import { couponsBetween } from './note.js';
import { receiptsOf } from './receipts.js';
import { parseSecuritiesCsv, securitiesByCusip, type TreasurySecurity } from './securities.js';

const securities = securitiesByCusip(
  parseSecuritiesCsv(readData('treasuries/treasury_auctions_2026-03_2026-04.csv')),
);
const curves = parseCurveCsv(readData('treasuries/cmt_6tenor_2025-07-15_2026-08-19.csv'));
const security = (cusip: string) => securities.get(cusip) as TreasurySecurity;
const curveOf = (date: string) => curves.find((curve) => curve.date === date) as ParCurve;

/** Every bill alive on the day of the statement, and what else is asked for. */
function billsAnd(statedOn: string, ...others: string[]): FundHoldings {
  const bills = [...securities.values()]
    .filter((s) => s.type === 'bill' && s.issueDate <= statedOn && s.maturityDate > statedOn)
    .map((s) => s.cusip);
  return {
    statedOn,
    positions: [...bills, ...others].map((cusip) => ({ cusip, faceCents: 100_000_000n })),
    cashCents: 12_345_678n,
    liabilitiesCents: 1_000_000n,
    feeBpsPerYear: 15n,
    feeAccruedSince: statedOn,
    seedShares: 4_000_000_000_000n,
  };
}

const value = (holdings: FundHoldings, curve: ParCurve) =>
  valueFund(holdings, securities, curve, 0n);

describe('what the positions pay after the statement', () => {
  it('a bill pays its face on maturity, on the valuation date itself too', () => {
    const holdings = billsAnd('2026-04-15');
    const before = value(holdings, curveOf('2026-07-13'));
    const on = value(holdings, curveOf('2026-07-14'));
    expect(before.positions.some((p) => p.cusip === '912797UP0')).toBe(true);
    expect(on.positions.some((p) => p.cusip === '912797UP0')).toBe(false);
    const paid = {
      cusip: '912797UP0',
      kind: 'principal',
      paidOn: '2026-07-14',
      amountUsd6: 1_000_000_000_000n,
    };
    expect(on.receipts.at(-1)).toEqual(paid);
    expect(on.receiptsUsd6 - before.receiptsUsd6).toBe(1_000_000_000_000n);
    expect(on.totalAssetsUsd6).toBe(on.portfolioUsd6 + on.cashUsd6 + on.receiptsUsd6);
    expect(on.cashUsd6).toBe(123_456_780_000n);
    const lines = explainFundValue(on);
    expect(lines).toContain('912797UP0 principal received on 2026-07-14: 1000000.000000');
    expect(lines.at(-3)).toContain(` + received ${on.receiptsUsd6 / 1_000_000n}.000000 = total`);
  });

  it('a note pays half its rate on its coupon dates, once rounded', () => {
    // 4.125 % of 12345.67 dollars for half a year is 254.62944375, a tie broken upwards.
    expect(receiptsOf(security('91282CPZ8'), 1_234_567n, '2026-04-15', '2026-08-15')).toEqual([
      { cusip: '91282CPZ8', kind: 'coupon', paidOn: '2026-08-15', amountUsd6: 254_629_444n },
    ]);
    expect(receiptsOf(security('91282CPZ8'), 1_234_567n, '2026-08-15', '2027-02-14')).toEqual([]);
  });

  it('a note pays its last coupon together with its principal', () => {
    const all = receiptsOf(security('91282CQH7'), 100n, '2026-03-31', '2028-03-31');
    expect(all.map((r) => [r.kind, r.paidOn, r.amountUsd6])).toEqual([
      ['coupon', '2026-09-30', 19_375n],
      ['coupon', '2027-03-31', 19_375n],
      ['coupon', '2027-09-30', 19_375n],
      ['coupon', '2028-03-31', 19_375n],
      ['principal', '2028-03-31', 1_000_000n],
    ]);
  });

  it('a short first period pays its fraction, and nothing is paid on or before the dated date', () => {
    const note = { couponRate: 40_000_000n, datedDate: '2026-03-02', maturityDate: '2027-05-15' };
    // Of the 181 days from 15 November to 15 May, 74 earn.
    expect(couponsBetween(note, '2026-01-01', '2026-11-15')).toEqual([
      { paidOn: '2026-05-15', earning: 74, s: 181 },
      { paidOn: '2026-11-15', earning: 184, s: 184 },
    ]);
    const regular = { ...note, datedDate: '2026-05-15' };
    expect(couponsBetween(regular, '2026-01-01', '2026-05-15')).toEqual([]);
  });

  it('a coupon on a Saturday counts in the next valuation, and the fee is owed until then', () => {
    const holdings = billsAnd('2026-08-13', '91282CPZ8');
    const friday = value(holdings, curveOf('2026-08-14'));
    const monday = value(holdings, curveOf('2026-08-17'));
    expect(friday.receipts).toEqual([]);
    expect(monday.receipts).toEqual([
      { cusip: '91282CPZ8', kind: 'coupon', paidOn: '2026-08-15', amountUsd6: 20_625_000_000n },
    ]);
    // (portfolio × 4 days + coupon × 2 days) × 0.15 % / 365
    const dollarDays = monday.portfolioUsd6 * 4n + 20_625_000_000n * 2n;
    expect(monday.accruedFeeUsd6).toBe((dollarDays * 15n * 2n + 3_650_000n) / 7_300_000n);
  });

  it('a statement given after a maturity counts it as cash, and refuses it as a position', () => {
    const old = billsAnd('2026-04-15');
    const curve = curveOf('2026-07-14');
    const before = value(old, curve);
    const restated = {
      ...billsAnd('2026-07-14'),
      positions: before.positions.map(({ cusip, faceCents }) => ({ cusip, faceCents })),
      cashCents: old.cashCents + before.receiptsUsd6 / 10_000n,
    };
    const after = value(restated, curve);
    expect(after.receipts).toEqual([]);
    expect(after.totalAssetsUsd6).toBe(before.totalAssetsUsd6);
    expect(codeOf(() => value({ ...old, statedOn: '2026-07-14' }, curve))).toBe('security_matured');
    // Even where the newest curve is of the day before.
    const dayBefore = curveOf('2026-07-13');
    expect(codeOf(() => value({ ...old, statedOn: '2026-07-14' }, dayBefore))).toBe(
      'security_matured',
    );
  });

  it('a coupon that a later statement has in its cash does not count in the position again', () => {
    const friday = curveOf('2026-08-14');
    const before = value(billsAnd('2026-08-13', '91282CPZ8'), friday);
    const stated = billsAnd('2026-08-13', '91282CPZ8');
    // Stated on Monday morning: 20 625.00 dollars came on Saturday, the newest curve is Friday's.
    const cashCents = stated.cashCents + 2_062_500n;
    const after = value({ ...stated, statedOn: '2026-08-17', cashCents }, friday);
    expect(after.totalAssetsUsd6).toBe(before.totalAssetsUsd6);
    expect(after.receipts).toEqual([]);
    expect(explainFundValue(after).find((line) => line.startsWith('91282CPZ8'))).toContain(
      '− coupon 20625.000000 already in cash = ',
    );
  });

  it('a floating-rate note is refused after its maturity as before it', () => {
    const holdings = billsAnd('2026-04-15', '91282CPX3');
    const late = { ...curveOf('2026-08-19'), date: '2028-02-01' };
    expect(codeOf(() => value(holdings, late))).toBe('security_floating');
  });
});

describe('NAV across maturities and coupon dates', () => {
  it('moves from one business day to the next by what yields do, never by a payment', () => {
    const days = curves.filter((curve) => curve.date >= '2026-04-15');
    // Bills alone: interest of up to four days and a change of yields on a quarter of a year.
    let last = value(billsAnd('2026-04-15'), days[0] as ParCurve).navPerShareUsd6;
    let worst = 0n;
    for (const curve of days) {
      const nav = value(billsAnd('2026-04-15'), curve).navPerShareUsd6;
      const moved = deviationBps(last, nav);
      if (moved > worst) worst = moved;
      last = nav;
    }
    expect(days).toHaveLength(88);
    expect(worst).toBeLessThanOrEqual(8n);
  });

  it('grows by one day of interest on every calendar day of a flat curve, whatever is paid that day', () => {
    // A yield of 3.65 % is a basis point a day; the coupon bonds are worth more and less than par.
    const flat = (date: string): ParCurve => ({
      date,
      points: [{ tenor: '1 Yr', days: 365, rate: 36_500_000n }],
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1100 }), (n) => {
        const holdings = billsAnd('2026-04-15', '91282CPZ8', '912810UR7', '91282CQH7', '91282CQE4');
        const today = addDays('2026-04-15', n);
        const first = value(holdings, flat(today)).navPerShareUsd6;
        const next = value(holdings, flat(addDays(today, 1))).navPerShareUsd6;
        const grown = ((next - first) * 10_000_000n) / first;
        expect(grown).toBeGreaterThanOrEqual(0n);
        expect(grown).toBeLessThanOrEqual(1_050n);
      }),
      { numRuns: 200 },
    );
  });
});
