import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Rules, ruleSentences } from '../src/pages/asset/rules.ts';

const NONE: Rules = {
  minTier: 0,
  countries: [],
  maxHolders: null,
  maxBalanceBaseUnits: null,
  maxSupplyBaseUnits: null,
  lockUntil: null,
};
const NOW = new Date('2026-06-01T00:00:00Z');
const say = (rules: Partial<Rules>): string[] => ruleSentences({ ...NONE, ...rules }, 6, NOW);

describe('the rules of a token as sentences', () => {
  it('say what holds even where nothing is restricted', () => {
    assert.deepEqual(say({}), [
      'Only registered wallets of anybody may hold it.',
      'Holders may live in any country.',
    ]);
  });

  it('name tier, countries and limits with their figures', () => {
    assert.deepEqual(
      say({
        minTier: 2,
        countries: [276, 840],
        maxHolders: 1500,
        maxBalanceBaseUnits: '250000500000',
        maxSupplyBaseUnits: '1000000000000',
      }),
      [
        'Only registered wallets of accredited investors and above may hold it.',
        'Holders live in one of 2 countries: Germany, United States.',
        'At most 1,500 holders.',
        'No wallet holds more than 250,000.5 shares.',
        'Never more than 1,000,000 shares exist.',
      ],
    );
  });

  it('tell a lock-up that holds from one that is over', () => {
    const [, , holds] = say({ lockUntil: '2026-07-01T00:00:00.000Z' });
    assert.match(holds ?? '', /^Holders cannot transfer before 1 Jul 2026/);
    const [, , over] = say({ lockUntil: '2026-06-01T00:00:00.000Z' });
    assert.match(over ?? '', /^The lock-up ended 1 Jun 2026/);
  });

  it('speak of a tier they have no name for', () => {
    assert.match(say({ minTier: 9 })[0] ?? '', /tier 9 and above/);
  });
});
