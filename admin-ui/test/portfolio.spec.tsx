import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fireEvent, screen } from '@testing-library/react';
import { IncomeByMonth } from '../src/pages/investor/IncomeByMonth.tsx';
import { byMonth } from '../src/pages/investor/months.ts';
import { ValueByDay } from '../src/pages/investor/ValueChart.tsx';
import { show } from './show.tsx';

/** So many days up to 30 June 2026, each a dollar more than the one before. */
const days = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    day: new Date(Date.UTC(2026, 5, 31 - count + n)).toISOString().slice(0, 10),
    valueCents: String(100_000 + n * 100),
    unpriced: 0,
  }));

describe('the value of holdings', () => {
  it('is told in words, for the whole time or a part of it', () => {
    show(<ValueByDay days={days(45)} />);
    assert.ok(screen.getByRole('figure', { name: 'Value of your holdings' }));
    assert.ok(
      screen.getByText(
        /^From 1,000\.00 USD on 17 May 2026 to 1,044\.00 USD on 30 Jun 2026; at the NAV/,
      ),
    );
    assert.equal(screen.queryByRole('radio', { name: 'A year' }), null);
    fireEvent.click(screen.getByRole('radio', { name: '30 days' }));
    assert.ok(screen.getByText(/^From 1,015\.00 USD on 1 Jun 2026 to 1,044\.00 USD/));
  });

  it('offers no choice of a time that nothing was held in, and says what had no price', () => {
    const [first, ...rest] = days(3);
    assert.ok(first);
    show(<ValueByDay days={[{ ...first, unpriced: 1 }, ...rest]} />);
    assert.equal(screen.queryByRole('radio'), null);
    assert.ok(screen.getByText(/On 1 day something was not priced yet/));
  });

  it('names the highest where it is neither the first nor the last', () => {
    const [a, b, c] = days(3);
    assert.ok(a && b && c);
    show(<ValueByDay days={[a, { ...b, valueCents: '999999' }, c]} />);
    assert.ok(screen.getByText(/Highest: 9,999\.99 USD on 29 Jun 2026\.$/));
  });

  it('shows nothing where nothing was held', () => {
    show(<ValueByDay days={[]} />);
    assert.equal(screen.queryByRole('figure'), null);
  });
});

const USD = { paymentToken: '0xaa', paymentSymbol: 'USDX', paymentDecimals: 6 };
const EUR = { paymentToken: '0xbb', paymentSymbol: 'EURX', paymentDecimals: 2 };
const paid = (token: typeof USD, amount: string, paidAt: string) => ({
  ...token,
  paid: amount,
  paidAt,
});
const NOW = new Date('2026-02-10T00:00:00Z');
const LINES = [
  paid(USD, '2000000', '2026-01-01T00:00:00Z'),
  paid(USD, '1000000', '2025-11-30T23:59:59Z'),
  paid(USD, '500000', '2025-11-02T12:00:00Z'),
  paid(EUR, '700', '2026-02-03T12:00:00Z'),
  { ...USD, paid: null, paidAt: null },
];

describe('income by month', () => {
  it('adds up what was paid in each token, month by month for a year up to now', () => {
    const [dollars, euros] = byMonth(LINES, NOW);
    const came = (one: typeof dollars) => one?.months.filter(({ amount }) => amount > 0n);
    assert.deepEqual(came(dollars), [
      { month: '2025-11', amount: 1_500_000n },
      { month: '2026-01', amount: 2_000_000n },
    ]);
    assert.deepEqual(came(euros), [{ month: '2026-02', amount: 700n }]);
    for (const one of [dollars, euros]) {
      assert.deepEqual([one?.months[0]?.month, one?.months.length], ['2025-03', 12]);
    }
  });

  it('leaves out no payment: neither an older one nor one after the time that is known', () => {
    const at = (...days: string[]) =>
      byMonth(
        days.map((day) => paid(EUR, '1', `${day}T00:00:00Z`)),
        NOW,
      )[0]?.months ?? [];
    const old = at('2024-12-31', '2026-02-01');
    assert.deepEqual([old[0]?.month, old.length], ['2024-12', 15]);
    assert.deepEqual(at('2026-03-01').at(-1), { month: '2026-03', amount: 1n });
    assert.equal(byMonth(LINES, null)[0]?.months.at(-1)?.month, '2026-01');
  });

  it('is a picture for each payment token, or nothing before the first payment', () => {
    show(<IncomeByMonth lines={LINES} now={NOW} />);
    assert.ok(screen.getByRole('figure', { name: 'Income by month, USDX' }));
    assert.ok(
      screen.getByText('3.50 USDX from Mar 2025 to Feb 2026; most in Jan 2026: 2.00 USDX.'),
    );
    assert.ok(screen.getByText(/^7\.00 EURX from Mar 2025/));
    show(<IncomeByMonth lines={LINES.slice(4)} now={NOW} />);
    assert.equal(screen.queryByRole('figure'), null);
  });
});
