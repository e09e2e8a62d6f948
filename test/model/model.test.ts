import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { curveAt, readCurves, yieldAt } from './curve.ts';
import { civil, day, leapDayFollows, shiftMonths, sixteenInNewYork } from './days.ts';
import { billPrice, notePrice, readSecurities } from './price.ts';
import { decimal, Rational } from './rational.ts';

const dataDir = join(import.meta.dirname, '..', '..', 'data');

test('rounding is half away from zero and floor is downwards', () => {
  assert.equal(Rational.of('1.0000005').halfUp(6), 1_000_001n);
  assert.equal(Rational.of('-1.0000005').halfUp(6), -1_000_001n);
  assert.equal(Rational.of('-0.1').floor(0), -1n);
  assert.equal(decimal(-5n, 2), '-0.05');
  assert.throws(() => Rational.of('1e3'));
});

test('the calendar knows leap years, month ends and New York summer time', () => {
  assert.equal(day('1970-01-01'), 0);
  assert.equal(day('2000-03-01') - day('2000-02-28'), 2);
  assert.deepEqual(shiftMonths(civil('2026-08-31'), -6, true), { year: 2026, month: 2, day: 28 });
  assert.deepEqual(shiftMonths(civil('2026-02-28'), -6, true), { year: 2025, month: 8, day: 31 });
  assert.equal(leapDayFollows(civil('2019-02-28')), false);
  assert.equal(leapDayFollows(civil('2019-03-01')), true);
  assert.equal(sixteenInNewYork(civil('2026-04-15')), Date.UTC(2026, 3, 15, 20) / 1000);
  assert.equal(sixteenInNewYork(civil('2026-03-07')), Date.UTC(2026, 2, 7, 21) / 1000);
  assert.equal(sixteenInNewYork(civil('2026-03-08')), Date.UTC(2026, 2, 8, 20) / 1000);
  assert.equal(sixteenInNewYork(civil('2026-11-01')), Date.UTC(2026, 10, 1, 21) / 1000);
});

test('the curve of 15 April 2026 is known half an hour after 16:00 in New York, and not before', () => {
  const curves = readCurves(dataDir);
  assert.equal(curveAt(curves, Date.UTC(2026, 3, 15, 20, 30) / 1000).date, '2026-04-15');
  assert.equal(curveAt(curves, Date.UTC(2026, 3, 15, 19, 59) / 1000).date, '2026-04-14');
});

test('a yield is flat outside the tenors and linear between them', () => {
  const curve = curveAt(readCurves(dataDir), Date.UTC(2026, 3, 15, 20, 30) / 1000);
  assert.equal(yieldAt(curve, 10).halfUp(6), 37_100n);
  assert.equal(yieldAt(curve, 91).halfUp(6), 37_100n);
  assert.equal(yieldAt(curve, 365).halfUp(6), 37_000n);
  // Two years are 731 days on from 15 April 2026; half-way between one and two is day 548.
  assert.equal(yieldAt(curve, 548).halfUp(9), 37_300_000n);
  assert.equal(yieldAt(curve, 20_000).halfUp(6), 48_900n);
});

test('every awarded bill re-prices from its investment rate to within the rate’s rounding', () => {
  let bills = 0;
  for (const row of auctionRows()) {
    if (row.security_type !== 'Bill' || !row.price_per100) continue;
    const rate = Rational.of(row.calc_high_investment_rate ?? '').over(Rational.whole(100));
    const price = billPrice(rate, Number(row.days_to_maturity), 365);
    near(price, row.price_per100, '0.0006', row.cusip);
    bills += 1;
  }
  assert.equal(bills, 31);
});

test('every fixed nominal note and bond re-prices from its high yield', () => {
  const securities = readSecurities(dataDir);
  let notes = 0;
  for (const row of auctionRows()) {
    const security = securities.get(row.cusip ?? '');
    if (!security?.plain || security.type === 'Bill') continue;
    const rate = Rational.of(row.high_yield ?? '').over(Rational.whole(100));
    const dirty = notePrice(security, rate, security.issueDate);
    const accruedDays = day(security.issueDate) - day(security.datedDate);
    const clean = accruedDays === 0 ? dirty : dirty.minus(accrued(security, accruedDays));
    near(clean, security.pricePer100, '0.0002', security.cusip);
    notes += 1;
  }
  assert.equal(notes, 8);
});

/** Interest since the dated date at issue: all of the file's notes are in their first half-year. */
function accrued(
  security: { couponPercent: Rational; maturityDate: string; datedDate: string },
  days: number,
) {
  const dated = civil(security.datedDate);
  const period = day(security.datedDate) - 0;
  const next = shiftMonths(dated, 6, true);
  const length = day(`${next.year}-${pad(next.month)}-${pad(next.day)}`) - period;
  return security.couponPercent
    .over(Rational.whole(2))
    .times(new Rational(BigInt(days), BigInt(length)));
}

const pad = (n: number) => String(n).padStart(2, '0');

function near(actual: Rational, expected: string, tolerance: string, what = '') {
  const gap = actual.minus(Rational.of(expected)).halfUp(9);
  const limit = Rational.of(tolerance).halfUp(9);
  assert.ok(
    gap <= limit && -gap <= limit,
    `${what}: ${decimal(actual.halfUp(6), 6)} for ${expected}`,
  );
}

function auctionRows(): Record<string, string>[] {
  const path = join(dataDir, 'treasuries', 'treasury_auctions_2026-03_2026-04.csv');
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}
