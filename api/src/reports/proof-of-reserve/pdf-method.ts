import { REPORT_FORMAT, registeredName, type ReserveReport } from '@cadastre/core';
import { nothing } from '../pdf/paper.js';
import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { day } from '../pdf/words.js';

/** What is said and what is not, before any number. */
export function scope(sheet: Sheet, { inputs }: ReserveReport): void {
  heading(sheet, 'Scope and limits');
  list(sheet, [
    'This is a management report with machine evidence. It is not an audit, a review or a valuation opinion, and nobody has expressed assurance on it.',
    `It covers one token, ${inputs.token.symbol}, on chain ${inputs.token.chainId}, as of ${inputs.asOf.time}: the last block that is not later is ${inputs.asOf.block}.`,
    'What is held is what the issuer’s record states, a second person approved and custodians attest over their signatures. The report does not prove more than they state.',
    'Fair values are computed from published yields, prices and appraisals. They are not quotes, and a sale could bring more or less.',
  ]);
}

/** Everything that keeps the report from being a plain PASS, and what it corrects. */
export function exceptions(sheet: Sheet, { result, supersedes }: ReserveReport): void {
  heading(sheet, 'Exceptions and corrections');
  if (result.reasons.length === 0) nothing(sheet, 'No exceptions.');
  else {
    list(
      sheet,
      result.reasons.map(({ code, detail }) => `${code}: ${detail}`),
    );
  }
  if (supersedes) {
    sheet.paragraph(
      `This report corrects ${supersedes.reportId}, whose content has the SHA-256 ${supersedes.contentSha256}: ${supersedes.reason}`,
      { size: 9 },
    );
  } else nothing(sheet, 'It corrects no earlier report.');
  sheet.cursor += 14;
}

/** How the numbers came about, and how to check them without us. */
export function method(sheet: Sheet, report: ReserveReport, sha256: string): void {
  heading(sheet, 'Method', `Version ${REPORT_FORMAT}.`);
  list(sheet, [...LINE[report.inputs.asset.kind], ...COMMON]);
  verify(sheet, report, sha256);
  signOff(sheet, report);
}

const LINE: Record<ReserveReport['inputs']['asset']['kind'], string[]> = {
  treasury: [
    'Securities are priced as bills or notes by the Treasury’s own formulas (31 CFR Part 356, Appendix B) at the yield interpolated between the tenors around each maturity; below the shortest tenor the yield is flat.',
    'Cash counts every issue and redemption settled up to the block; principal and coupons paid since the statement count as received on their dates.',
    'Owed is the NAV in force on-chain for every share, tokenised or in book entry, plus stated liabilities and the management fee accrued act/365.',
  ],
  commodity: [
    'Each bar counts with the fine weight its custodian states, once; gross × fineness is recomputed beside it, and a bar that differs by more than 0.001 oz is an exception.',
    'One token is owed one fine troy ounce, rounded up to a thousandth; dollars are ounces at the NAV in force.',
  ],
  real_estate: [
    'The property counts at its newest appraisal, without interpolation; debt and payables are owed beside the holders’ claim.',
    'Owed to holders is the NAV in force on-chain for every token.',
  ],
};

const COMMON = [
  'Attestations are checked at the block’s time: key, its period and revocation, signature, expiry, unit, number. What they say is encumbered is no cover.',
  'Coverage is free reserves over everything owed, rounded down. PASS means at least one for one; FAIL means less. Where an input is missing, old, parked or contradicts another, the report says DO NOT RELY instead.',
];

function verify(sheet: Sheet, { inputs, reportId }: ReserveReport, sha256: string): void {
  sheet.need(150);
  heading(sheet, 'How to verify it without us');
  list(sheet, [
    'npm run verify -- <this file, the JSON or the bundle> --rpc <a node you trust> checks everything below, step by step; so does the page /verify in a browser, which sends nothing anywhere.',
    `The SHA-256 of the content is ${sha256}; of this file, what the token ${inputs.token.address} answers to getDocument for the name ${registeredName(reportId)}.`,
    `Ask any node of chain ${inputs.token.chainId} for the hash of block ${inputs.asOf.block}, the token’s totalSupply and every balance at that block, and the feeds for their rounds.`,
    'Every number under “result” of the content follows from its “inputs” by the arithmetic of docs/proof-of-reserve.md.',
  ]);
}

function signOff(sheet: Sheet, { inputs }: ReserveReport): void {
  sheet.need(150);
  // Who signs and the space for who reports stand on one page.
  sheet.need(230);
  heading(sheet, 'Sign-off');
  table(
    sheet,
    [
      { head: 'Who', width: 2.4 },
      { head: 'What', width: 2.2 },
      { head: 'Date and signature', width: 1.6 },
    ],
    [
      [inputs.asset.issuer, 'Management’s responsibility for the inputs', ''],
      ['Platform', 'Detached signature, beside the JSON', 'signatures/platform.json'],
      ['Custodians', 'Their attestations, in the bundle', 'attestations/'],
    ],
  );
  sheet.cursor += 12;
  sheet.need(86);
  const height = 70;
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, null, COLOURS.line);
  sheet.line(
    'Space for the practitioner’s report',
    PAGE.left + 12,
    sheet.cursor + 10,
    COLUMN - 24,
    {
      size: 9,
      colour: COLOURS.muted,
    },
  );
  sheet.line(
    `Nobody has reported on this document as of ${day(inputs.asOf.time)}.`,
    PAGE.left + 12,
    sheet.cursor + 25,
    COLUMN - 24,
    { size: 8.5, colour: COLOURS.muted },
  );
  sheet.cursor += height + 14;
}

function list(sheet: Sheet, sentences: readonly string[]): void {
  sentences.forEach((sentence, i) => {
    const lines = sheet.wrap(sentence, 'text', 9, COLUMN - 16);
    sheet.need(lines.length * 13);
    sheet.line(String(i + 1), PAGE.left, sheet.cursor, 14, { size: 9, colour: COLOURS.muted });
    sheet.paragraph(sentence, { size: 9, x: PAGE.left + 16, width: COLUMN - 16 });
    sheet.cursor += 4;
  });
  sheet.cursor += 8;
}
