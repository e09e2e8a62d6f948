import type { FundAnnex, GoldAnnex, PropertyAnnex, ReserveReport } from '@cadastre/core';
import { bars, barsHeight } from '../pdf/charts.js';
import { nothing } from '../pdf/paper.js';
import { COLOURS, type Sheet } from '../pdf/sheet.js';
import { heading, table } from '../pdf/table.js';
import { centsAsDollars, day, dollars, grouped, ounces, percent, rate } from '../pdf/words.js';

/** The portfolio, the bar list or the property, as the asset is. */
export function annex(sheet: Sheet, report: ReserveReport): void {
  const { annex: a } = report.result;
  // Its heading, heads and first rows stay together.
  sheet.need(130);
  if (a.kind === 'treasury') portfolio(sheet, a);
  else if (a.kind === 'commodity') barList(sheet, a);
  else property(sheet, report, a);
}

function portfolio(sheet: Sheet, a: FundAnnex): void {
  heading(
    sheet,
    'Annex: portfolio',
    `Priced per 31 CFR Part 356, Appendix B, on the official par yield curve of ${day(a.valuationDate)}, interpolated to each maturity. Prices per 100 of face.`,
  );
  const face = a.positions.reduce((sum, p) => sum + BigInt(p.faceCents), 0n).toString();
  const cost = a.positions.reduce((sum, p) => sum + BigInt(p.costUsd6), 0n);
  table(
    sheet,
    [
      { head: 'CUSIP', width: 0.95, face: 'mono', size: 7.5 },
      { head: 'Security', width: 1.5 },
      { head: 'Maturity', width: 1 },
      { head: 'Face, USD', width: 1.2, align: 'right' },
      { head: 'Yield, %', width: 0.65, align: 'right' },
      { head: 'Price', width: 0.95, align: 'right' },
      { head: 'Accrued', width: 0.8, align: 'right' },
      { head: 'Cost, USD', width: 1.15, align: 'right' },
      { head: 'Fair value, USD', width: 1.2, align: 'right' },
    ],
    a.positions.map((p) => [
      p.cusip,
      p.description,
      day(p.maturityDate),
      centsAsDollars(p.faceCents),
      rate(p.yieldPercent),
      p.clean,
      p.accrued,
      dollars(p.costUsd6),
      dollars(p.valueUsd6),
    ]),
    [
      [
        '',
        'Securities',
        '',
        centsAsDollars(face),
        '',
        '',
        '',
        dollars(cost),
        dollars(a.portfolioUsd6),
      ],
      ['', 'Cash', '', '', '', '', '', '', dollars(a.cashUsd6)],
      ['', 'Received', '', '', '', '', '', '', dollars(a.receiptsUsd6)],
    ],
  );
  sheet.paragraph(`Average time to maturity, by fair value: ${a.averageDaysToMaturity} days.`, {
    size: 8.5,
    colour: COLOURS.muted,
  });
  sheet.cursor += 14;
  received(sheet, a);
  ladder(sheet, a);
}

function received(sheet: Sheet, { receipts }: FundAnnex): void {
  if (receipts.length === 0) return;
  heading(sheet, 'Received since the statement');
  table(
    sheet,
    [
      { head: 'CUSIP', width: 1, face: 'mono', size: 8 },
      { head: 'What', width: 1 },
      { head: 'Paid on', width: 1 },
      { head: 'USD', width: 1.2, align: 'right' },
    ],
    receipts.map((r) => [r.cusip, r.kind, day(r.paidOn), dollars(r.amountUsd6)]),
  );
  sheet.cursor += 14;
}

/** When the securities turn into cash by themselves. */
function ladder(sheet: Sheet, a: FundAnnex): void {
  sheet.need(62 + barsHeight(a.ladder.length + 1));
  heading(
    sheet,
    'Maturity ladder',
    'Fair value by days to maturity, and its share of the reserves.',
  );
  const cash = BigInt(a.cashUsd6) + BigInt(a.receiptsUsd6);
  const total = cash + BigInt(a.portfolioUsd6);
  const share = (value: bigint) =>
    percent((total === 0n ? 0n : (value * 1_000_000n) / total).toString());
  let above = 0;
  const steps = a.ladder.map(({ upToDays, usd6 }) => {
    const name = upToDays === null ? `over ${above} days` : `${above + 1} to ${upToDays} days`;
    above = upToDays ?? above;
    return { name, value: BigInt(usd6), shown: dollars(usd6), remark: share(BigInt(usd6)) };
  });
  const money = { name: 'cash', value: cash, shown: dollars(cash), remark: share(cash) };
  bars(sheet, [money, ...steps]);
  sheet.cursor += 12;
}

function barList(sheet: Sheet, a: GoldAnnex): void {
  heading(
    sheet,
    'Annex: bar list',
    'Troy ounces. Recomputed: gross × fineness ÷ 1000, to 0.001 oz, half up. A bar is its refiner, serial, year and gross weight together; its first listing counts.',
  );
  table(
    sheet,
    [
      { head: 'Refiner', width: 1.5 },
      { head: 'Serial', width: 1.3, face: 'mono', size: 7.5 },
      { head: 'Year', width: 0.5 },
      { head: 'Vault', width: 1.2 },
      { head: 'Gross', width: 0.9, align: 'right' },
      { head: 'Fineness', width: 0.75, align: 'right' },
      { head: 'Fine, stated', width: 0.95, align: 'right' },
      { head: 'Recomputed', width: 0.95, align: 'right' },
      { head: '', width: 0.8, align: 'right' },
    ],
    a.bars.map((bar) => [
      bar.refiner,
      bar.serial,
      String(bar.year),
      bar.vault,
      ounces(bar.grossMilliOz),
      grouped(BigInt(bar.finenessTenths), 1),
      ounces(bar.statedFineMilliOz),
      bar.recomputedFineMilliOz === null ? '–' : ounces(bar.recomputedFineMilliOz),
      bar.duplicate ? 'duplicate' : '',
    ]),
    [
      [
        `${a.bars.filter(({ duplicate }) => !duplicate).length} bars`,
        '',
        '',
        '',
        '',
        '',
        ounces(a.fineMilliOz),
        ounces(a.recomputedFineMilliOz),
        '',
      ],
    ],
  );
  sheet.paragraph(
    `Root of the list (Merkle, as the vault’s contract takes it): ${a.listRoot ?? 'none'}`,
    {
      size: 8.5,
      colour: COLOURS.muted,
    },
  );
  sheet.cursor += 16;
}

function property(sheet: Sheet, { inputs }: ReserveReport, a: PropertyAnnex): void {
  const { line } = inputs;
  if (line.kind !== 'real_estate') return;
  heading(
    sheet,
    'Annex: property',
    `${line.address}; parcel ${line.parcelId}, held by ${line.vehicle}.`,
  );
  const cents = (amount: string) => `${centsAsDollars(amount)} USD`;
  table(
    sheet,
    [
      { head: 'What', width: 1.6 },
      { head: 'As the papers have it', width: 3.4, align: 'right' },
    ],
    [
      ['Appraised value', cents(line.appraisal.valueCents)],
      ['Appraised on, by', `${day(line.appraisal.date)}, ${line.appraisal.appraiser}`],
      ['Appraisal, SHA-256', line.appraisal.documentSha256 ?? 'not filed'],
      ['Debt', cents(line.debt.cents)],
      ['Lender', line.debt.lender ?? 'none'],
      ['Debt over appraised value', a.loanToValuePpm ? percent(a.loanToValuePpm) : 'none'],
      ['Cash', cents(line.cashCents)],
      ['Payables', cents(line.payablesCents)],
      ['Title deed, contract', line.deed?.contract ?? 'a paper only'],
      ['Title deed, token', line.deed?.tokenId ?? 'none'],
    ],
    [['Net assets', `${dollars(a.netAssetsUsd6)} USD`]],
  );
  sheet.cursor += 16;
  rentRoll(sheet, line.rentRoll, a);
}

type RentRoll = Extract<ReserveReport['inputs']['line'], { kind: 'real_estate' }>['rentRoll'];

function rentRoll(sheet: Sheet, roll: RentRoll, { income }: PropertyAnnex): void {
  const show = (amount: string) => grouped(BigInt(amount), roll?.decimals ?? 0);
  const sums = income
    ? `: gross rent ${show(income.grossRent)}, expenses ${show(income.expenses)}, reserve fund ${show(income.reserveFund)}`
    : '';
  heading(
    sheet,
    'Rent roll',
    roll
      ? `The newest income sheet, record date ${day(roll.recordDate)}, in ${roll.currency}${sums}.`
      : undefined,
  );
  if (!roll) {
    nothing(sheet, 'No income sheet has been recorded yet.');
    return;
  }
  const words = { rent: 'Rent', expense: 'Expense', reserve_fund: 'Reserve fund' } as const;
  table(
    sheet,
    [
      { head: 'Line', width: 2.6 },
      { head: 'What', width: 1 },
      { head: roll.currency, width: 1.3, align: 'right' },
    ],
    roll.lines.map(({ kind, label, amount }) => [
      label,
      words[kind],
      show(kind === 'rent' ? amount : `-${amount}`),
    ]),
    income ? [['Distributable', '', show(income.distributable)]] : [],
  );
  sheet.cursor += 16;
}
