import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fireEvent, screen } from '@testing-library/react';
import { BarChart } from '../src/design/BarChart.tsx';
import { LineChart } from '../src/design/LineChart.tsx';
import { rulings, scale, spaced } from '../src/design/scale.ts';
import { show } from './show.tsx';

describe('a picture’s scale', () => {
  it('lays ends on ends, also where there is one value only', () => {
    const y = scale([10, 20], [100, 0]);
    assert.deepEqual([10, 15, 20].map(y), [100, 50, 0]);
    assert.equal(scale([7, 7], [5, 9])(7), 5);
  });

  it('is ruled in round steps within the range', () => {
    assert.deepEqual(rulings(0, 10, 5), [0, 2, 4, 6, 8, 10]);
    const fine = rulings(100.013, 100.049, 5).map((value) => value.toFixed(4));
    assert.deepEqual(fine, ['100.0200', '100.0300', '100.0400']);
  });

  it('names the days that have room below it, the first and the last among them', () => {
    assert.deepEqual(spaced([0, 50, 100], 40), [0, 1, 2]);
    assert.deepEqual(spaced([0, 10, 50, 90, 95, 99, 100], 40), [0, 2, 6]);
    assert.deepEqual(spaced([0, 1, 2, 60, 61, 95, 100], 40), [0, 3, 6]);
    assert.deepEqual([spaced([7], 40), spaced([], 40)], [[0], []]);
  });
});

describe('a line chart', () => {
  it('says in words what it shows and offers its data', () => {
    show(
      <LineChart
        label="NAV per share"
        summary="From 100.01 to 100.02 USD."
        series={[{ name: 'NAV', color: 'green' }]}
        points={[{ at: '2026-05-01T20:00:00Z', values: { NAV: '100.010000' } }]}
        csvName="nav"
        decimals={4}
      />,
    );
    assert.ok(screen.getByRole('figure', { name: 'NAV per share' }));
    assert.ok(screen.getByText('From 100.01 to 100.02 USD.'));
    assert.ok(screen.getByRole('button', { name: 'Data as CSV' }));
  });
});

describe('a picture in a page that is 600 pixels wide', () => {
  const whole = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientWidth') ?? {};
  before(() => Object.defineProperty(HTMLElement.prototype, 'clientWidth', { get: () => 600 }));
  after(() => Object.defineProperty(HTMLElement.prototype, 'clientWidth', whole));

  const line = (unmarked: boolean) => (
    <LineChart
      label="Value"
      summary="It rises."
      series={[{ name: 'Value', color: 'green', unmarked }]}
      points={[
        { at: '2026-05-01', values: { Value: '1000000.00' } },
        { at: '2026-05-02', values: { Value: '1250000.00' } },
        { at: '2026-05-03', values: { Value: '1500000.00' } },
      ]}
      csvName="value"
      decimals={0}
    />
  );

  it('is there at once, whether or not anything is observed later', () => {
    const { container } = show(line(false));
    assert.equal(container.querySelector('svg')?.getAttribute('width'), '600');
    assert.equal(container.querySelectorAll('circle').length, 3);
    const named = [...container.querySelectorAll('text')].map((text) => text.textContent);
    assert.deepEqual(named, [
      '1,000,000',
      '1,200,000',
      '1,400,000',
      '1 May 2026',
      '2 May 2026',
      '3 May 2026',
    ]);
  });

  it('of days marks no point but the one that is pointed at, and tells it to the cent', () => {
    const { container } = show(line(true));
    assert.equal(container.querySelectorAll('circle').length, 0);
    fireEvent.pointerMove(container.querySelector('svg') ?? container, { clientX: 590 });
    assert.equal(container.querySelectorAll('circle').length, 1);
    assert.ok(screen.getByText('1,500,000.00'));
  });

  it('has a bar for each month, as high as what came, and says it in words', () => {
    const { container } = show(
      <BarChart
        label="Income by month"
        summary="30.50 in all."
        unit="USDX"
        bars={[
          { month: '2026-04', value: '10.00' },
          { month: '2026-05', value: '0.00' },
          { month: '2026-06', value: '20.500000' },
        ]}
        csvName="income"
      />,
    );
    assert.ok(screen.getByRole('figure', { name: 'Income by month' }));
    assert.ok(screen.getByText('30.50 in all.'));
    const high = [...container.querySelectorAll('rect')].map((bar) =>
      Number(bar.getAttribute('height')),
    );
    const [april = 0, may, june = 0] = high;
    assert.equal(may, 0);
    assert.ok(Math.abs(june / april - 2.05) < 1e-9, `${june} to ${april}`);
    assert.ok(screen.getByText('Apr 2026') && screen.getByText('Jun 2026'));
    fireEvent.pointerMove(container.querySelector('svg') ?? container, { clientX: 590 });
    assert.ok(screen.getByText('20.50 USDX'));
  });
});
