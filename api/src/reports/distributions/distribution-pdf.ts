import { figureBox, paperFoot, paperHead } from '../pdf/paper.js';
import { COLOURS, Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { day, grouped, moment, short } from '../pdf/words.js';
import { type DistributionReport, netOf } from './distribution-report.js';

const KINDS: Readonly<Record<string, string>> = {
  income: 'Income',
  rent: 'Rent',
  coupon: 'Coupon',
};

const STATES: Readonly<Record<string, string>> = {
  due: 'Due',
  pushing: 'On its way',
  skipped: 'Passed over',
  set_aside: 'To be claimed',
  paid: 'Paid',
};

/** The distribution report as a PDF of the same bytes for the same state. */
export function distributionPdf(report: DistributionReport): Promise<Buffer> {
  const { distribution: d, block } = report;
  const sheet = new Sheet({
    title: `Distribution report: ${d.asset}, record date ${d.recordDate}`,
    author: 'Cadastre',
    subject: `Block ${block.number}, ${block.hash}; calculation ${d.linesHash}`,
    at: block.time,
  });
  sheet.page();
  paperHead(sheet, {
    kind: 'Distribution report',
    title: `${KINDS[d.kind] ?? d.kind}, record date ${day(d.recordDate)}`,
    subject: `${d.asset} · ${d.symbol}`,
    note: `Recorded ${moment(d.recordedAt.toISOString())}; payments as of block ${block.number}, ${moment(block.time.toISOString())}. The distribution is ${d.state}.`,
  });
  figures(sheet, report);
  account(sheet, report);
  holders(sheet, report);
  sheet.paragraph(
    `${d.atSource ? 'Tax was kept back at source and the net is paid.' : 'Income is paid gross: what the withholding table names is for each holder to declare.'} Calculation ${d.linesHash} (SHA-256 of all lines) is what was approved.`,
    { size: 8, colour: COLOURS.muted },
  );
  const what = `Distribution report · ${d.asset} · record date ${d.recordDate}`;
  return sheet.finish((page, of) => {
    paperFoot(sheet, { what, blockHash: block.hash }, page, of);
  });
}

function figures(sheet: Sheet, { distribution: d, lines, totals }: DistributionReport): void {
  const money = (amount: bigint) => grouped(amount, d.paymentDecimals);
  figureBox(sheet, [
    [`Distributed, ${d.paymentSymbol}`, money(totals.gross), `to ${lines.length} accounts`],
    ['Withheld', money(totals.withheld), d.atSource ? 'at source' : 'nothing: paid gross'],
    ['Paid', money(totals.paid), `${lines.filter(({ paid }) => paid !== null).length} accounts`],
    [
      'Unclaimed',
      money(totals.unclaimed),
      d.claimsEndAt ? `claims end ${day(d.claimsEndAt.toISOString())}` : 'claims are open',
    ],
  ]);
}

/** From what was given to what becomes of it, to the base unit. */
function account(sheet: Sheet, { distribution: d, totals }: DistributionReport): void {
  const money = (amount: bigint) => grouped(amount, d.paymentDecimals);
  heading(sheet, 'Where it goes');
  table(
    sheet,
    [
      { head: '', width: 3 },
      { head: d.paymentSymbol, width: 1.3, align: 'right' },
    ],
    [
      ['Amount of this distribution', money(d.amount)],
      ['Carried in from earlier ones', money(d.carriedIn)],
      ['Dust of rounding, carried to the next', money(-totals.dust)],
      ['Gross, to all holders of record', money(totals.gross)],
      ['Withheld at source', money(-totals.withheld)],
      ...(totals.toDeclare > 0n
        ? [['For holders to declare, paid to them', money(totals.toDeclare)]]
        : []),
      ...(d.carriedOut === null
        ? []
        : [['Lapsed or left over when it was closed, carried on', money(d.carriedOut)]]),
    ],
    [['Net', money(totals.net)]],
  );
  sheet.cursor += 20;
}

function holders(sheet: Sheet, { distribution: d, lines, totals }: DistributionReport): void {
  const money = (amount: bigint) => grouped(amount, d.paymentDecimals);
  heading(sheet, 'Holders of record', 'By account. Each gross is rounded down to the base unit.');
  table(
    sheet,
    [
      { head: 'Investor', width: 1 },
      { head: 'Account', width: 1.25, face: 'mono', size: 7.5 },
      { head: 'Shares', width: 1.25, align: 'right' },
      { head: 'Gross', width: 1.15, align: 'right' },
      { head: 'Rate, %', width: 0.65, align: 'right' },
      { head: 'Withheld', width: 1, align: 'right' },
      { head: 'Net', width: 1.15, align: 'right' },
      { head: 'State', width: 0.95 },
    ],
    lines.map((line) => [
      line.investor ?? 'not registered',
      short(line.account),
      grouped(line.balance, d.tokenDecimals),
      money(line.gross),
      line.rateBps === null ? '–' : grouped(BigInt(line.rateBps), 2),
      money(d.atSource ? line.tax : 0n),
      money(netOf(line, d.atSource)),
      STATES[line.state] ?? line.state,
    ]),
    [['Total', '', '', money(totals.gross), '', money(totals.withheld), money(totals.net), '']],
  );
  sheet.cursor += 12;
}
