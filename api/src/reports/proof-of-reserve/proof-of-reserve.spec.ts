import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  bundleManifest,
  makeReport,
  parseHoldersCsv,
  type ReportInputs,
  reportJson,
  reportSha256,
} from '@cadastre/core';
import { strFromU8, unzipSync } from 'fflate';
import { bundleEntries, inMemory, zipped } from './bundle.js';
import { proofOfReservePdf } from './pdf.js';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

type Sample = (over?: Partial<ReportInputs>) => ReportInputs;
/** The core's own samples, found by address: they are not built. */
const { goldInputs, propertyInputs, treasuryInputs } = (await import(
  new URL('../../../../core/src/testing/reserve-inputs.ts', import.meta.url).href
)) as Record<'goldInputs' | 'propertyInputs' | 'treasuryInputs', Sample>;
const REPORT_ID = '019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88';

const SAMPLES = { treasury: treasuryInputs, commodity: goldInputs, real_estate: propertyInputs };
type Line = keyof typeof SAMPLES;
const LINES = Object.keys(SAMPLES) as Line[];

/** Content, PDF and bundle of the three samples; a change of any rule or of the paper changes them. */
const GOLDEN: Record<Line, { content: string; pdf: string; bundle: string }> = {
  treasury: {
    content: '648b719684ea237c9cca8f5ff382578d385d86157e74c884dd77c90535791f74',
    pdf: 'e92637a02fbf2976f9884205a121225fcfca5afce33bf99a3de7f3494ccb3129',
    bundle: '88f1ce3ec4b2a4970f55ea783749d87bd2043122556fc8c1306a951f6f7662dd',
  },
  commodity: {
    content: '7e9af2d27004dae3cb1c42f68a5b67b8b12ac71ff8226975c9a31fbbf2287d32',
    pdf: '8bbe95a71e944a9b634048d2347819ee253a33c4c1d5ce0c2558e928497aa92e',
    bundle: '02e80b9c51b0a7ce373911b561e738dba17cb3b63b985783026b34be2c7dc166',
  },
  real_estate: {
    content: 'eacd5980b487ed1b77cb4057b2154f9b0f485455f614812c4405d07629e1d045',
    pdf: '5b5c327b9df6e8d2fa629be602517a0c9dcc8c36a9f9a20800c4d6a100c6721a',
    bundle: '7700aaa6c2ed2691fd05acf33b15dd2ef52c04076a0b654614c5d1f2e54b11ea',
  },
};

const HOLDERS = 'address,balance\n';

async function made(inputs: ReportInputs) {
  const report = makeReport(REPORT_ID, inputs);
  const pdf = await proofOfReservePdf(report, reportSha256(report));
  const entries = bundleEntries(report, {
    report: inMemory(Buffer.from(reportJson(report))),
    pdf: inMemory(pdf),
    signature: inMemory(Buffer.from('{}')),
    holders: inMemory(Buffer.from(HOLDERS)),
    sources: inputs.sources.map(() => inMemory(Buffer.from('paper'))),
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of zipped(entries)) pieces.push(piece);
  const folder = process.env['REPORT_SAMPLES'];
  const name = `${inputs.asset.kind}-${report.result.status.replaceAll(' ', '-')}`;
  if (folder) writeFileSync(`${folder}/${name}.pdf`, pdf);
  return { report, pdf, bundle: Buffer.concat(pieces) };
}

/** The same, made by the built code in a process of another time zone and locale. */
const ELSEWHERE = `
  import { text } from 'node:stream/consumers';
  import { makeReport, reportJson, reportSha256 } from '@cadastre/core';
  import { bundleEntries, inMemory, proofOfReservePdf, zipped } from '@cadastre/api/proof-of-reserve';
  import { createHash } from 'node:crypto';
  const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
  const out = {};
  for (const [line, inputs] of Object.entries(JSON.parse(await text(process.stdin)))) {
    const report = makeReport('${REPORT_ID}', inputs);
    const content = reportSha256(report);
    const pdf = await proofOfReservePdf(report, content);
    const entries = bundleEntries(report, {
      report: inMemory(Buffer.from(reportJson(report))),
      pdf: inMemory(pdf),
      signature: inMemory(Buffer.from('{}')),
      holders: inMemory(Buffer.from('address,balance\\n')),
      sources: [],
    });
    const pieces = [];
    for await (const piece of zipped(entries)) pieces.push(piece);
    out[line] = { content, pdf: hash(pdf), bundle: hash(Buffer.concat(pieces)) };
  }
  console.log(JSON.stringify({ zone: Intl.DateTimeFormat().resolvedOptions(), out }));
`;

describe('the proof of reserve as files', () => {
  it.each(LINES)('has the bytes it always had: %s', async (line) => {
    const { report, pdf, bundle } = await made(SAMPLES[line]());
    expect(report.result.status).toBe('PASS');
    expect({ content: reportSha256(report), pdf: hash(pdf), bundle: hash(bundle) }).toEqual(
      GOLDEN[line],
    );
  });

  it.each([
    ['Pacific/Kiritimati', 'de-DE'],
    ['America/St_Johns', 'ar-EG'],
  ])('has the same bytes in %s where people speak %s', (zone, locale) => {
    const input = JSON.stringify(Object.fromEntries(LINES.map((line) => [line, SAMPLES[line]()])));
    const unix = `${locale.replace('-', '_')}.UTF-8`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', ELSEWHERE],
      { input, env: { ...process.env, NODE_OPTIONS: '', TZ: zone, LANG: unix, LC_ALL: unix } },
    );
    const text = stdout.toString();
    if (text === '') throw new Error(stderr.toString());
    const told = JSON.parse(text) as {
      zone: { timeZone: string; locale: string };
      out: typeof GOLDEN;
    };
    expect(told.zone).toMatchObject({ timeZone: zone, locale });
    expect(told.out).toEqual(GOLDEN);
  });

  it('makes a bundle that its own manifest describes, by name after the manifest', async () => {
    const { report, pdf, bundle } = await made(goldInputs());
    const files = unzipSync(bundle);
    const [first, ...others] = Object.keys(files);
    expect(first).toBe('manifest.json');
    expect(others).toEqual([...others].sort());
    const manifest = bundleManifest.parse(JSON.parse(strFromU8(files['manifest.json'] ?? pdf)));
    expect(manifest).toMatchObject({ reportId: REPORT_ID, pdfSha256: hash(pdf) });
    expect(manifest.files).toEqual(
      others.map((name) => {
        const bytes = files[name] ?? new Uint8Array();
        return { name, sha256: hash(bytes), sizeBytes: bytes.length };
      }),
    );
    expect(strFromU8(files['report.json'] ?? pdf)).toBe(reportJson(report));
    expect(parseHoldersCsv(strFromU8(files['tree/holders.csv'] ?? pdf))).toEqual([]);
  });

  it('ends a bundle whose file is not what its entry says', async () => {
    const lying = { ...inMemory(Buffer.from('short')), sizeBytes: 6, name: 'a' };
    const drain = async () => {
      for await (const piece of zipped([lying])) expect(piece).toBeDefined();
    };
    await expect(drain()).rejects.toThrow('a has 5 bytes, not the 6 of its manifest');
  });

  it('grows over pages, with the newest movements printed and all of them in the content', async () => {
    const inputs = goldInputs();
    const [first] = inputs.supply.movements;
    if (!first) throw new Error('the sample has movements');
    const movements = Array.from({ length: 450 }, (_, i) => ({ ...first, spendId: String(i) }));
    const { report, pdf } = await made({ ...inputs, supply: { ...inputs.supply, movements } });
    expect(report.inputs.supply.movements).toHaveLength(450);
    expect(pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length).toBeGreaterThan(10);
  });
});
