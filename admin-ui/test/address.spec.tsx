import { fireEvent, screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAddress } from '../src/design/address.ts';
import { AddressField, addressOf, type KnownAddress } from '../src/design/AddressField.tsx';
import { Held, show } from './show.tsx';

// The examples of EIP-55.
const GOOD = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const OTHER = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';
const CONTRACT = '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB';
const KNOWN: KnownAddress[] = [
  { address: OTHER, name: 'your wallet Main', refused: 'The shares are in this wallet already.' },
  { address: CONTRACT, name: 'the contract', refused: 'This is a contract.' },
  { address: '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb', name: 'your wallet Second' },
];

function write(text: string): { invalid: boolean; beneath: string } {
  show(
    <Held
      field={(value, onChange) => (
        <AddressField label="To address" value={value} onChange={onChange} known={KNOWN} />
      )}
    />,
  );
  const field = screen.getByLabelText('To address');
  fireEvent.change(field, { target: { value: text } });
  fireEvent.blur(field);
  const told = (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  return {
    invalid: field.getAttribute('aria-invalid') === 'true',
    beneath: told.map((id) => document.getElementById(id)?.textContent ?? '').join(' '),
  };
}

describe('an address', () => {
  it('is taken in capitals, small letters and with its checksum, blanks and full-width digits off', () => {
    const wide = GOOD.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    for (const text of [
      GOOD,
      GOOD.toLowerCase(),
      `0x${GOOD.slice(2).toUpperCase()}`,
      ` ${GOOD}\n`,
      wide,
    ]) {
      assert.deepEqual(readAddress(text), { address: GOOD }, text);
    }
  });

  it('is refused with one digit wrong, one missing, one too many, or without its beginning', () => {
    const wrong: [text: string, why: RegExp][] = [
      [GOOD.replace('5aAeb', '5aAec'), /do not agree/],
      [GOOD.slice(0, -1), /forty/],
      [`${GOOD}0`, /forty/],
      [GOOD.slice(2), /begins with 0x/],
      ['vitalik.eth', /forty/],
      ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', /forty/],
    ];
    for (const [text, why] of wrong) {
      const read = readAddress(text);
      assert.ok('problem' in read, text);
      assert.match(read.problem, why);
      assert.equal(addressOf(text), null);
    }
  });
});

describe('a field for an address', () => {
  it('says at the field why a mistyped one is not taken', () => {
    const { invalid, beneath } = write(GOOD.replace('5aAeb', '5aAec'));
    assert.ok(invalid);
    assert.match(beneath, /A digit is wrong/);
  });

  it('refuses the wallet it comes from and the contract, however they are written', () => {
    for (const text of [OTHER, OTHER.toLowerCase()]) {
      assert.match(write(text).beneath, /in this wallet already/);
      assert.equal(addressOf(text, KNOWN), null);
    }
    assert.equal(addressOf(CONTRACT, KNOWN), null);
  });

  it('names one of the person’s own', () => {
    const { invalid, beneath } = write('0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb');
    assert.equal(invalid, false);
    assert.equal(beneath, 'your wallet Second');
  });

  it('warns of one that looks like another in its short form', () => {
    const forged = `0xd122${'0'.repeat(32)}9adb`;
    const { invalid, beneath } = write(forged);
    assert.ok(invalid);
    assert.match(beneath, /It resembles your wallet Second and is another/);
  });
});
