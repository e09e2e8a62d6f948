import {
  registeredName,
  type ReportResult,
  type ReportStatus,
  type ReserveReport,
} from '@cadastre/core';
import { brand } from '../pdf/brand.js';
import { qrCode } from '../pdf/qr-code.js';
import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { moment, nav, percent } from '../pdf/words.js';
import { covered, tokens, unitWords } from './pdf-words.js';

const LOOK = {
  PASS: { ink: COLOURS.accent, soft: COLOURS.accentSoft, words: 'Reserves cover everything owed' },
  FAIL: { ink: COLOURS.red, soft: COLOURS.redSoft, words: 'Reserves do not cover everything owed' },
  'DO NOT RELY': {
    ink: COLOURS.amber,
    soft: COLOURS.amberSoft,
    words: 'An input is too old, missing or contradicts another',
  },
} as const satisfies Record<ReportStatus, object>;
/** Reasons on the cover; all of them stand under exceptions. */
const SHOWN = 4;

/** What, for whom, as of when, and the answer. */
export function cover(sheet: Sheet, report: ReserveReport, sha256: string): void {
  const { inputs, result } = report;
  brand(sheet, 'Management report with machine evidence');
  sheet.cursor = 130;
  sheet.line('Proof of reserve', PAGE.left, sheet.cursor, COLUMN, {
    face: 'title',
    size: 32,
    role: 'H1',
  });
  sheet.cursor += 48;
  sheet.line(inputs.asset.name, PAGE.left, sheet.cursor, COLUMN, { size: 15 });
  sheet.cursor += 22;
  const kind = `${inputs.asset.issuer} · token ${inputs.token.symbol} · as of ${moment(inputs.asOf.time)}`;
  sheet.line(kind, PAGE.left, sheet.cursor, COLUMN, { size: 10, colour: COLOURS.muted });
  sheet.cursor += 34;
  verdict(sheet, result);
  figures(sheet, report);
  facts(sheet, report);
  seal(sheet, report, sha256);
}

function verdict(sheet: Sheet, { status, reasons }: ReportResult): void {
  const look = LOOK[status];
  const told = reasons.slice(0, SHOWN).map(({ code, detail }) => `${code}: ${detail}`);
  if (reasons.length > SHOWN) told.push(`${reasons.length - SHOWN} more under exceptions.`);
  const lines = told.flatMap((one) => sheet.wrap(one, 'text', 9, COLUMN - 40));
  const height = 50 + (lines.length > 0 ? 8 + lines.length * 13 : 0);
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, look.soft);
  sheet.doc.rect(PAGE.left, sheet.cursor, 4, height).fill(look.ink);
  const x = PAGE.left + 20;
  sheet.line(status, x, sheet.cursor + 13, 170, { face: 'strong', size: 18, colour: look.ink });
  const after = x + sheet.width(status, 'strong', 18) + 16;
  sheet.line(look.words, after, sheet.cursor + 18.5, PAGE.left + COLUMN - after - 12, { size: 11 });
  lines.forEach((line, i) =>
    sheet.line(line, x, sheet.cursor + 48 + i * 13, COLUMN - 40, { size: 9 }),
  );
  sheet.cursor += height + 18;
}

function figures(sheet: Sheet, { inputs, result }: ReserveReport): void {
  const { coverage, owed } = result;
  const unit = unitWords(coverage.unit);
  const cells = [
    [`Reserves, ${unit}`, covered(coverage.unit, coverage.reserves), 'free of encumbrance'],
    [`Owed, ${unit}`, covered(coverage.unit, coverage.owed), 'to holders and creditors'],
    ['Coverage', coverage.ppm ? percent(coverage.ppm) : 'nothing owed', 'rounded down'],
    [
      'NAV per token, USD',
      nav(owed.navUsd6),
      owed.navRound ? `on-chain, round ${owed.navRound}` : 'recomputed, not published',
    ],
    [
      `${inputs.token.symbol} in issue`,
      tokens(inputs, inputs.supply.closingBaseUnits),
      `at block ${inputs.asOf.block}`,
    ],
  ] as const;
  const height = 64;
  sheet.box(PAGE.left, sheet.cursor, COLUMN, height, null, COLOURS.line);
  const weights = [1.2, 1.2, 1, 1, 1.1];
  const sum = weights.reduce((a, b) => a + b, 0);
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
  sheet.cursor += height + 22;
}

function facts(sheet: Sheet, { inputs, reportId, supersedes }: ReserveReport): void {
  const { asset, token, asOf } = inputs;
  const rows: [string, string, boolean][] = [
    ...asset.facts.map(({ label, value }): [string, string, boolean] => [label, value, false]),
    [
      'Token',
      `${token.name} (${token.symbol}), ${token.decimals} decimals, chain ${token.chainId}`,
      false,
    ],
    ['Token contract', token.address, true],
    ['As of block', `${asOf.block} of ${moment(asOf.blockTime)}`, false],
    ['Block hash', asOf.blockHash, true],
    ['Report', reportId, true],
    ...(supersedes
      ? [['Corrects report', supersedes.reportId, true] satisfies [string, string, boolean]]
      : []),
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

function seal(sheet: Sheet, report: ReserveReport, sha256: string): void {
  const size = 78;
  const y = PAGE.height - PAGE.bottom - size - 4;
  sheet.box(PAGE.left, y, COLUMN, size, COLOURS.paper);
  qrCode(sheet, whereToLook(report, sha256), PAGE.left + COLUMN - size + 2, y + 3, size - 6);
  const room = COLUMN - size - 24;
  const small = { size: 8, colour: COLOURS.muted } as const;
  sheet.line(
    'SHA-256 of the content (canonical JSON, RFC 8785)',
    PAGE.left + 12,
    y + 12,
    room,
    small,
  );
  sheet.line(sha256, PAGE.left + 12, y + 25, room, { face: 'mono', size: 9.5 });
  sheet.line(
    'SHA-256 of this file: in the token’s register of documents (ERC-1643) under',
    PAGE.left + 12,
    y + 45,
    room,
    small,
  );
  sheet.line(registeredName(report.reportId), PAGE.left + 12, y + 57, room, {
    face: 'mono',
    size: 9.5,
  });
}

/** What the QR code holds: chain, token, name in its register, hash of the content. */
export const whereToLook = ({ reportId, inputs: { token } }: ReserveReport, sha256: string) =>
  `eip155:${token.chainId}:${token.address}/erc1643/${registeredName(reportId)}?content-sha256=${sha256}`;
