import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readTable } from './csv.js';
import { writeTable } from './csv-write.js';

describe('writing a table', () => {
  it('quotes what needs it and nothing else', () => {
    const text = writeTable(
      ['a', 'b, c'],
      [
        [1, 'say "x"'],
        [null, 2n],
        ['', '-0.50'],
      ],
    );
    expect(text).toBe('a,"b, c"\n1,"say ""x"""\n,2\n,-0.50\n');
  });

  it.each([
    ['=1+1', `'=1+1`],
    ['+49 30 1', `'+49 30 1`],
    ['-1+1', `'-1+1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['\t=1', `' =1`],
    ['\r=1', `' =1`],
    [' =1', `' =1`],
    ['＝1', `'＝1`],
    ['|calc', `'|calc`],
    ['-12.50', '-12.50'],
    ['a=b', 'a=b'],
    ['a\nb', 'a b'],
  ])('makes no formula of %j', (given, written) => {
    expect(writeTable(['x'], [[given]])).toBe(`x\n${written}\n`);
  });

  it('is read back cell by cell by the strict reader, and no cell is a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { minLength: 1 }),
        (rows) => {
          const table = readTable(writeTable(['a', 'b'], rows), [['a', 'b']]);
          table.rows.forEach((row, i) => {
            for (const [place, column] of ['a', 'b'].entries()) {
              const got = row.get(column);
              const given = (rows[i]?.[place] ?? '').replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
              expect([given, `'${given}`]).toContain(got);
              expect(/^\s*[=+@]/.test(got)).toBe(false);
            }
          });
        },
      ),
    );
  });

  it('refuses a row that does not fit, and floats', () => {
    expect(() => writeTable(['a'], [['1', '2']])).toThrow(RangeError);
    expect(() => writeTable(['a'], [[0.1]])).toThrow(RangeError);
  });
});
