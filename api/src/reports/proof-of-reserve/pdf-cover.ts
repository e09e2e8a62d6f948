import { brand } from '../pdf/brand.js';
import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import type { ProofOfReserve, Verdict } from './content.js';
import { day, dollars, moment, nav, percent, shares } from '../pdf/words.js';

const LOOK = {
  PASS: { ink: COLOURS.accent, soft: COLOURS.accentSoft, words: 'Reserves cover everything owed' },
  FAIL: { ink: COLOURS.red, soft: COLOURS.redSoft, words: 'Reserves do not cover everything owed' },
  'DO NOT RELY': {
    ink: COLOURS.amber,
    soft: COLOURS.amberSoft,
    words: 'An input is too old, missing or contradicts another',
  },
} as const satisfies Record<Verdict, object>;

/** What, for whom, as of when, and the answer. */
export function cover(sheet: Sheet, content: ProofOfReserve, sha256: string): void {
  brand(sheet, 'Management report with machine evidence');
  sheet.cursor = 148;
  sheet.line('Proof of reserve', PAGE.left, sheet.cursor, COLUMN, { face: 'title', size: 32 });
  sheet.cursor += 48;
  sheet.line(content.asset.fundName, PAGE.left, sheet.cursor, COLUMN, { size: 15 });
  sheet.cursor += 22;
  const kind = `${content.asset.shareClass} · token ${content.token.symbol} · as of ${moment(content.asOf.time)}`;
  sheet.line(kind, PAGE.left, sheet.cursor, COLUMN, { size: 10, colour: COLOURS.muted });
  sheet.cursor += 40;
  verdict(sheet, content);
  figures(sheet, content);
  facts(sheet, content);
  seal(sheet, sha256);
}

function verdict(sheet: Sheet, { verdict: answer, exceptions }: ProofOfReserve): void {
  const look = LOOK[answer];
  const reasons = exceptions.flatMap((one) => sheet.wrap(one, 'text', 9, COLUMN - 40));
  const height = 50 + (reasons.length > 0 ? 8 + reasons.length * 13 : 0);
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, look.soft);
  sheet.doc.rect(PAGE.left, sheet.cursor, 4, height).fill(look.ink);
  const x = PAGE.left + 20;
  sheet.line(answer, x, sheet.cursor + 13, 170, { face: 'strong', size: 18, colour: look.ink });
  const after = x + sheet.width(answer, 'strong', 18) + 16;
  sheet.line(look.words, after, sheet.cursor + 18.5, PAGE.left + COLUMN - after - 12, { size: 11 });
  reasons.forEach((line, i) =>
    sheet.line(line, x, sheet.cursor + 48 + i * 13, COLUMN - 40, { size: 9 }),
  );
  sheet.cursor += height + 18;
}

function figures(sheet: Sheet, { result, asOf, token }: ProofOfReserve): void {
  const coverage = result.coveragePpm;
  const cells = [
    ['Reserves, USD', dollars(result.reservesUsd6), `fair value, ${day(asOf.valuationDate)}`],
    ['Everything owed, USD', dollars(result.owedUsd6), 'to holders and creditors'],
    ['Coverage', coverage ? percent(coverage) : 'nothing owed', 'rounded down'],
    [
      'NAV per share, USD',
      result.navPerShareUsd6 ? nav(result.navPerShareUsd6) : 'none',
      result.navRound ? `on-chain, round ${result.navRound}` : 'not published',
    ],
    [`${token.symbol} in issue`, shares(result.tokenShares), `at block ${asOf.block}`],
  ] as const;
  const weights = [1.2, 1.2, 1, 0.95, 1.1];
  const sum = weights.reduce((a, b) => a + b, 0);
  const height = 64;
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, null, COLOURS.line);
  let x: number = PAGE.left;
  cells.forEach(([name, value, note], i) => {
    const width = ((weights[i] ?? 1) / sum) * COLUMN;
    if (i > 0) {
      sheet.doc.moveTo(x, sheet.cursor).lineTo(x, sheet.cursor + height);
      sheet.doc.lineWidth(0.6).strokeColor(COLOURS.hair).stroke();
    }
    const [left, room] = [x + 9, width - 16];
    sheet.line(name, left, sheet.cursor + 10, room, { size: 8, colour: COLOURS.muted });
    sheet.line(value, left, sheet.cursor + 23, room, { face: 'strong', size: 13 });
    sheet.line(note, left, sheet.cursor + 44, room, { size: 7.5, colour: COLOURS.muted });
    x += width;
  });
  sheet.cursor += height + 26;
}

function facts(sheet: Sheet, { asset, token, asOf, reportId }: ProofOfReserve): void {
  const rows: [string, string, boolean][] = [
    ['Issuer', asset.issuer, false],
    ['Domicile', asset.domicile, false],
    ['Custodian', asset.custodian, false],
    ['Administrator', asset.administrator, false],
    [
      'Token',
      `${token.name} (${token.symbol}), ${token.decimals} decimals, chain ${token.chainId}`,
      false,
    ],
    ['Token contract', token.address, true],
    ['As of block', `${asOf.block}`, false],
    ['Block hash', asOf.blockHash, true],
    ['Block time', moment(asOf.time), false],
    ['Valuation date', `${day(asOf.valuationDate)}, 16:00 New York`, false],
    ['Fund statement', `version ${asOf.statementVersion} of ${moment(asOf.statedAt)}`, false],
    ['Report', reportId, true],
  ];
  for (const [name, value, mono] of rows) {
    sheet.line(name, PAGE.left, sheet.cursor, 100, { size: 9, colour: COLOURS.muted });
    sheet.line(value, PAGE.left + 108, sheet.cursor, COLUMN - 108, {
      face: mono ? 'mono' : 'text',
      size: mono ? 8.5 : 9,
    });
    sheet.cursor += 13.5;
    sheet.rule(sheet.cursor, COLOURS.hair);
    sheet.cursor += 5;
  }
}

function seal(sheet: Sheet, sha256: string): void {
  const y = PAGE.height - PAGE.bottom - 52;
  sheet.box(PAGE.left, y, COLUMN, 42, COLOURS.paper);
  sheet.line(
    'SHA-256 of the content (canonical JSON, RFC 8785)',
    PAGE.left + 12,
    y + 8,
    COLUMN - 24,
    {
      size: 8,
      colour: COLOURS.muted,
    },
  );
  sheet.line(sha256, PAGE.left + 12, y + 21, COLUMN - 24, { face: 'mono', size: 9.5 });
}
