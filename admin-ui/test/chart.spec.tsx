import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { screen } from '@testing-library/react';
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
