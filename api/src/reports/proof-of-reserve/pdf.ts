import type { ReserveReport } from '@cadastre/core';
import { COLOURS, COLUMN, PAGE, Sheet } from '../pdf/sheet.js';
import { day, short } from '../pdf/words.js';
import { annex } from './pdf-annex.js';
import { cover } from './pdf-cover.js';
import { exceptions, method, scope } from './pdf-method.js';
import { holders, oracle } from './pdf-oracle.js';
import { attestations, reserves } from './pdf-reserves.js';
import { result, supply } from './pdf-result.js';

/**
 * The report as a PDF of the same bytes for the same content, on any machine: dates are the as-of time,
 * fonts are embedded, streams are not compressed, numbers are formatted from whole ones.
 * @param sha256 of the content's canonical JSON, hex; printed on every page
 */
export function proofOfReservePdf(report: ReserveReport, sha256: string): Promise<Buffer> {
  const { asset, asOf, token } = report.inputs;
  const sheet = new Sheet({
    title: `Proof of reserve: ${asset.name}, ${asOf.time.slice(0, 10)}`,
    author: 'Cadastre',
    subject: `Block ${asOf.block}, content SHA-256 ${sha256}`,
    keywords: `report ${report.reportId}; token ${token.address} on chain ${token.chainId}`,
    at: new Date(asOf.blockTime),
  });
  sheet.page();
  cover(sheet, report, sha256);
  sheet.page();
  scope(sheet, report);
  result(sheet, report);
  supply(sheet, report);
  reserves(sheet, report);
  attestations(sheet, report);
  annex(sheet, report);
  oracle(sheet, report);
  holders(sheet, report);
  exceptions(sheet, report);
  method(sheet, report, sha256);
  return sheet.finish((page, of) => footer(sheet, report, sha256, page, of));
}

function footer(sheet: Sheet, { inputs }: ReserveReport, sha256: string, page: number, of: number) {
  const y = PAGE.height - 46;
  const style = { size: 7.5, colour: COLOURS.muted, role: 'Artifact' } as const;
  sheet.rule(y - 8, COLOURS.line);
  sheet.line(
    `${inputs.asset.name} · proof of reserve as of ${day(inputs.asOf.time)}, block ${inputs.asOf.block}`,
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
