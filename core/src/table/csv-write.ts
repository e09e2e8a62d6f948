/** What a cell may hold; null is an empty cell. */
export type Cell = string | number | bigint | null;

/** What a spreadsheet takes for the beginning of a formula, full-width letters included. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠|%]/u;
/** A plain decimal is a number to everybody, also with a minus before it. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * CSV as `readTable` reads it: UTF-8 without byte order mark, commas, LF after every line, one header,
 * quotes (doubled inside) only around cells that need them; RFC 4180 but for its CR.
 *
 * No cell is a formula to a spreadsheet: text that begins like one gets an apostrophe before it (OWASP,
 * CSV Injection). Plain decimals stay as they are. Control characters and line ends become blanks.
 * @throws RangeError for a row that has not as many cells as the header, or a number that is not whole
 */
export function writeTable(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) {
    if (row.length !== header.length) {
      throw new RangeError(`a row of ${row.length} cells under ${header.length} heads`);
    }
    lines.push(row.map(cell).join(','));
  }
  return `${lines.join('\n')}\n`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
    return value.toString();
  }
  const text = value.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  const safe = FORMULA.test(text) && !DECIMAL.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
