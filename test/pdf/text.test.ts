import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { pageCount, pdfText } from './text.ts';

const PLEX = fileURLToPath(
  import.meta.resolve('@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-400-normal.woff'),
);

for (const compress of [true, false]) {
  for (const font of ['Helvetica', PLEX]) {
    const name = font === PLEX ? 'an embedded font' : 'a standard font';
    test(`words come out of a PDF with ${name}, compressed: ${compress}`, async () => {
      const file = await pdf(compress, font, [
        'Supply 321 470.123456 shares (closing)',
        'Coverage 101.25 % Page 2 of 2',
      ]);
      assert.equal(pageCount(file), 2);
      const text = pdfText(file);
      assert.match(text, /Supply 321 470\.123456 shares \(closing\)/);
      assert.match(text, /Coverage 101\.25 % Page 2 of 2/);
    });
  }
}

function pdf(compress: boolean, font: string, pages: string[]): Promise<Buffer> {
  const doc = new PDFDocument({ compress, autoFirstPage: false });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    doc.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    for (const text of pages) doc.addPage().font(font).text(text);
    doc.end();
  });
}
