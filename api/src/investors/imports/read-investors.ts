import { unfit } from '@cadastre/core';
import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { Refused } from '../../platform/problem.js';
import { type ImportedInvestor, importedInvestor, type RowProblem } from './import.schema.js';

export const MAX_ROWS = 10_000;

/** Column to where its value goes; those with `?` may be left out or empty. */
const COLUMNS = {
  email: 'email',
  kind: 'personal.kind',
  full_name: 'personal.fullName',
  date_of_birth: 'personal.dateOfBirth?',
  country: 'personal.country',
  address_line1: 'personal.address.line1',
  address_line2: 'personal.address.line2?',
  city: 'personal.address.city',
  postal_code: 'personal.address.postalCode?',
  region: 'personal.address.region?',
  address_country: 'personal.address.country',
  requested_tier: 'personal.requestedTier',
  source_of_funds: 'personal.sourceOfFunds',
} as const;
type Column = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS) as Column[];
const REQUIRED = NAMES.filter((name) => !COLUMNS[name].endsWith('?'));
const SEPARATORS = [',', ';', '\t'] as const;

/** A row as it was read: complete, or with everything that is wrong with it. */
export interface ReadRow {
  /** Where it begins in the file; the header is line 1. */
  line: number;
  cells: readonly string[];
  investor: ImportedInvestor | null;
  problems: RowProblem[];
}

/**
 * Reads a file of investors as spreadsheets write it: with or without byte order mark, comma,
 * semicolon or tab, LF or CR LF, columns in any order. A bad row is told with all its problems and
 * stops no other; nothing of a file that is not whole or not that table is used.
 * @throws Refused `import_encoding`, `import_empty`, `import_header`, `import_truncated`,
 *   `import_quotes`, `import_too_many_rows`, with the line
 */
export function readInvestors(file: string): ReadRow[] {
  const text = file.replace(/^\uFEFF/, '');
  const lost = text.indexOf('\uFFFD');
  if (lost >= 0) {
    const line = text.slice(0, lost).split('\n').length;
    throw unreadable(
      'import_encoding',
      `Line ${line} has letters that were lost on the way: export the file again as "CSV UTF-8".`,
      line,
    );
  }
  if (text.trim() === '') throw unreadable('import_empty', 'The file is empty.', 1);
  if (!/\n$/.test(text)) {
    const line = text.split('\n').length;
    throw unreadable(
      'import_truncated',
      `Line ${line} has no line end: the file was cut off. Save and send it again.`,
      line,
    );
  }
  const [header, ...rest] = records(text, separatorOf(text));
  const columns = columnsOf(header?.cells ?? []);
  if (rest.length === 0) throw unreadable('import_empty', 'There is a header, and no row.', 1);
  if (rest.length > MAX_ROWS) {
    throw unreadable(
      'import_too_many_rows',
      `The file has ${rest.length} rows: send at most ${MAX_ROWS} in one.`,
      MAX_ROWS + 2,
    );
  }
  return rest.map(({ line, cells }) => readRow(line, cells, columns));
}

function separatorOf(text: string): string {
  const [header = ''] = text.split('\n', 1);
  const cells = (separator: string) => header.split(separator).length;
  return SEPARATORS.reduce((best, one) => (cells(one) > cells(best) ? one : best));
}

interface Entry {
  line: number;
  cells: string[];
}

function records(text: string, delimiter: string): Entry[] {
  try {
    const options = { delimiter, relax_column_count: true, skip_empty_lines: true, info: true };
    const read = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return read.map(({ record, info }) => ({
      // The reader counts to a record's end; one with line breaks in its cells began before.
      line: info.lines - record.join('').split('\n').length + 1,
      cells: record,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines: line = 1 } = error as { lines?: number };
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      throw unreadable('import_truncated', 'A quote is never closed: the file was cut off.', line);
    }
    throw unreadable(
      'import_quotes',
      `Line ${line} has a quote that is not around a whole cell.`,
      line,
    );
  }
}

function columnsOf(header: readonly string[]): Column[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const quoted = (list: readonly string[]) => list.map((name) => `"${name}"`).join(', ');
  const unknown = names.filter((name) => !(name in COLUMNS));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  const wrong = [
    ...(unknown.length > 0 ? [`There are unknown columns: ${quoted(unknown)}.`] : []),
    ...(missing.length > 0 ? [`Columns are missing: ${quoted(missing)}.`] : []),
    ...(twice.length > 0 ? [`Columns stand twice: ${quoted(twice)}.`] : []),
  ];
  if (wrong.length === 0) return names as Column[];
  throw unreadable('import_header', wrong.join(' '), 1);
}

function readRow(line: number, cells: string[], columns: readonly Column[]): ReadRow {
  const problems: RowProblem[] = [];
  if (cells.length !== columns.length) {
    problems.push({
      column: null,
      code: 'cell_count',
      detail: `The row has ${cells.length} cells, the header ${columns.length}: it is cut off or shifted.`,
    });
    return { line, cells, investor: null, problems };
  }
  const said: Record<string, unknown> = {};
  columns.forEach((column, i) => {
    const cell = cells[i] ?? '';
    const problem = spoilt(cell);
    if (problem) problems.push({ column, ...problem });
    if (cell.trim() !== '') put(said, COLUMNS[column].replace('?', ''), cell.trim());
  });
  if (problems.length > 0) return { line, cells, investor: null, problems };
  const empty = REQUIRED.filter((name) => (cells[columns.indexOf(name)] ?? '').trim() === '');
  for (const column of empty) problems.push({ column, code: 'missing', detail: 'must be given' });
  const read = importedInvestor.safeParse(said, { error: unfit });
  if (read.success) return { line, cells, investor: read.data, problems };
  for (const issue of read.error.issues) {
    const column = columnOf(issue);
    // Of what is not there nothing more is to be said.
    if (column && empty.includes(column)) continue;
    if (column) problems.push({ column, code: 'invalid_value', detail: issue.message });
  }
  return { line, cells, investor: null, problems };
}

/** What a spreadsheet, or another program's idea of letters, has made of a cell. */
function spoilt(cell: string): Omit<RowProblem, 'column'> | null {
  if (/^\s*[=+@-]/.test(cell)) {
    return {
      code: 'formula_cell',
      detail: 'The cell begins like a formula (=, +, -, @): write the value itself.',
    };
  }
  if (/[\r\n]/.test(cell.trim())) {
    return { code: 'line_break', detail: 'The cell runs over several lines: write it in one.' };
  }
  // UTF-8 that was read as Windows-1252 and saved again: é has become Ã©.
  if (/[\u00C2\u00C3][\u0080-\u00BF\u0152-\u0192\u2013-\u20AC\u2122]/.test(cell)) {
    return {
      code: 'wrong_encoding',
      detail: 'Letters were spoilt on the way (such as Ã© for é): export the file again as UTF-8.',
    };
  }
  return null;
}

function put(target: Record<string, unknown>, path: string, value: string): void {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) target[first] = value;
  else put((target[first] ??= {}) as Record<string, unknown>, rest.join('.'), value);
}

/** The column an issue of the schema is about; null of the address as a whole, which is empty then. */
const columnOf = ({ path }: z.core.$ZodIssue): Column | null =>
  NAMES.find((name) => COLUMNS[name].replace('?', '') === path.join('.')) ?? null;

const unreadable = (code: string, detail: string, line: number) =>
  new Refused(code, detail, { line });
