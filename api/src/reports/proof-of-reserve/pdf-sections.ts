import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { heading, table, tableHeight } from '../pdf/table.js';
import type { ProofOfReserve, ReportRound } from './content.js';
import {
  centsAsDollars,
  day,
  dollars,
  nav,
  percent,
  rate,
  shares,
  short,
  stamp,
} from '../pdf/words.js';

const LABEL = { head: '', width: 3.4 } as const;
const RECEIVED = 'Principal and coupons received since the statement';
/** A heading with one line of note, in points. */
const HEADING = 45;
const AMOUNT = { head: 'USD', width: 1.2, align: 'right' } as const;

/** Reserves against everything owed, line by line. */
export function result(
  sheet: Sheet,
  { result: r, asOf, token, reserveRounds }: ProofOfReserve,
): void {
  heading(
    sheet,
    'Result',
    `Fair values and NAV are of ${day(asOf.valuationDate)}; shares are counted at block ${asOf.block}. Amounts in US dollars, shown to the cent, computed to six decimals.`,
  );
  table(
    sheet,
    [{ ...LABEL, head: 'Reserves' }, AMOUNT],
    [
      ['Treasury securities at fair value, with accrued interest', dollars(r.portfolioUsd6)],
      [
        `Cash, with every issue and redemption settled up to block ${asOf.block}`,
        dollars(r.cashUsd6),
      ],
      [RECEIVED, dollars(r.receiptsUsd6)],
    ],
    [['Reserves', dollars(r.reservesUsd6)]],
  );
  sheet.cursor += 10;
  const price = r.navPerShareUsd6 ?? r.recomputedNavPerShareUsd6 ?? '0';
  table(
    sheet,
    [{ ...LABEL, head: 'Owed' }, { head: 'Shares', width: 1.4, align: 'right' }, AMOUNT],
    [
      [`${token.symbol} in issue on-chain, redeemable`, shares(r.tokenShares), ''],
      ['Book-entry shares of the sponsor, not tokenised', shares(r.bookEntryShares), ''],
      [
        `Owed to holders: shares × NAV of ${nav(price)}`,
        shares(r.sharesInIssue),
        dollars(r.owedToHoldersUsd6),
      ],
      ['Less what rounding the NAV to six decimals may add', '', dollars(-BigInt(r.roundingUsd6))],
      ['Other liabilities as stated', '', dollars(r.otherLiabilitiesUsd6)],
      ['Management fee accrued', '', dollars(r.accruedFeeUsd6)],
    ],
    [['Everything owed', '', dollars(r.owedUsd6)]],
  );
  sheet.cursor += 10;
  table(
    sheet,
    [
      { ...LABEL, head: 'Answer' },
      { ...AMOUNT, head: '' },
    ],
    [
      ['Surplus of reserves over everything owed', `${dollars(r.surplusUsd6)} USD`],
      [
        'NAV per share recomputed from this portfolio',
        `${nav(r.recomputedNavPerShareUsd6 ?? '0')} USD`,
      ],
      ['NAV per share on-chain', r.navPerShareUsd6 ? `${nav(r.navPerShareUsd6)} USD` : 'none'],
      [
        'Reserves on-chain, latest round; money settled since is not in it yet',
        reserveRounds[0] ? `${dollars(reserveRounds[0].answer)} USD` : 'none',
      ],
      ['Cost of the securities', `${dollars(r.costUsd6)} USD`],
      ['Average time to maturity, by fair value', `${r.averageDaysToMaturity} days`],
      ['Largest position, of reserves', percent(r.largestPositionPpm)],
      ['Holders on-chain', String(r.holders)],
    ],
    [['Coverage, rounded down', r.coveragePpm ? percent(r.coveragePpm) : 'nothing owed']],
  );
  sheet.cursor += 20;
}

/** From nothing to the supply at the block, movement by movement. */
export function supply(sheet: Sheet, { supply: s, token, asOf }: ProofOfReserve): void {
  heading(
    sheet,
    'Supply since deployment',
    `Every issue and redemption of ${token.symbol} that the token's contract recorded from block ${token.deployedBlock} to block ${asOf.block}, in order.`,
  );
  const signed = (kind: string, amount: string) =>
    shares(kind === 'burn' ? -BigInt(amount) : BigInt(amount));
  table(
    sheet,
    [
      { head: 'Block', width: 0.6 },
      { head: 'Time, UTC', width: 1.35 },
      { head: 'Movement', width: 0.9 },
      { head: 'Holder', width: 1.35, face: 'mono', size: 7.5 },
      { head: 'Transaction', width: 1.35, face: 'mono', size: 7.5 },
      { head: 'Shares', width: 1.4, align: 'right' },
    ],
    [
      [String(token.deployedBlock), '', 'Opening', '', '', shares(s.openingShares)],
      ...s.movements.map((m) => [
        String(m.block),
        stamp(m.time),
        m.kind === 'mint' ? 'Issue' : 'Redemption',
        short(m.holder),
        short(m.transactionHash),
        signed(m.kind, m.shares),
      ]),
    ],
    [[String(asOf.block), '', 'Closing', '', '', shares(s.closingShares)]],
  );
  sheet.paragraph(
    `Opening ${shares(s.openingShares)} + issued ${shares(s.mintedShares)} \u2212 redeemed ${shares(s.burntShares)} = ${shares(s.closingShares)}. Full transaction hashes stand in the content.`,
    { size: 8.5, colour: COLOURS.muted },
  );
  sheet.cursor += 20;
}

/** Every security with its price and fair value. */
export function portfolio(sheet: Sheet, { positions, asOf, result: r }: ProofOfReserve): void {
  heading(
    sheet,
    'Portfolio at fair value',
    `Priced per 31 CFR Part 356, Appendix B, on the official par yield curve of ${day(asOf.valuationDate)}, interpolated to each maturity. Prices per 100 of face.`,
  );
  const face = positions.reduce((sum, p) => sum + BigInt(p.faceCents), 0n).toString();
  table(
    sheet,
    [
      { head: 'CUSIP', width: 1, face: 'mono', size: 8 },
      { head: 'Security', width: 1.75 },
      { head: 'Maturity', width: 1.05 },
      { head: 'Face, USD', width: 1.3, align: 'right' },
      { head: 'Yield, %', width: 0.7, align: 'right' },
      { head: 'Price', width: 1.05, align: 'right' },
      { head: 'Accrued', width: 0.9, align: 'right' },
      { head: 'Fair value, USD', width: 1.25, align: 'right' },
    ],
    positions.map((p) => [
      p.cusip,
      p.description,
      day(p.maturityDate),
      centsAsDollars(p.faceCents),
      rate(p.yieldPercent),
      p.clean,
      p.accrued,
      dollars(p.valueUsd6),
    ]),
    [
      ['', 'Securities', '', centsAsDollars(face), '', '', '', dollars(r.portfolioUsd6)],
      ['', 'Cash', '', '', '', '', '', dollars(r.cashUsd6)],
      ['', 'Received', '', '', '', '', '', dollars(r.receiptsUsd6)],
      ['', 'Reserves', '', '', '', '', '', dollars(r.reservesUsd6)],
    ],
  );
  sheet.cursor += 20;
}

/** The last reports the feeds accepted. */
export function rounds(sheet: Sheet, { navRounds, reserveRounds }: ProofOfReserve): void {
  // Both tables on one page: a row or two carried over would be read as something else.
  sheet.need(HEADING + tableHeight(navRounds.length) + 12 + tableHeight(reserveRounds.length));
  heading(
    sheet,
    'Published rounds',
    'The newest reports that the on-chain feeds accepted from the oracle committee, newest first.',
  );
  const columns = (answer: string) => [
    { head: 'Round', width: 0.5 },
    { head: 'Valuation time, UTC', width: 1.4 },
    { head: 'Published, UTC', width: 1.4 },
    { head: 'Block', width: 0.6 },
    { head: 'Transaction', width: 1.2, face: 'mono' as const, size: 7.5 },
    { head: answer, width: 1.4, align: 'right' as const },
  ];
  const rows = (list: ReportRound[], show: (answer: string) => string) =>
    list.map((one) => [
      one.round,
      stamp(one.valuationTime),
      stamp(one.publishedAt),
      String(one.block),
      short(one.transactionHash),
      show(one.answer),
    ]);
  none(sheet, navRounds, 'No NAV has been published.');
  if (navRounds.length > 0) table(sheet, columns('NAV per share, USD'), rows(navRounds, nav));
  sheet.cursor += 12;
  none(sheet, reserveRounds, 'No reserve has been published.');
  if (reserveRounds.length > 0)
    table(sheet, columns('Reserves, USD'), rows(reserveRounds, dollars));
  sheet.cursor += 20;
}

function none(sheet: Sheet, list: unknown[], words: string): void {
  if (list.length > 0) return;
  sheet.line(words, PAGE.left, sheet.cursor, COLUMN, { size: 9 });
  sheet.cursor += 16;
}
