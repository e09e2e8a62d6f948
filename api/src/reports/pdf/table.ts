import type { Face } from './fonts.js';
import { COLOURS, COLUMN, PAGE, type Sheet, type TextStyle } from './sheet.js';

export interface TableColumn {
  head: string;
  /** Share of the table's width. */
  width: number;
  align?: 'left' | 'right';
  face?: Face;
  size?: number;
}

const ROW = 16;
const HEAD = 18;
const GAP = 8;

/** What a table of so many rows takes, in points. */
export const tableHeight = (rows: number): number => HEAD + rows * ROW;

/**
 * Rows under heads, ruled like a register; heads come again on every page. The `totals` are set
 * strong, under a stronger rule.
 */
export function table(
  sheet: Sheet,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  totals: readonly (readonly string[])[] = [],
): void {
  const sum = columns.reduce((total, column) => total + column.width, 0);
  const at = columns.map((_, i) => {
    const before = columns.slice(0, i).reduce((total, column) => total + column.width, 0);
    return PAGE.left + (before / sum) * COLUMN;
  });
  const cells = (row: readonly string[], y: number, style: (column: TableColumn) => TextStyle) =>
    sheet.inside('TR', () =>
      columns.forEach((column, i) => {
        const last = i === columns.length - 1;
        const width = (column.width / sum) * COLUMN - (last ? 0 : GAP);
        const align = column.align ?? 'left';
        const at0 = at[i] ?? PAGE.left;
        sheet.line(row[i] ?? '', at0, y, width, { align, role: 'TD', ...style(column) });
      }),
    );
  const heads = () => {
    cells(
      columns.map((column) => column.head),
      sheet.cursor,
      () => ({ size: 7.5, colour: COLOURS.muted, role: 'TH' }),
    );
    sheet.cursor += HEAD - 4;
    sheet.rule(sheet.cursor, COLOURS.line);
    sheet.cursor += 4;
  };
  // Heads never stand alone at the foot of a page.
  sheet.need(HEAD + 2 * ROW);
  sheet.inside('Table', () => {
    heads();
    for (const row of rows) {
      if (sheet.need(ROW)) heads();
      cells(row, sheet.cursor, ({ face = 'text', size = 8.5 }) => ({ face, size }));
      sheet.cursor += ROW - 3.5;
      sheet.rule(sheet.cursor, COLOURS.hair);
      sheet.cursor += 3.5;
    }
    totals.forEach((row, i) => {
      if (sheet.need(ROW + 4)) heads();
      if (i === 0) sheet.rule(sheet.cursor - 3.5, COLOURS.ink, PAGE.left, COLUMN, 0.8);
      else sheet.rule(sheet.cursor - 3.5, COLOURS.hair);
      sheet.cursor += 1;
      cells(row, sheet.cursor, ({ size = 8.5 }) => ({ face: 'strong', size }));
      sheet.cursor += ROW - 1;
    });
  });
}

/** A heading with a line of explanation under it. */
export function heading(sheet: Sheet, title: string, note?: string): void {
  sheet.need(72);
  sheet.line(title, PAGE.left, sheet.cursor, COLUMN, {
    face: 'title',
    size: 15,
    role: 'H2',
  });
  sheet.cursor += 23;
  if (note) {
    sheet.paragraph(note, { size: 8.5, colour: COLOURS.muted });
    sheet.cursor += 6;
  }
}
