import { brand } from './brand.js';
import { COLOURS, COLUMN, PAGE, type Sheet } from './sheet.js';
import { short } from './words.js';

/** What the head of a paper says. */
export interface PaperHead {
  /** To the right of the brand. */
  kind: string;
  title: string;
  /** In large type under the title: whose it is. */
  subject: string;
  /** Small, under that. */
  note: string;
}

/** The upper part of a first page; the cursor is below it then. */
export function paperHead(sheet: Sheet, { kind, title, subject, note }: PaperHead): void {
  brand(sheet, kind);
  sheet.cursor = 116;
  sheet.line(title, PAGE.left, sheet.cursor, COLUMN, { face: 'title', size: 25, role: 'H1' });
  sheet.cursor += 38;
  sheet.line(subject, PAGE.left, sheet.cursor, COLUMN, { size: 12.5 });
  sheet.cursor += 19;
  sheet.paragraph(note, { size: 9, colour: COLOURS.muted });
  sheet.cursor += 18;
}

/** Figures side by side in a box: what, how much, and a remark. At most four. */
export function figureBox(
  sheet: Sheet,
  figures: readonly (readonly [string, string, string])[],
): void {
  const [height, inset] = [64, 14];
  sheet.need(height + 20);
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, COLOURS.paper);
  const width = COLUMN / figures.length;
  figures.forEach(([what, figure, remark], i) => {
    const x = PAGE.left + i * width + inset;
    const room = width - inset - 6;
    const y = sheet.cursor;
    if (i > 0) {
      const at = x - inset;
      sheet.doc.moveTo(at, y + 12).lineTo(at, y + height - 12);
      sheet.doc.lineWidth(0.6).strokeColor(COLOURS.line).stroke();
    }
    sheet.line(what, x, y + 12, room, { size: 7.5, colour: COLOURS.muted });
    sheet.line(figure, x, y + 24, room, { face: 'strong', size: 12.5 });
    sheet.line(remark, x, y + 43, room, { size: 7.5, colour: COLOURS.muted });
  });
  sheet.cursor += height + 22;
}

/** Said where a table would have no rows. */
export function nothing(sheet: Sheet, words: string): void {
  sheet.line(words, PAGE.left, sheet.cursor, COLUMN, { size: 9, colour: COLOURS.muted });
  sheet.cursor += 16;
}

/** The foot of every page: what paper it is, the block it is as of, the page. */
export function paperFoot(
  sheet: Sheet,
  { what, blockHash }: { what: string; blockHash: string },
  page: number,
  of: number,
): void {
  const y = PAGE.height - 46;
  const style = { size: 7.5, colour: COLOURS.muted, role: 'Artifact' } as const;
  sheet.rule(y - 8, COLOURS.line);
  sheet.line(what, PAGE.left, y, COLUMN * 0.6, style);
  const block = { ...style, align: 'right' } as const;
  sheet.line(`Block ${short(blockHash)}`, PAGE.left + COLUMN * 0.6, y, COLUMN * 0.26, block);
  sheet.line(`Page ${page} of ${of}`, PAGE.left, y, COLUMN, block);
}
