import { COLOURS, COLUMN, PAGE, type Sheet } from './sheet.js';

/** The register's mark, a parcel on a ruled sheet, at the head of a page; `kind` says what the paper is. */
export function brand(sheet: Sheet, kind: string): void {
  const { doc } = sheet;
  const [x, y] = [PAGE.left, 64];
  doc.lineWidth(1.1).strokeColor(COLOURS.ink);
  doc
    .moveTo(x, y + 2)
    .lineTo(x + 7, y)
    .lineTo(x + 15, y + 2.5)
    .lineTo(x + 15, y + 14);
  doc
    .lineTo(x + 7, y + 12)
    .lineTo(x, y + 14)
    .closePath()
    .stroke();
  doc
    .moveTo(x + 7, y)
    .lineTo(x + 7, y + 12)
    .stroke();
  doc
    .moveTo(x + 7, y + 6)
    .lineTo(x + 15, y + 8)
    .stroke();
  sheet.line('Cadastre', x + 23, y - 3.5, 120, { face: 'title', size: 15 });
  sheet.line(kind, x, y - 0.5, COLUMN, { size: 8.5, colour: COLOURS.muted, align: 'right' });
  sheet.rule(y + 26, COLOURS.line);
}
