import { CoreError } from '../errors.js';

/** A file that is not the table it should be. `line` counts from 1, the header being line 1. */
export class TableError extends CoreError {
  constructor(
    code: string,
    message: string,
    readonly line: number,
  ) {
    super(code, message);
  }
}

export interface TableRow {
  readonly line: number;
  /** The cell of a named column, as written. */
  get(column: string): string;
}

export interface Table {
  /** Which of the offered layouts the header is. */
  readonly layout: readonly string[];
  readonly rows: TableRow[];
}

/**
 * Strict CSV: UTF-8 without byte order mark, LF line ends, a final newline, a header that is exactly one
 * of `layouts` (names and order), the same number of cells in every row, quotes only around whole cells.
 * @throws TableError `csv_empty`, `csv_bom`, `csv_crlf`, `csv_truncated`, `csv_quote`,
 *   `csv_unknown_column`, `csv_duplicate_column`, `csv_missing_column`, `csv_column_order`,
 *   `csv_cell_count`, `csv_no_rows`
 */
export function readTable(text: string, layouts: readonly (readonly string[])[]): Table {
  const lines = splitLines(text);
  const layout = matchHeader(splitCells(lines[0] ?? '', 1), layouts);
  const index = new Map(layout.map((name, i) => [name, i]));
  const rows = lines.slice(1).map((content, i) => readRow(content, i + 2, layout, index));
  if (rows.length === 0) {
    throw new TableError('csv_no_rows', 'The file has a header but no rows: ask for it again.', 1);
  }
  return { layout, rows };
}

function splitLines(text: string): string[] {
  if (text === '') throw new TableError('csv_empty', 'The file is empty: ask for it again.', 1);
  if (text.startsWith('\ufeff')) {
    throw new TableError(
      'csv_bom',
      'The file begins with a byte order mark: save it as plain UTF-8.',
      1,
    );
  }
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn >= 0) {
    const line = text.slice(0, carriageReturn).split('\n').length;
    throw new TableError(
      'csv_crlf',
      `Line ${line} ends in CR LF: save the file with LF line ends.`,
      line,
    );
  }
  const lines = text.split('\n');
  if (lines.pop() !== '') {
    throw new TableError(
      'csv_truncated',
      `Line ${lines.length + 1} has no line end, so the file was cut off: ask for it again.`,
      lines.length + 1,
    );
  }
  return lines;
}

function readRow(
  content: string,
  line: number,
  layout: readonly string[],
  index: ReadonlyMap<string, number>,
): TableRow {
  const cells = splitCells(content, line);
  if (cells.length !== layout.length) {
    throw new TableError(
      'csv_cell_count',
      `Line ${line} has ${cells.length} cells, the header has ${layout.length}: the row is cut off or shifted.`,
      line,
    );
  }
  return {
    line,
    get(column) {
      const cell = cells[index.get(column) ?? -1];
      if (cell === undefined) {
        throw new TableError('csv_missing_column', `There is no column "${column}".`, line);
      }
      return cell;
    },
  };
}

/** Cells of one line; a cell is bare or wholly quoted, with "" for a quote inside. */
function splitCells(content: string, line: number): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (content[at] === '"') {
      let cell = '';
      for (at += 1; ; at += 1) {
        if (at >= content.length) throw badQuote(line);
        if (content[at] !== '"') cell += content.charAt(at);
        else if (content[at + 1] === '"') cell += content.charAt((at += 1));
        else break;
      }
      cells.push(cell);
      at += 1;
      if (at < content.length && content[at] !== ',') throw badQuote(line);
    } else {
      const comma = content.indexOf(',', at);
      const cell = content.slice(at, comma < 0 ? content.length : comma);
      if (cell.includes('"')) throw badQuote(line);
      cells.push(cell);
      at = comma < 0 ? content.length : comma;
    }
    if (at >= content.length) return cells;
    at += 1;
  }
}

function badQuote(line: number): TableError {
  return new TableError(
    'csv_quote',
    `Line ${line} has a quote that is not closed or not around a whole cell.`,
    line,
  );
}

function matchHeader(
  header: readonly string[],
  layouts: readonly (readonly string[])[],
): readonly string[] {
  const exact = layouts.find(
    (layout) => layout.length === header.length && layout.every((name, i) => name === header[i]),
  );
  if (exact) return exact;
  const shared = (layout: readonly string[]) =>
    layout.filter((name) => header.includes(name)).length;
  const nearest = [...layouts].sort(
    (a, b) => shared(b) - shared(a) || a.length - b.length,
  )[0] as readonly string[];
  throw headerProblem(header, nearest);
}

function headerProblem(header: readonly string[], layout: readonly string[]): TableError {
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined) {
    return new TableError(
      'csv_duplicate_column',
      `The column "${repeated}" stands twice in the header.`,
      1,
    );
  }
  const unknown = header.filter((name) => !layout.includes(name));
  if (unknown.length > 0) {
    return new TableError(
      'csv_unknown_column',
      `The header has columns that are not expected: ${unknown.map((n) => `"${n}"`).join(', ')}.`,
      1,
    );
  }
  const missing = layout.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    return new TableError(
      'csv_missing_column',
      `The header lacks: ${missing.map((n) => `"${n}"`).join(', ')}.`,
      1,
    );
  }
  const at = layout.findIndex((name, i) => name !== header[i]);
  return new TableError(
    'csv_column_order',
    `Column ${at + 1} is "${header[at]}" but should be "${layout[at]}": the columns are in another order.`,
    1,
  );
}
