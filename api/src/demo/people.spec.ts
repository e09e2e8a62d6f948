import { isLei } from '@cadastre/core';
import { describe, expect, it } from '@jest/globals';
import { printPaper } from './papers.js';
import { addressOf, castOf, sampleLei } from './people.js';

const operator = { name: 'Operator', email: 'o@cadastre.example', password: 'a sample password' };

describe('the cast', () => {
  it('is the same every time under one run, and shares nothing between runs', () => {
    const a = castOf('mabc', operator);
    const b = castOf('mabd', operator);
    expect(addressOf(a.first)).toBe(addressOf(castOf('mabc', operator).first));
    expect(a.first.email).not.toBe(b.first.email);
    expect(addressOf(a.first)).not.toBe(addressOf(b.first));
    expect(addressOf(a.first)).not.toBe(addressOf(a.second));
  });

  it.each([null, 'a', 'mh2k9x', 'zzzzzzzzzzzzzzzz'])('has a valid LEI under run %s', (runId) => {
    expect(isLei(sampleLei(runId))).toBe(true);
  });
});

describe('a sample paper', () => {
  it('is a PDF and the same bytes every time', async () => {
    const paper = { title: 'T', from: 'F', dated: '2026-04-15', paragraphs: ['One.', 'Two.'] };
    const once = await printPaper(paper);
    expect(once.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await printPaper(paper)).equals(once)).toBe(true);
  });
});
