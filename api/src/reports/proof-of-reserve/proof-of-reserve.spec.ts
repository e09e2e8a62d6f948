import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson, parseCurveCsv, sha256 } from '@cadastre/core';
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

  it('passes a fund whose bills matured since its statement, and names what was received', async () => {
    const curves = parseCurveCsv(
      readFileSync(
        new URL(
          '../../../../data/treasuries/cmt_6tenor_2025-07-15_2026-08-19.csv',
          import.meta.url,
        ),
        'utf8',
      ),
    );
    const curve = curves.find(({ date }) => date === '2026-05-07');
    if (!curve) throw new Error('no curve');
    const late = { curve: { ...evidence().curve, curve } };
    const fair = proofOfReserve(evidence(late)).result.recomputedNavPerShareUsd6 ?? '';
    const { content } = await made({ ...late, navRounds: rounds(fair) });
    expect(content).toMatchObject({ verdict: 'PASS', exceptions: [] });
    expect(content.asOf.statedOn).toBe('2026-04-15');
    expect(content.receipts.map(({ cusip, paidOn }) => [cusip, paidOn])).toEqual([
      ['912797TJ6', '2026-04-21'],
      ['912797TK3', '2026-04-28'],
      ['912797SN8', '2026-04-30'],
      ['912797SP3', '2026-05-07'],
    ]);
    const { receiptsUsd6, cashUsd6, portfolioUsd6, reservesUsd6, costUsd6 } = content.result;
    expect(receiptsUsd6).toBe('3300000000000');
    expect(BigInt(portfolioUsd6) + BigInt(cashUsd6) + BigInt(receiptsUsd6)).toBe(
      BigInt(reservesUsd6),
    );
    // 10.5 million of face less what matured, at 99.5.
    expect(costUsd6).toBe('7164000000000');
    expect(content.positions).toHaveLength(10);
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

  it('counts what a bill paid after the statement as received, once', async () => {
    const { statement } = evidence();
    const before = proofOfReserve(evidence());
    const matured = { cusip: '912797TH0', faceCents: 50_000_000n, costPricePer100: '99.7' };
    // 912797TH0 matured on 14 April, the day after this statement.
    const { content } = await made({
      statement: {
        ...statement,
        statedOn: '2026-04-13',
        positions: [...statement.positions, matured],
      },
    });
    expect(content.receipts).toEqual([
      { cusip: '912797TH0', kind: 'principal', paidOn: '2026-04-14', amountUsd6: '500000000000' },
    ]);
    expect(content.positions).toHaveLength(before.positions.length);
    expect(BigInt(content.result.reservesUsd6) - BigInt(before.result.reservesUsd6)).toBe(
      500_000_000_000n,
    );
    expect(content.result.costUsd6).toBe(before.result.costUsd6);
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
