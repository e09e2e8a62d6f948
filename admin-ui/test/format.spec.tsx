import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTime, formatUnitsCut } from '../src/design/format.ts';

describe('a headline’s figure', () => {
  it('says where decimals were cut, and never rounds', () => {
    assert.equal(formatUnitsCut('467062166913789451386', 18), '467.062166…');
    assert.equal(formatUnitsCut('1999999999999999999', 18), '1.999999…');
    assert.equal(formatUnitsCut('1000000000000000001', 18), '1.000000…');
  });

  it('is whole where nothing is cut', () => {
    assert.equal(formatUnitsCut('467500000000000000000', 18), '467.5');
    assert.equal(formatUnitsCut('326159235152', 6), '326,159.235152');
  });
});

describe('a time', () => {
  it('names its zone', () => {
    assert.match(formatTime('2026-05-29T21:03:00Z'), / (UTC|GMT|[A-Z]{2,5}|GMT[+-]\d+)$/);
  });
});
