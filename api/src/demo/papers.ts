import PDFDocument from 'pdfkit';

export interface Paper {
  title: string;
  /** Who issues it, on whose behalf. */
  from: string;
  /** `YYYY-MM-DD` printed on the paper. */
  dated: string;
  paragraphs: string[];
  table?: { head: string[]; rows: string[][] };
}

const MARGIN = 56;
const NOTICE =
  'SAMPLE DOCUMENT of a demonstration. It states nothing about any real company or person.';

/**
 * A small real PDF that says on its face that it is a sample. The same paper gives the same bytes:
 * a repeated upload has the same address.
 */
export function printPaper(paper: Paper): Promise<Buffer> {
  const created = new Date(`${paper.dated}T12:00:00Z`);
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    info: { Title: paper.title, Author: paper.from, CreationDate: created, ModDate: created },
  });
  const chunks: Buffer[] = [];
  const printed = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    doc.on('error', reject);
  });
  doc.font('Helvetica').fontSize(8).fillColor('#8a2b1e').text(NOTICE);
  doc.moveDown(2).fillColor('#1c2b24').font('Helvetica-Bold').fontSize(18).text(paper.title);
  doc.font('Helvetica').fontSize(10).fillColor('#555555').text(`${paper.from}, ${paper.dated}`);
  doc.moveDown(1.5).fillColor('#111111');
  for (const paragraph of paper.paragraphs) doc.text(paragraph, { lineGap: 2 }).moveDown(0.8);
  if (paper.table) printTable(doc, paper.table);
  doc.end();
  return printed;
}

function printTable(doc: PDFKit.PDFDocument, table: { head: string[]; rows: string[][] }): void {
  const width = (doc.page.width - 2 * MARGIN) / table.head.length;
  const line = (cells: string[], font: string) => {
    if (doc.y > doc.page.height - MARGIN - 20) doc.addPage();
    const y = doc.y;
    doc.font(font).fontSize(9);
    cells.forEach((cell, i) => {
      doc.text(cell, MARGIN + i * width, y, {
        width: width - 6,
        align: i === 0 ? 'left' : 'right',
      });
    });
    doc.x = MARGIN;
    doc.y = y + 14;
  };
  line(table.head, 'Helvetica-Bold');
  for (const row of table.rows) line(row, 'Helvetica');
}
