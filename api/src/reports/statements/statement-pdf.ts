import { figureBox, nothing, paperFoot, paperHead } from '../pdf/paper.js';
import { COLOURS, PAGE, Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { change, day, dollars, grouped, moment, nav, short, stamp } from '../pdf/words.js';
import type { Money } from '../money.js';
import type { Posting, PostingKind } from './postings.js';
import type { StatedIncome } from './record.js';
import type { StatedHolding, StatedPosition, Statement } from './statement.js';

const KINDS: Record<PostingKind, string> = {
  issue: 'Issue',
  redemption: 'Redemption',
  redeemed: 'Redeemed at the strike',
  redeemed_instantly: 'Redeemed at once',
  delivered: 'Delivered as a bar',
  transfer_in: 'Transfer in',
  transfer_out: 'Transfer out',
  between_own_wallets: 'Between own wallets',
  redemption_requested: 'Redemption requested',
  redemption_withdrawn: 'Redemption withdrawn',
};

const INCOME = { income: 'Income', rent: 'Rent', coupon: 'Coupon' } as const;

/** The statement as a PDF: the same bytes for the same statement, on any machine. */
export function statementPdf(statement: Statement): Promise<Buffer> {
  const { record } = statement;
  const { closing } = record.period;
  const who = record.name ? `${record.name} · ${record.reference}` : record.reference;
  const sheet = new Sheet({
    title: `Statement of holdings: ${record.reference}, ${record.period.from} to ${record.period.to}`,
    author: 'Cadastre',
    subject: `As of block ${closing.number}, ${closing.hash}`,
    at: closing.time,
  });
  sheet.page();
  paperHead(sheet, {
    kind: 'Statement of holdings',
    title: `${day(record.period.from)} to ${day(record.period.to)}`,
    subject: who,
    note: `From the register of the chain, as of block ${closing.number}, ${moment(closing.time.toISOString())}.`,
  });
  summary(sheet, statement);
  positions(sheet, statement.positions);
  movements(sheet, statement.positions);
  income(sheet, statement);
  notes(sheet, record.wallets);
  const what = `Statement of holdings · ${record.reference} · ${record.period.from} to ${record.period.to}`;
  return sheet.finish((page, of) => {
    paperFoot(sheet, { what, blockHash: closing.hash }, page, of);
  });
}

const money = ({ amount, decimals, currency }: Money): string =>
  `${grouped(amount, decimals)} ${currency}`;

/** One sum as a figure; several currencies one after the other. */
const sums = (all: Money[]): string => (all.length === 0 ? '0.00' : all.map(money).join(' + '));

function summary(sheet: Sheet, statement: Statement): void {
  const { opening } = statement.record.period;
  const held = opening ? 'at the NAV then in force' : 'before the register began';
  figureBox(sheet, [
    ['Opening value, USD', dollars(statement.openingValueUsd6), held],
    ['Closing value, USD', dollars(statement.closingValueUsd6), 'at the NAV in force'],
    ['Income paid', sums(statement.gross), `withheld ${sums(statement.withheld)}`],
    ['Fees', sums(statement.fees), 'kept back from payments'],
  ]);
}

function positions(sheet: Sheet, all: StatedPosition[]): void {
  heading(
    sheet,
    'Positions',
    'Shares with a redemption queue or vault are included until they are paid.',
  );
  if (all.length === 0) {
    nothing(sheet, 'Nothing was held in this period.');
    sheet.cursor += 12;
    return;
  }
  const cells = (
    words: string,
    { quantity, nav: price, valueUsd6 }: StatedHolding,
    p: StatedPosition,
  ) => [
    words,
    grouped(quantity, p.asset.decimals),
    price ? nav(price.answer.toString()) : '–',
    price ? day(price.valuationTime.toISOString()) : '',
    valueUsd6 === null ? 'no NAV' : dollars(valueUsd6),
  ];
  const total = all.reduce((sum, p) => sum + (p.closing.valueUsd6 ?? 0n), 0n);
  table(
    sheet,
    [
      { head: 'Asset', width: 2.3 },
      { head: 'Shares', width: 1.4, align: 'right' },
      { head: 'NAV, USD', width: 1, align: 'right' },
      { head: 'NAV of', width: 0.95, align: 'right' },
      { head: 'Value, USD', width: 1.25, align: 'right' },
    ],
    all.flatMap((p) => [
      cells(`${p.asset.symbol} · ${p.asset.name}, opening`, p.opening, p),
      cells(`${p.asset.symbol} · ${p.asset.name}, closing`, p.closing, p),
      ...(p.closing.escrowed > 0n
        ? [['   of which in redemption', grouped(p.closing.escrowed, p.asset.decimals), '', '', '']]
        : []),
    ]),
    [['Closing value', '', '', '', dollars(total)]],
  );
  sheet.cursor += 20;
}

function movements(sheet: Sheet, all: StatedPosition[]): void {
  const rows = all.flatMap((p) =>
    p.postings.map((posting) => ({ at: posting.at, own: movement(p, posting) })),
  );
  rows.sort((a, b) => a.at.getTime() - b.at.getTime());
  heading(sheet, 'Movements');
  if (rows.length === 0) nothing(sheet, 'Nothing moved in this period.');
  else {
    table(
      sheet,
      [
        { head: 'Time, UTC', width: 1.5 },
        { head: 'Asset', width: 0.7 },
        { head: 'Movement', width: 1.55 },
        { head: 'Shares', width: 1.3, align: 'right' },
        { head: 'Money', width: 1.45, align: 'right' },
        { head: 'Transaction', width: 1.2, face: 'mono', size: 7.5 },
      ],
      rows.flatMap(({ own }) => own),
    );
  }
  sheet.cursor += 20;
}

function movement({ asset }: StatedPosition, posting: Posting): string[][] {
  const { at, kind, change: changed, quantity, money: paid, fee, transaction } = posting;
  // What only changed place is told, in brackets: it adds nothing.
  const shares = changed === 0n ? `(${grouped(quantity, asset.decimals)})` : null;
  const time = stamp(at.toISOString());
  const hash = transaction ? short(transaction) : '';
  const minus = (cost: Money) => money({ ...cost, amount: -cost.amount });
  return [
    [
      time,
      asset.symbol,
      KINDS[kind],
      shares ?? change(changed, asset.decimals),
      paid ? (kind === 'issue' ? minus(paid) : money(paid)) : '',
      hash,
    ],
    ...(fee ? [[time, asset.symbol, 'Fee', '', minus(fee), hash]] : []),
  ];
}

function income(sheet: Sheet, { record, income: paid, unclaimed }: Statement): void {
  const symbols = new Map(record.assets.map(({ tokenId, symbol }) => [tokenId, symbol]));
  const columns = (when: string) => [
    { head: when, width: 1.5 },
    { head: 'Asset', width: 0.7 },
    { head: 'Kind', width: 0.75 },
    { head: 'Record date', width: 1 },
    { head: 'Gross', width: 1.25, align: 'right' as const },
    { head: 'Withheld', width: 1.15, align: 'right' as const },
    { head: 'Net', width: 1.25, align: 'right' as const },
  ];
  const row = (one: StatedIncome, when: string) => [
    when,
    symbols.get(one.tokenId) ?? '',
    INCOME[one.kind],
    day(one.recordDate),
    money(one.gross),
    money(one.withheld),
    money({ ...one.gross, amount: one.gross.amount - one.withheld.amount }),
  ];
  heading(sheet, 'Income paid');
  if (paid.length === 0) nothing(sheet, 'No income was paid in this period.');
  else {
    table(
      sheet,
      columns('Paid, UTC'),
      paid.map((one) => row(one, stamp(one.paidAt?.toISOString() ?? ''))),
    );
  }
  sheet.cursor += 14;
  if (unclaimed.length > 0) {
    heading(sheet, 'Income not claimed yet');
    table(
      sheet,
      columns('Recorded, UTC'),
      unclaimed.map((one) => row(one, stamp(one.recordedAt.toISOString()))),
    );
    sheet.cursor += 14;
  }
}

function notes(sheet: Sheet, wallets: readonly string[]): void {
  heading(sheet, 'Basis');
  const sentences = [
    'Positions and movements are those of the chain’s own register; a statement that differs from it is not printed. Values are shares × NAV, rounded down.',
    'Days are whole days in UTC. Tax shown as withheld was kept back at source. Where income was paid gross, the holder declares it: the CSV of this statement says how much the withholding table names.',
    `Wallets: ${wallets.join(', ') || 'none'}.`,
  ];
  for (const sentence of sentences) {
    sheet.paragraph(sentence, { size: 8, colour: COLOURS.muted, x: PAGE.left });
    sheet.cursor += 3;
  }
}
