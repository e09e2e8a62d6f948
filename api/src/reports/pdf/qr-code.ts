import encodeQR from 'qr';
import { COLOURS, type Sheet } from './sheet.js';

/** A QR code of a text as filled squares, `size` points wide with its quiet zone of two modules. */
export function qrCode(sheet: Sheet, text: string, x: number, y: number, size: number): void {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 2 });
  const side = size / modules.length;
  sheet.figure(`QR code: ${text}`, () => {
    modules.forEach((row, i) =>
      row.forEach((dark, j) => {
        if (dark) sheet.doc.rect(x + j * side, y + i * side, side, side);
      }),
    );
    sheet.doc.fill(COLOURS.ink);
  });
}
