import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCurveCsv } from '@cadastre/core';
import { DATA_DIR } from '../testing/world.js';
import { parseCurveXml } from './curve-xml.js';

const csv = readFileSync(join(DATA_DIR, 'treasuries', 'par_yield_curve_2024.csv'), 'utf8');

/** The official CSV of a year in the form of the official XML feed. */
function asXml(text: string): string {
  const [header = '', ...rows] = text.trim().split('\n');
  const fields = header.split(',').slice(1).map(fieldOf);
  const entries = rows.toReversed().map((row) => {
    const [date = '', ...yields] = row.split(',');
    const day = `${date.slice(6)}-${date.slice(0, 2)}-${date.slice(3, 5)}`;
    const values = yields.flatMap((value, i) =>
      value === '' ? [] : [`<d:${fields[i]} m:type="Edm.Double">${Number(value)}</d:${fields[i]}>`],
    );
    return (
      `<entry><content type="application/xml"><m:properties>` +
      `<d:NEW_DATE m:type="Edm.DateTime">${day}T00:00:00</d:NEW_DATE>${values.join('')}` +
      `<d:BC_30YEARDISPLAY m:type="Edm.Double">0</d:BC_30YEARDISPLAY>` +
      `</m:properties></content></entry>`
    );
  });
  return (
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" ` +
    `xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" ` +
    `xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">${entries.join('')}</feed>`
  );
}

function fieldOf(column: string): string {
  const [count = '', unit = ''] = column.replaceAll('"', '').split(' ');
  return `BC_${count.replace('.', '_')}${unit.startsWith('Mo') ? 'MONTH' : 'YEAR'}`;
}

describe('the official curve as XML', () => {
  const xml = asXml(csv);

  it('gives the same curves as the CSV of the year', () => {
    expect(parseCurveXml(xml)).toEqual(parseCurveCsv(csv));
  });

  it.each([
    ['cut off', xml.slice(0, -200), 'xml_malformed'],
    ['a page instead', '<html><body>Sign in</body></html>', 'xml_no_entries'],
    ['a yield with a decimal comma', xml.replace(/>4\.2</, '>4,2<'), 'curve_rate'],
    ['a yield out of all proportion', xml.replace(/>4\.2</, '>420<'), 'curve_rate'],
    ['a tenor nobody knows', xml.replaceAll('BC_20YEAR', 'BC_25YEAR'), 'curve_unknown_tenor'],
    ['one day twice', xml.replace('2024-01-03T', '2024-01-02T'), 'curve_duplicate_row'],
    ['a day that is none', xml.replace('2024-01-03T', '2024-02-30T'), 'curve_date'],
  ])('is refused: %s', (_what, text, code) => {
    expect(() => parseCurveXml(text)).toThrow(expect.objectContaining({ code }));
  });
});
