import type { ReserveReport } from '@cadastre/core';
import { barsHeight, bars, LINE_HEIGHT, stepLine } from '../pdf/charts.js';
import { COLOURS, type Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { day, dollars, nav, percent, short, stamp } from '../pdf/words.js';
import { covered, tokens, unitWords } from './pdf-words.js';

const LABEL = { head: '', width: 3.4 } as const;
const USD = { head: 'USD', width: 1.2, align: 'right' } as const;
/** Movements that are printed one by one; a longer list stands in the content. */
const PRINTED = 400;

/** Reserves against everything owed, line by line, and how both stood over time. */
export function result(sheet: Sheet, report: ReserveReport): void {
  const { inputs, result: r } = report;
  heading(
    sheet,
    'Result',
    `As of block ${inputs.asOf.block}. Amounts in US dollars, shown to the cent, computed to six decimals.`,
  );
  table(
    sheet,
    [{ ...LABEL, head: 'Reserves at fair value' }, USD],
    [
      ...r.reserves.classes.map(({ name, fairUsd6 }): string[] => [name, dollars(fairUsd6)]),
      ['Less what is encumbered', dollars(-BigInt(r.reserves.encumberedUsd6))],
    ],
    [['Reserves free of encumbrance', dollars(r.reserves.freeUsd6)]],
  );
  sheet.cursor += 10;
  owed(sheet, report);
  answer(sheet, report);
  supplyAgainstReserves(sheet, report);
  history(sheet, report);
}

function owed(sheet: Sheet, { inputs, result: { owed: o } }: ReserveReport): void {
  const { symbol } = inputs.token;
  const tokensHeld: string[][] = [
    [`${symbol} in issue on-chain, redeemable`, tokens(inputs, o.redeemableBaseUnits), ''],
  ];
  if (o.bookEntryBaseUnits !== '0') {
    const shares = tokens(inputs, o.bookEntryBaseUnits);
    tokensHeld.push(['Book-entry shares of the sponsor, not tokenised', shares, '']);
  }
  const all = BigInt(o.redeemableBaseUnits) + BigInt(o.bookEntryBaseUnits);
  table(
    sheet,
    [{ ...LABEL, head: 'Owed' }, { head: symbol, width: 1.5, align: 'right' }, USD],
    [
      ...tokensHeld,
      [
        `Owed to holders at the NAV of ${nav(o.navUsd6)}, rounded up`,
        tokens(inputs, all),
        dollars(o.toHoldersUsd6),
      ],
      ['Less what rounding the NAV to six decimals may add', '', dollars(-BigInt(o.roundingUsd6))],
      ...o.liabilities.map(({ what, usd6 }): string[] => [what, '', dollars(usd6)]),
    ],
    [['Everything owed', '', dollars(o.totalUsd6)]],
  );
  sheet.cursor += 10;
}

function answer(sheet: Sheet, { inputs, result: r }: ReserveReport): void {
  const { coverage: c, owed: o, reserves } = r;
  const unit = unitWords(c.unit);
  const rows: string[][] = [
    [`Reserves that cover`, `${covered(c.unit, c.reserves)} ${unit}`],
    [`Owed that must be covered`, `${covered(c.unit, c.owed)} ${unit}`],
    ['Surplus', `${covered(c.unit, c.surplus)} ${unit}`],
    ['NAV per token on-chain', o.navRound ? `${nav(o.navUsd6)} USD` : 'none'],
  ];
  if (o.recomputedNavUsd6) {
    rows.push(['NAV per token recomputed from these reserves', `${nav(o.recomputedNavUsd6)} USD`]);
  }
  const [published] = inputs.reserveRounds;
  rows.push(
    ['Reserves on-chain, newest round', published ? `${dollars(published.answer)} USD` : 'none'],
    ['Reserves at cost', reserves.costUsd6 ? `${dollars(reserves.costUsd6)} USD` : 'not known'],
    ['Largest class of one custodian, of reserves', percent(reserves.largestSharePpm)],
    ['Holders on-chain', String(inputs.holders.count)],
  );
  table(
    sheet,
    [
      { ...LABEL, head: 'Answer' },
      { ...USD, head: '', width: 1.8 },
    ],
    rows,
    [['Coverage, rounded down', c.ppm ? percent(c.ppm) : 'nothing owed']],
  );
  sheet.cursor += 16;
}

function supplyAgainstReserves(sheet: Sheet, { result: { coverage: c } }: ReserveReport): void {
  sheet.need(45 + barsHeight(2));
  heading(sheet, 'Supply against reserves');
  const unit = unitWords(c.unit);
  const shown = (value: string) => `${covered(c.unit, value)} ${unit}`;
  bars(sheet, [
    { name: 'Reserves', value: BigInt(c.reserves), shown: shown(c.reserves) },
    { name: 'Owed', value: BigInt(c.owed), shown: shown(c.owed) },
  ]);
  sheet.cursor += 6;
}

function history(sheet: Sheet, { result: r }: ReserveReport): void {
  const points = r.history.flatMap(({ time, ppm }) =>
    ppm === null ? [] : [{ at: Date.parse(time), value: BigInt(ppm), time }],
  );
  const [first, last] = [points[0], points.at(-1)];
  sheet.need(62 + (points.length > 1 ? LINE_HEIGHT : 16));
  heading(
    sheet,
    'Coverage over time',
    'As published: each reserve round over the supply at the NAV of its block, and the liabilities of now.',
  );
  if (!first || !last || points.length < 2) {
    const words = first ? `${percent(first.value.toString())} on ${day(first.time)}.` : 'none yet.';
    sheet.paragraph(`Rounds to draw: ${words}`, { size: 9 });
    sheet.cursor += 14;
    return;
  }
  stepLine(
    sheet,
    points,
    { value: 1_000_000n, name: 'one for one' },
    {
      alt: `Coverage from ${percent(first.value.toString())} on ${day(first.time)} to ${percent(last.value.toString())} on ${day(last.time)}`,
      first: day(first.time),
      last: day(last.time),
      value: (value) => percent(value.toString()),
    },
  );
  sheet.cursor += 6;
}

/** From the opening to the supply at the block, movement by movement. */
export function supply(sheet: Sheet, { inputs, result: r }: ReserveReport): void {
  const { token, asOf, supply: s } = inputs;
  heading(
    sheet,
    'Supply roll-forward',
    `Every issue and redemption of ${token.symbol} that the token's contract recorded from block ${s.opening.block} to block ${asOf.block}, in order.`,
  );
  const printed = s.movements.slice(-PRINTED);
  const left = s.movements.length - printed.length;
  const signed = (kind: 'mint' | 'burn', amount: string) =>
    tokens(inputs, kind === 'burn' ? -BigInt(amount) : BigInt(amount));
  table(
    sheet,
    [
      { head: 'Block', width: 0.6 },
      { head: 'Time, UTC', width: 1.35 },
      { head: 'Movement', width: 0.9 },
      { head: 'Holder', width: 1.35, face: 'mono', size: 7.5 },
      { head: 'Transaction', width: 1.35, face: 'mono', size: 7.5 },
      { head: token.symbol, width: 1.4, align: 'right' },
    ],
    [
      [String(s.opening.block), '', 'Opening', '', '', tokens(inputs, s.opening.baseUnits)],
      ...(left > 0 ? [['', '', `${left} earlier, in the content`, '', '', '']] : []),
      ...printed.map((m) => [
        String(m.block),
        stamp(m.time),
        m.kind === 'mint' ? 'Issue' : 'Redemption',
        short(m.holder),
        short(m.transactionHash),
        signed(m.kind, m.baseUnits),
      ]),
    ],
    [
      [String(asOf.block), '', 'Closing', '', '', tokens(inputs, r.supply.closingBaseUnits)],
      ['', '', 'Not redeemable', '', '', tokens(inputs, -BigInt(r.supply.nonRedeemableBaseUnits))],
      ['', '', 'Redeemable', '', '', tokens(inputs, r.supply.redeemableBaseUnits)],
    ],
  );
  const { openingBaseUnits, mintedBaseUnits, burntBaseUnits, closingBaseUnits } = r.supply;
  sheet.paragraph(
    `Opening ${tokens(inputs, openingBaseUnits)} + issued ${tokens(inputs, mintedBaseUnits)} \u2212 redeemed ${tokens(inputs, burntBaseUnits)} = ${tokens(inputs, closingBaseUnits)}. Full transaction hashes stand in the content.`,
    { size: 8.5, colour: COLOURS.muted },
  );
  sheet.cursor += 20;
}
