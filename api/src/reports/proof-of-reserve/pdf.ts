import { COLOURS, COLUMN, PAGE, Sheet } from '../pdf/sheet.js';
import type { ProofOfReserve } from './content.js';
import { cover } from './pdf-cover.js';
import { ladder } from './pdf-ladder.js';
import { method } from './pdf-method.js';
import { portfolio, result, rounds, supply } from './pdf-sections.js';
import { day, short } from '../pdf/words.js';

/**
 * The report as a PDF of the same bytes for the same content, on any machine: dates are the as-of time,
 * fonts are embedded, streams are not compressed.
 * @param sha256 of the content's canonical JSON, hex; printed on every page
 */
export function proofOfReservePdf(content: ProofOfReserve, sha256: string): Promise<Buffer> {
  const sheet = new Sheet({
    title: `Proof of reserve: ${content.asset.name}, ${content.asOf.time.slice(0, 10)}`,
    author: 'Cadastre',
    subject: `Block ${content.asOf.block}, content SHA-256 ${sha256}`,
    at: new Date(content.asOf.time),
  });
  sheet.page();
  cover(sheet, content, sha256);
  sheet.page();
  result(sheet, content);
  supply(sheet, content);
  sheet.page();
  portfolio(sheet, content);
  ladder(sheet, content);
  rounds(sheet, content);
  sheet.page();
  method(sheet, content, sha256);
  return sheet.finish((page, of) => footer(sheet, content, sha256, page, of));
}

function footer(sheet: Sheet, content: ProofOfReserve, sha256: string, page: number, of: number) {
  const y = PAGE.height - 46;
  const style = { size: 7.5, colour: COLOURS.muted } as const;
  sheet.rule(y - 8, COLOURS.line);
  sheet.line(
    `${content.asset.name} · proof of reserve as of ${day(content.asOf.time)}, block ${content.asOf.block}`,
    PAGE.left,
    y,
    COLUMN * 0.62,
    style,
  );
  sheet.line(`Page ${page} of ${of}`, PAGE.left, y, COLUMN, { ...style, align: 'right' });
  sheet.line(`Content ${short(sha256)}`, PAGE.left + COLUMN * 0.5, y, COLUMN * 0.34, {
    ...style,
    align: 'right',
  });
}
