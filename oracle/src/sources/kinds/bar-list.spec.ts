import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, contextAt } from '../testing/context.js';
import { barList } from './bar-list.js';

const LIST = `as_of,refiner,serial,year,gross_oz,assay,fine_oz,vault
2026-04-14,Valcambi,A1234,2021,401.250,995.8,399.565,Zurich 1
2026-04-14,Rand Refinery,77-3,2019,399.975,996.2,398.455,Zurich 1
2026-04-14,Argor-Heraeus,CH9,2022,400.500,9999,400.460,Zurich 2
`.replace('9999', '999.9');

describe('a bar list', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bars-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const look = (text: string | Buffer, change: object = {}) => {
    writeFileSync(join(folder, 'vault.csv'), text);
    const from = { folder, suffix: '.csv' };
    return barList.prepare({ from, vaults: ['Zurich 1', 'Zurich 2'], ...change })(contextAt());
  };

  it('is worth the fine ounces its vault states, each bar recomputed', async () => {
    const found = await look(LIST);
    expect(found.figures['fine']).toEqual({
      value: 1_198_480n,
      scale: 3,
      unit: 'fine oz',
      at: Date.parse('2026-04-14T20:00:00Z') / 1000,
    });
    expect(found.warnings).toEqual([]);
    expect(found.lines).toEqual(['3 bars of 2026-04-14: 1198.480 fine oz as stated by the vault']);
  });

  it('names the bars whose weight is not gross times assay, or no step of the balance', async () => {
    const { warnings } = await look(
      LIST.replace('399.565', '399.560').replace('399.975,996.2,398.455', '399.980,996.2,398.460'),
    );
    expect(warnings).toEqual([
      'Valcambi A1234 (2021): 399.560 fine oz is not gross × assay to 0.001 oz.',
      'Rand Refinery 77-3 (2019): 399.980 oz is no step of 0.025 oz.',
    ]);
  });

  it.each([
    ['cut off', LIST.slice(0, -3), 'DATA_MALFORMED'],
    ['with a byte order mark', `\ufeff${LIST}`, 'DATA_MALFORMED'],
    ['with CR LF', LIST.replaceAll('\n', '\r\n'), 'DATA_MALFORMED'],
    [
      'with columns in another order',
      LIST.replace('refiner,serial', 'serial,refiner'),
      'DATA_MALFORMED',
    ],
    ['with a column nobody knows', LIST.replace('vault\n', 'location\n'), 'DATA_MALFORMED'],
    ['not in UTF-8', Buffer.from([...Buffer.from(LIST), 0xff, 0x0a]), 'DATA_MALFORMED'],
    [
      'with kilogrammes for ounces',
      LIST.replace('401.250,995.8,399.565', '12.480,995.8,12.428'),
      'BAR_MALFORMED',
    ],
    ['with a weight times a hundred', LIST.replace('401.250', '40125.000'), 'BAR_MALFORMED'],
    ['with a decimal comma', LIST.replace('401.250', '"401,250"'), 'BAR_MALFORMED'],
    ['with NaN', LIST.replace('401.250', 'NaN'), 'BAR_MALFORMED'],
    ['with 1e309', LIST.replace('401.250', '1e309'), 'BAR_MALFORMED'],
    ['with a negative weight', LIST.replace('401.250', '-401.250'), 'BAR_MALFORMED'],
    ['with more fine than gross', LIST.replace('399.565', '401.300'), 'BAR_MALFORMED'],
    ['from another vault', LIST.replace('Zurich 2', 'London'), 'BAR_MALFORMED'],
    ['with one bar twice', LIST + (LIST.split('\n')[1] ?? '') + '\n', 'BAR_DUPLICATE'],
    ['of two days', LIST.replace('2026-04-14,Rand', '2026-04-13,Rand'), 'BAR_LIST_DATE'],
    ['of tomorrow', LIST.replaceAll('2026-04-14', '2026-04-16'), 'FROM_THE_FUTURE'],
  ])('is refused %s', async (_what, text, code) => {
    expect(await codeOf(look(text))).toBe(code);
  });

  it('tells the line and the cause, and keeps the document', async () => {
    await expect(look(LIST.replace('399.975', '12.441'))).rejects.toMatchObject({
      message: 'Line 3: 12.441 oz is no weight of such a bar; is it in kilogrammes?',
      documents: [{ source: 'file:vault.csv' }],
    });
  });

  it('may be of smaller bars where the operator says so', async () => {
    const small = LIST.replace('401.250,995.8,399.565', '32.150,999.9,32.147');
    expect(await codeOf(look(small))).toBe('BAR_MALFORMED');
    expect((await look(small, { minGross: '1' })).figures['fine']?.value).toBe(831_062n);
  });

  it('needs its options', () => {
    expect(() => barList.prepare({ from: { folder } })).toThrow(/vaults: /);
  });
});
