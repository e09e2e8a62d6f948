import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { heading } from '../pdf/table.js';
import type { ProofOfReserve } from './content.js';
import { day } from '../pdf/words.js';

/** How the numbers came about, what they do not say, and how to check them without us. */
export function method(sheet: Sheet, content: ProofOfReserve, sha256: string): void {
  const { asOf, token } = content;
  heading(sheet, 'Method');
  list(sheet, [
    'Reserves are the securities and the cash of the fund statement in force. Securities are priced as bills or notes by the Treasury’s own formulas (31 CFR Part 356, Appendix B) at the yield interpolated between the tenors around each maturity; below the shortest tenor the yield is flat.',
    'Cash counts every issue and redemption settled up to the block at which the shares are counted, so that a share and the money paid for it are never on different sides.',
    `Principal and coupons that the securities paid after the day of the statement, ${day(asOf.statedOn)} in New York, count as received on their dates up to ${day(asOf.valuationDate)}, until a newer statement has them in its cash. A coupon that is in the stated cash but not yet behind the curve is taken off the value of its security.`,
    'Owed is the NAV in force on-chain for every share, tokenised or in book entry, plus the liabilities stated by the fund and the management fee accrued act/365 on the securities since it was last charged, and on what they paid up to that day.',
    'Coverage is reserves over everything owed, rounded down. PASS means at least one for one; FAIL means less. Where the NAV is missing, the curve is more than five days old, or the register does not add up, the report says DO NOT RELY instead.',
  ]);
  heading(sheet, 'Scope and limits');
  list(sheet, [
    'This is a management report with machine evidence. It is not an audit, a review or a valuation opinion, and nobody has expressed assurance on it.',
    'What the fund holds is taken from its own statement, which a second person approved. The report does not prove that the custodian holds these securities, or that they are free of encumbrance.',
    'Fair values are computed from published yields. They are not quotes, and a sale could bring more or less.',
    `The content repeats every input but the terms of the securities, which the Treasury publishes by CUSIP, and the curve: ${asOf.curveSource}, row of ${day(asOf.valuationDate)}.`,
  ]);
  heading(sheet, 'How to check it without us');
  list(sheet, ['Take the SHA-256 of the content file. It must be the one printed here:']);
  sheet.cursor -= 8;
  sheet.line(sha256, PAGE.left + 16, sheet.cursor, COLUMN - 16, { face: 'mono', size: 8.5 });
  sheet.cursor += 18;
  list(
    sheet,
    [
      `Ask any node of chain ${token.chainId} for the hash of block ${asOf.block}, and the token’s totalSupply and every balance at that block.`,
      'Ask the NAV feed for its round, and check the transaction that carried it.',
      'Price each security from its row in the table and the curve of the day; add; divide.',
    ],
    2,
  );
  addresses(sheet, content);
}

function list(sheet: Sheet, sentences: string[], from = 1): void {
  sentences.forEach((sentence, i) => {
    const lines = sheet.wrap(sentence, 'text', 9, COLUMN - 16);
    sheet.need(lines.length * 13);
    sheet.line(String(from + i), PAGE.left, sheet.cursor, 14, { size: 9, colour: COLOURS.muted });
    sheet.paragraph(sentence, { size: 9, x: PAGE.left + 16, width: COLUMN - 16 });
    sheet.cursor += 4;
  });
  sheet.cursor += 8;
}

function addresses(sheet: Sheet, { token }: ProofOfReserve): void {
  const rows = [
    ['Token', token.address],
    ['NAV feed', token.navFeed],
    ['Reserve feed', token.reserveFeed],
  ] as const;
  sheet.need(rows.length * 15);
  for (const [name, address] of rows) {
    sheet.line(name, PAGE.left + 16, sheet.cursor, 90, { size: 9, colour: COLOURS.muted });
    sheet.line(address, PAGE.left + 106, sheet.cursor, COLUMN - 106, { face: 'mono', size: 8.5 });
    sheet.cursor += 15;
  }
}
