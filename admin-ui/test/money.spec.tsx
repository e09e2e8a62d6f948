import { fireEvent, screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amountOf, MoneyField } from '../src/design/MoneyField.tsx';
import { Held, show } from './show.tsx';

/** Writes into a field of dollars with six decimals. @returns the field and what stands beneath it */
function write(text: string): { field: HTMLInputElement; beneath: string; refused: boolean } {
  show(
    <Held
      field={(value, onChange) => (
        <MoneyField label="Amount" unit="USD" scale={6} value={value} onChange={onChange} />
      )}
    />,
  );
  const field = screen.getByLabelText<HTMLInputElement>('Amount, USD');
  fireEvent.change(field, { target: { value: text } });
  fireEvent.blur(field);
  const told = (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  return {
    field,
    beneath: told.map((id) => document.getElementById(id)?.textContent ?? '').join(' '),
    refused: field.getAttribute('aria-invalid') === 'true',
  };
}

describe('a field of money', () => {
  const taken: [pasted: string, said: string][] = [
    ['1234.56', '1,234.56 USD'],
    [' 1 234.56 ', '1,234.56 USD'],
    ['1\u00a0234,56', '1,234.56 USD'],
    ['1,234.56', '1,234.56 USD'],
    ['1.234,56', '1,234.56 USD'],
    ["1'234.56", '1,234.56 USD'],
    ['1,234,567', '1,234,567.00 USD'],
    ['1.234.567', '1,234,567.00 USD'],
    ['１２３４．５６', '1,234.56 USD'],
    ['$1,234.56', '1,234.56 USD'],
    ['1234.56 usd', '1,234.56 USD'],
    ['0.000001', '0.000001 USD'],
  ];
  for (const [pasted, said] of taken) {
    it(`takes ${JSON.stringify(pasted)} and says ${said}`, () => {
      const { beneath, refused } = write(pasted);
      assert.equal(refused, false);
      assert.equal(beneath, said);
    });
  }

  const refused: [pasted: string, why: RegExp][] = [
    ['1e6', /exponent/],
    ['2.5E-3', /exponent/],
    ['-5', /negative/],
    ['12,34.56', /groups of three/],
    ['1.0000001', /At most 6 decimals/],
    ['twelve', /digits only/],
    ['0x10', /digits only/],
    ['1/2', /digits only/],
    ['9'.repeat(61), /too large/],
    ['0', /above zero/],
    ['0,00', /above zero/],
  ];
  for (const [pasted, why] of refused) {
    it(`refuses ${pasted.slice(0, 12)} at the field, and has no amount then`, () => {
      const { field, beneath } = write(pasted);
      assert.equal(field.getAttribute('aria-invalid'), 'true');
      assert.match(beneath, why);
      assert.equal(field.value, pasted);
      assert.equal(amountOf(pasted, 6, 'USD'), null);
    });
  }

  it('refuses a short one, too, once somebody wants to send it', () => {
    show(
      <Held
        field={(value, onChange) => (
          <MoneyField label="Amount" unit="USD" scale={6} value={value} onChange={onChange} />
        )}
      />,
    );
    const again = screen.getByLabelText<HTMLInputElement>('Amount, USD');
    fireEvent.change(again, { target: { value: '-5' } });
    assert.equal(again.getAttribute('aria-invalid'), null);
    fireEvent.keyDown(again, { key: 'Enter' });
    assert.equal(again.getAttribute('aria-invalid'), 'true');
  });

  it('takes nothing for an amount where that is one', () => {
    show(
      <Held
        field={(value, onChange) => (
          <MoneyField label="Debt" unit="USD" scale={2} zero value={value} onChange={onChange} />
        )}
      />,
    );
    const debt = screen.getByLabelText<HTMLInputElement>('Debt, USD');
    fireEvent.change(debt, { target: { value: '0' } });
    fireEvent.blur(debt);
    assert.equal(debt.getAttribute('aria-invalid'), null);
  });

  it('gives base units, nothing for zero, and scolds nobody who has just begun', () => {
    assert.equal(amountOf('1.234,56', 6), '1234560000');
    assert.equal(amountOf('0,00', 6), null);
    assert.equal(write('').refused, false);
  });

  it('says behind what was understood what follows from it, once there is something', () => {
    show(
      <Held
        field={(value, onChange) => (
          <MoneyField
            label="Price"
            unit="USD"
            scale={6}
            value={value}
            onChange={onChange}
            description="for all of it"
            follows={value ? '10.15 USD / HSTB' : undefined}
          />
        )}
      />,
    );
    screen.getByText('for all of it');
    fireEvent.change(screen.getByLabelText('Price, USD'), { target: { value: '101.50' } });
    screen.getByText('101.50 USD · 10.15 USD / HSTB');
  });
});
