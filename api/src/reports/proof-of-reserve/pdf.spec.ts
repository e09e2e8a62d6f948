import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeReport, type ReportInputs, reportSha256, type ReserveReport } from '@cadastre/core';
import { qpdfCheck } from '../testing/qpdf.js';
import { proofOfReservePdf } from './pdf.js';

type Sample = () => ReportInputs;
/** By address: the core's samples and the tests' own reader of PDFs are not built. */
const root = new URL('../../../../', import.meta.url).href;
const { goldInputs, propertyInputs, treasuryInputs } = (await import(
  `${root}core/src/testing/reserve-inputs.ts`
)) as Record<'goldInputs' | 'propertyInputs' | 'treasuryInputs', Sample>;
const { pdfText } = (await import(`${root}test/pdf/text.ts`)) as {
  pdfText: (file: Buffer) => string;
};
const SAMPLES: [string, Sample][] = [
  ['a fund', treasuryInputs],
  ['gold', goldInputs],
  ['a property', propertyInputs],
];

const printed = async (inputs: ReportInputs) => {
  const report = makeReport('019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88', inputs);
  return { report, pdf: await proofOfReservePdf(report, reportSha256(report)) };
};

/** A whole number as people read it, without groups: of `kept` decimals, half away from zero, at least `least` of them. */
function shown(value: string, decimals: number, kept = decimals, least = kept): string {
  const unit = 10n ** BigInt(decimals - kept);
  const size = (BigInt(value.replace('-', '')) + unit / 2n) / unit;
  const digits = size.toString().padStart(kept + 1, '0');
  const [whole, rest] = [digits.slice(0, digits.length - kept), digits.slice(digits.length - kept)];
  let fraction = rest;
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  return `${value.startsWith('-') && size > 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

type Printed = (value: string, report: ReserveReport) => string;
const cents: Printed = (value) => shown(value, 6, 2);
const tokens: Printed = (value, { inputs }) =>
  shown(value, inputs.token.decimals, inputs.token.decimals, 2);
const covered: Printed = (value, { result }) =>
  result.coverage.unit === 'USD6' ? shown(value, 6, 2) : shown(value, 3);

/** How a number of the result is printed, by the end of its path; null: no number, or none that is printed. */
const PRINTED: [RegExp, Printed | null][] = [
  // Drawn: coverage over time.
  [/\.history\./, null],
  // The page has the dollars: what was paid, and what of it has come in.
  [/\.(costPricePer100|inCashUsd6|scale|upToDays)$/, null],
  [/\.owed\.(navUsd6|recomputedNavUsd6)$/, (value) => shown(value, 6)],
  // Taken off on the page.
  [/\.(encumberedUsd6|roundingUsd6)$/, (value) => shown(`-${value}`, 6, 2)],
  [/[uU]sd6$/, cents],
  [/BaseUnits$/, tokens],
  [/\.coverage\.(reserves|owed|surplus)$/, covered],
  [
    /\.bridge\.(lines\.\d+\.quantity|attested|expected|counted|difference|encumbered)$/,
    (value, { result }) => shown(value, result.bridge?.scale ?? 0),
  ],
  [/(Ppm|\.coverage\.ppm)$/, (value) => shown(value, 4)],
  [/MilliOz$/, (value) => shown(value, 3)],
  [/finenessTenths$/, (value) => shown(value, 1)],
  [/Cents$/, (value) => shown(value, 2)],
  [/\.annex\.income\./, (value) => shown(value, 6, 6, 2)],
  [
    /yieldPercent$/,
    (value) => {
      const [whole = '', fraction = ''] = value.split('.');
      return shown(`${whole}${fraction.padEnd(12, '0')}`, 12, 4);
    },
  ],
  [/\.(clean|accrued|averageDaysToMaturity|navRound|year)$/, (value) => value],
  [/\.(status|name|custodian|maturesBy|what|unit|attestedAt|kind|cusip|description)$/, null],
  [/\.(maturityDate|valuationDate|paidOn|vault|refiner|serial|duplicate|listRoot)$/, null],
  [/\.attestationOutcomes\.\d+$/, null],
];

function* leaves(value: unknown, path: string): Generator<[string, string | null]> {
  if (value === null || value === undefined) yield [path, null];
  else if (typeof value !== 'object') yield [path, JSON.stringify(value).replaceAll('"', '')];
  else for (const [key, one] of Object.entries(value)) yield* leaves(one, `${path}.${key}`);
}

describe('the paper of a proof of reserve', () => {
  // What qpdf says as it goes on.
  beforeAll(() => {
    for (const stream of ['log', 'error'] as const) {
      jest.spyOn(console, stream).mockImplementation(() => undefined);
    }
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  it.each(SAMPLES)('of %s passes qpdf --check, and shows every number', async (_what, inputs) => {
    const { report, pdf } = await printed(inputs());
    expect(await qpdfCheck(pdf)).toBe(0);
    const text = pdfText(pdf)
      .replaceAll(/(?<=\d)[\u00a0 ](?=\d{3}(?!\d))/g, '')
      .replaceAll('\u2212', '-');
    const absent: string[] = [];
    for (const [path, value] of leaves(report.result, 'result')) {
      const how = PRINTED.find(([name]) => name.test(path));
      expect([path, how !== undefined]).toEqual([path, true]);
      if (!how?.[1] || value === null) continue;
      const figure = how[1](value, report);
      const whole = new RegExp(`(?<![\\d.,])${figure.replaceAll('.', '\\.')}(?![\\d]|[.]\\d)`);
      if (!whole.test(text)) absent.push(`${path} ${value} as ${figure}`);
    }
    expect(absent).toEqual([]);
  });

  it('that is cut short does not pass', async () => {
    const { pdf } = await printed(goldInputs());
    expect(await qpdfCheck(pdf.subarray(0, -400))).toBe(2);
  });

  it('is not made without its fonts, and the file that is missing is named', () => {
    const script = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { readFileSync } = fs;
      fs.readFileSync = (path, ...rest) => {
        if (!String(path).includes('ibm-plex')) return readFileSync(path, ...rest);
        throw new Error('ENOENT: no such file or directory, open ' + path);
      };
      syncBuiltinESMExports();
      const { text } = await import('node:stream/consumers');
      const { proofOfReservePdf } = await import('@cadastre/api/proof-of-reserve');
      const report = JSON.parse(await text(process.stdin));
      try {
        await proofOfReservePdf(report, 'ab');
      } catch ({ message }) {
        console.log(message);
      }
    `;
    const report = makeReport('019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88', goldInputs());
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      input: JSON.stringify(report),
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(stdout.toString()).toMatch(/ENOENT.*ibm-plex-\w+-latin-\d+-normal\.woff\n$/);
  });
});
