import { describe, expect, it } from '@jest/globals';
import { codeOf } from '../testing/files.js';
import {
  attestation,
  goldInputs,
  propertyInputs,
  REPORT_ID,
  treasuryInputs,
} from '../testing/reserve-inputs.js';
import { holdersCsv, parseHoldersCsv, sourceFile } from './bundle.js';
import { deriveResult } from './derive.js';
import type { ReportInputs } from './inputs.js';
import { differencesOf, makeReport, reportJson, reserveReport } from './report.js';
import { registeredName } from './signature.js';

const answered = (inputs: ReportInputs, answer: string): ReportInputs => ({
  ...inputs,
  navRounds: inputs.navRounds.map((round) => ({ ...round, answer })),
});
/** The sample fund at its own NAV. */
const fair = (over: Partial<ReportInputs> = {}) => {
  const inputs = treasuryInputs(over);
  return answered(inputs, deriveResult(inputs).owed.recomputedNavUsd6 ?? '0');
};
const codes = (inputs: ReportInputs) => deriveResult(inputs).reasons.map(({ code }) => code);
const line = <K extends ReportInputs['line']['kind']>(inputs: ReportInputs, _kind: K) =>
  inputs.line as Extract<ReportInputs['line'], { kind: K }>;

describe('a reserve report', () => {
  it.each([
    ['fund', fair, 'USD6'],
    ['gold', goldInputs, 'fineMilliOz'],
    ['property', propertyInputs, 'USD6'],
  ])('of a %s passes where all inputs agree, and says nothing its inputs do not give', (...row) => {
    const [, inputs, unit] = row;
    const report = makeReport(REPORT_ID, inputs());
    expect(report.result).toMatchObject({ status: 'PASS', reasons: [], coverage: { unit } });
    expect(BigInt(report.result.coverage.ppm ?? 0)).toBeGreaterThanOrEqual(1_000_000n);
    const read = reserveReport.parse(JSON.parse(reportJson(report)));
    expect(differencesOf(read)).toEqual([]);
    expect(report.result.supply).toMatchObject({ openingBaseUnits: '0' });
  });

  it('names the number that its inputs do not give', () => {
    const report = makeReport(REPORT_ID, goldInputs());
    const edited = structuredClone(report);
    edited.result.coverage.ppm = '1300000';
    edited.result.supply.burntBaseUnits = '1';
    expect(differencesOf(edited).map(({ path }) => path)).toEqual([
      'result.supply.burntBaseUnits',
      'result.coverage.ppm',
    ]);
    const more = structuredClone(report) as unknown as { result: Record<string, unknown> };
    more.result['extra'] = 'x';
    expect(differencesOf(more as never)).toHaveLength(1);
  });

  it('rounds coverage down and fails one unit below one for one', () => {
    const inputs = goldInputs();
    // 1,198.110 ounces in the vault; one base unit more than that in issue.
    const supply = (baseUnits: string): ReportInputs => ({
      ...inputs,
      holders: { ...inputs.holders, sumBaseUnits: baseUnits },
      supply: {
        ...inputs.supply,
        opening: { block: 21, baseUnits },
        movements: [],
        closingBaseUnits: baseUnits,
      },
    });
    expect(deriveResult(supply('1198110000'))).toMatchObject({
      status: 'PASS',
      coverage: { ppm: '1000000', surplus: '0' },
    });
    expect(deriveResult(supply('1198110001'))).toMatchObject({
      status: 'FAIL',
      coverage: { ppm: '999999', surplus: '-1' },
      reasons: [{ code: 'short' }],
    });
  });

  it('is not to be relied on where an input is missing, old, parked or contradicts another', () => {
    const gold = goldInputs();
    const [nav] = gold.navRounds;
    const old = { ...nav, valuationTime: '2026-03-01T20:00:00.000Z' } as never;
    expect(codes({ ...gold, navRounds: [] })).toEqual(['unpublished']);
    expect(codes({ ...gold, navRounds: [old] })).toEqual(['stale']);
    expect(codes({ ...gold, attestations: [] })).toEqual(['unattested']);
    expect(codes({ ...gold, holders: { ...gold.holders, sumBaseUnits: '1' } })).toEqual([
      'unreconciled',
    ]);
    expect(codes({ ...gold, supply: { ...gold.supply, movements: [] } })).toEqual(['unreconciled']);
    const parked = {
      feed: 'nav',
      digest: gold.asOf.blockHash,
      answer: '9600000000',
      valuationTime: gold.asOf.time,
      parkedAt: gold.asOf.time,
    } as const;
    expect(codes({ ...gold, parked: [parked] })).toEqual(['parked']);
    const fund = fair();
    expect(codes(answered(fund, '1300000'))).toContain('diverged');
    const property = propertyInputs();
    const appraised = line(property, 'real_estate');
    const appraisal = { ...appraised.appraisal, date: '2024-01-15' };
    expect(codes({ ...property, line: { ...appraised, appraisal } })).toEqual(['stale']);
    for (const inputs of [
      { ...gold, navRounds: [] },
      { ...gold, attestations: [] },
    ]) {
      expect(deriveResult(inputs).status).toBe('DO NOT RELY');
    }
  });

  it.each([
    ['signature_wrong', { signer: null }],
    ['key_unknown', { key: null }],
    ['key_not_valid', { asOf: '2025-12-31T23:59:59.000Z' }],
    [
      'key_revoked',
      {
        key: {
          ...attestation('commodity', '1').key,
          address: attestation('commodity', '1').signer ?? '',
          validFrom: '2026-01-01T00:00:00.000Z',
          validUntil: '2027-01-01T00:00:00.000Z',
          revokedAt: '2026-04-15T21:02:11.000Z',
        },
      },
    ],
    ['from_the_future', { asOf: '2026-04-15T21:02:12.000Z' }],
    ['expired', { expiry: '2026-04-15T21:02:11.000Z' }],
    ['stale', { asOf: '2026-03-01T00:00:00.000Z' }],
    ['other_unit', { unit: 'kg' }],
    ['encumbered_beyond', { encumbered: '1198111' }],
  ])('does not count an attestation that is %s', (outcome, over) => {
    const inputs = goldInputs({ attestations: [attestation('commodity', '1198110', over)] });
    const result = deriveResult(inputs);
    expect(result.attestationOutcomes).toEqual([outcome]);
    expect(result.status).toBe('DO NOT RELY');
    expect(result.reasons.map(({ code }) => code)).toContain('unattested');
  });

  it('counts the newest statement of an account, and none of two under one number', () => {
    const one = attestation('commodity', '1000000', { nonce: '1' });
    const two = attestation('commodity', '1198110', { nonce: '2' });
    const again = attestation('commodity', '1198111', { nonce: '2' });
    const judged = (...attestations: (typeof one)[]) => deriveResult(goldInputs({ attestations }));
    expect(judged(one, two)).toMatchObject({
      status: 'PASS',
      attestationOutcomes: ['replaced', 'valid'],
    });
    expect(judged(two, again)).toMatchObject({
      status: 'DO NOT RELY',
      attestationOutcomes: ['contradicted', 'contradicted'],
    });
  });

  it('takes what is encumbered off the reserves and says so', () => {
    const some = attestation('commodity', '1198110', { encumbered: '208110' });
    expect(deriveResult(goldInputs({ attestations: [some] }))).toMatchObject({
      status: 'PASS',
      coverage: { ppm: '1000000' },
      reasons: [{ code: 'encumbered' }],
    });
    const more = attestation('commodity', '1198110', { encumbered: '208111' });
    expect(deriveResult(goldInputs({ attestations: [more] })).status).toBe('FAIL');
  });

  it('counts a bar once, whoever lists it again', () => {
    const inputs = goldInputs();
    const gold = line(inputs, 'commodity');
    const [first] = gold.bars;
    const other = { ...first, custodian: 'Another Vault' } as (typeof gold.bars)[number];
    const result = deriveResult({ ...inputs, line: { ...gold, bars: [...gold.bars, other] } });
    expect(result.status).toBe('DO NOT RELY');
    expect(result.reasons[0]?.detail).toContain('Sample Vault Company and by Another Vault');
    expect(result.coverage.reserves).toBe('1198110');
  });

  it('bridges from the attestation to T: bills that matured and bars that left', () => {
    const inputs = fair();
    const result = deriveResult({
      ...inputs,
      asOf: { ...inputs.asOf, blockTime: '2026-04-22T21:00:00.000Z' },
      attestations: [attestation('treasury', '1200000000')],
    });
    expect(result.bridge).toMatchObject({
      lines: [{ what: '912797TJ6 matured on 2026-04-21', quantity: '-200000000' }],
      difference: '0',
    });
    const gold = goldInputs();
    const { bars } = line(gold, 'commodity');
    const [gone, ...left] = bars;
    if (!gone) throw new Error('no bar');
    const { refiner, serial, year, statedFineMilliOz } = gone;
    const delivered = { refiner, serial, year, statedFineMilliOz };
    const at = (time: string) =>
      deriveResult({
        ...gold,
        line: {
          kind: 'commodity',
          metal: 'gold',
          bars: left,
          deliveries: [{ ...delivered, time, transactionHash: gold.asOf.blockHash }],
        },
      }).bridge?.difference;
    expect(at('2026-04-15T19:00:00.000Z')).toBe('0');
    // Gone before the custodian counted: the statement still has a bar that is not there.
    expect(at('2026-04-15T17:00:00.000Z')).toBe('-399440');
  });
});

describe('the files of a bundle', () => {
  it('name holders by address and refuse another order or form', () => {
    const holdings = [
      { holder: `0x${'b'.repeat(40)}`, balance: 2n },
      { holder: `0x${'A'.repeat(40)}`, balance: 1n },
    ];
    const text = holdersCsv(holdings);
    expect(text).toBe(`address,balance\n0x${'a'.repeat(40)},1\n0x${'b'.repeat(40)},2\n`);
    expect(parseHoldersCsv(text).map(({ balance }) => balance)).toEqual([1n, 2n]);
    const [head = '', a = '', b = ''] = text.split('\n');
    const code = (...lines: string[]) => codeOf(() => parseHoldersCsv(lines.join('\n')));
    expect(code(head, b, a, '')).toBe('holders_order');
    expect(code(head, a, a, '')).toBe('holders_order');
    expect(code(head, a)).toBe('holders_malformed');
    expect(code(head, a.replace(',1', ',01'), '')).toBe('holders_malformed');
  });

  it('have names that fit where they are used', () => {
    expect(sourceFile({ sha256: 'ab', name: 'Statement.PDF' })).toBe('sources/ab.pdf');
    expect(sourceFile({ sha256: 'ab', name: '../x' })).toBe('sources/ab.bin');
    expect(registeredName(REPORT_ID)).toBe('por.7c5a7e129a410c3b6f1d2e88');
  });
});
