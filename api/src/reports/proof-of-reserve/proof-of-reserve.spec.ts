import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson, sha256 } from '@cadastre/core';
import { evidence } from '../testing/evidence.js';
import { proofOfReserve } from './derive.js';
import { proofOfReservePdf } from './pdf.js';

const made = async (over: Parameters<typeof evidence>[0] = {}) => {
  const content = proofOfReserve(evidence(over));
  const pdf = await proofOfReservePdf(content, sha256(canonicalJson(content)));
  const folder = process.env['REPORT_SAMPLES'];
  if (folder) writeFileSync(`${folder}/${content.verdict.replaceAll(' ', '-')}.pdf`, pdf);
  return { content, pdf };
};

/** NAV that the evidence itself gives. */
const FAIR = proofOfReserve(evidence()).result.recomputedNavPerShareUsd6 ?? '';
const rounds = (answer: string) => evidence().navRounds.map((round) => ({ ...round, answer }));

describe('the proof of reserve', () => {
  it('passes a fund at its own NAV, whichever way that NAV was rounded', async () => {
    const { content } = await made({ navRounds: rounds(FAIR) });
    expect(content).toMatchObject({ verdict: 'PASS', exceptions: [] });
    expect(BigInt(content.result.coveragePpm ?? 0)).toBeGreaterThanOrEqual(1_000_000n);
    expect(BigInt(content.result.coveragePpm ?? 0)).toBeLessThan(1_000_010n);
    expect(content.supply).toMatchObject({
      openingShares: '0',
      mintedShares: '1000000000000',
      burntShares: '10000000000',
      closingShares: '990000000000',
    });
  });

  it('fails a fund whose published NAV is one unit too high', async () => {
    const { content } = await made({ navRounds: rounds(String(BigInt(FAIR) + 1n)) });
    expect(content.verdict).toBe('FAIL');
    expect(BigInt(content.result.surplusUsd6)).toBeLessThan(0n);
    expect(content.result.coveragePpm).toBe('999999');
  });

  it.each([
    ['without a published NAV', { navRounds: [] }, 'No NAV has been published'],
    ['on a stale curve', { curve: { ...evidence().curve, stale: true } }, 'more than five days'],
    ['where movements do not add up', { movements: [] }, 'Mints less burns'],
    ['where balances do not add up', { holders: [1n] }, 'balances do not add up'],
  ])('is not to be relied on %s', async (_what, over, words) => {
    const { content } = await made(over);
    expect(content.verdict).toBe('DO NOT RELY');
    expect(content.exceptions.join(' ')).toContain(words);
  });

  it('has the same bytes for the same evidence', async () => {
    const [one, two] = [await made(), await made()];
    expect(createHash('sha256').update(one.pdf).digest('hex')).toBe(
      createHash('sha256').update(two.pdf).digest('hex'),
    );
    expect(canonicalJson(one.content)).toBe(canonicalJson(two.content));
  });

  it('grows over pages without losing a row', async () => {
    const [first] = evidence().movements;
    if (!first) throw new Error('the sample has movements');
    const movements = Array.from({ length: 200 }, (_, i) => ({ ...first, spendId: String(i) }));
    const { content, pdf } = await made({ movements });
    expect(content.supply.movements).toHaveLength(200);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(7);
  });
});
