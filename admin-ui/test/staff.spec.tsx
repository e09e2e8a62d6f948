import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateLook } from '../src/design/states.ts';
import { type SupplyOrder, supplyColumns } from '../src/pages/asset/Supply.tsx';
import { isFull, type Offering } from '../src/pages/offering/offering.ts';
import { wholeNumberOf } from '../src/pages/wholeNumber.ts';

describe('an order of shares', () => {
  it('is told in whole tokens, whatever the decimals of the token', () => {
    const shares = (decimals: number, amountBaseUnits: string) => {
      const column = supplyColumns(decimals).find(({ id }) => id === 'shares');
      return column?.cell({ amountBaseUnits } as SupplyOrder);
    };
    assert.equal(shares(6, '1254508775'), '1,254.508775');
    assert.equal(shares(18, '1500000000000000000'), '1.5');
  });
});

describe('a report that is asked for', () => {
  it('waits for nobody', () => {
    assert.equal(stateLook('requested', 'compliance', 'report').label, 'Being built');
    assert.equal(stateLook('requested', 'compliance').label, 'Waits for approval');
  });
});

describe('a whole number', () => {
  it('is read as people paste it', () => {
    for (const text of ['1000', ' 1 000 ', '1,000', '１０００']) {
      assert.equal(wholeNumberOf('Days', text), 1000);
    }
  });

  it('is refused by its field’s name where it is none', () => {
    for (const text of ['', '1e2', '1.5', '-3', 'ten', '0x10']) {
      assert.throws(
        () => wholeNumberOf('Days', text),
        /^Error: Days: write a whole number\.$/,
        text,
      );
    }
  });
});

describe('a sale', () => {
  const sale = (hardCap: string, ordered: string, least: string) =>
    isFull({
      terms: { hardCapBaseUnits: hardCap, minPerInvestorBaseUnits: least },
      totals: { ordered },
    } as Offering);

  it('is full where less is left than the least order', () => {
    assert.equal(sale('1000', '949', '50'), false);
    assert.equal(sale('1000', '950', '50'), false);
    assert.equal(sale('1000', '951', '50'), true);
    assert.equal(sale('1000', '1000', '0'), true);
  });
});
