import { type Cell, formatDecimal, writeTable } from '@cadastre/core';
import type { FinalBlock } from '../../chain/ledger/reader.js';
import type { ReportedDistribution, ReportedLine } from './distribution-report.sql.js';

/** Who got what of a distribution, as of a block. */
export interface DistributionReport {
  distribution: ReportedDistribution;
  lines: readonly ReportedLine[];
  block: FinalBlock;
  totals: DistributionTotals;
}

/** allocated = gross + dust; gross = paid + withheld + unclaimed while claims are open. */
export interface DistributionTotals {
  gross: bigint;
  /** Kept back at source. */
  withheld: bigint;
  /** For the holders to declare. */
  toDeclare: bigint;
  net: bigint;
  paid: bigint;
  /** Net of the lines that are not paid; it lapses when claims end. */
  unclaimed: bigint;
  /** Given to nobody by rounding; carried to the next distribution. */
  dust: bigint;
}

export function distributionTotals(
  { atSource, remainder }: ReportedDistribution,
  lines: readonly ReportedLine[],
): DistributionTotals {
  const sum = (of: (line: ReportedLine) => bigint) =>
    lines.reduce((total, line) => total + of(line), 0n);
  const gross = sum((line) => line.gross);
  const tax = sum((line) => line.tax);
  const withheld = atSource ? tax : 0n;
  return {
    gross,
    withheld,
    toDeclare: tax - withheld,
    net: gross - withheld,
    paid: sum((line) => line.paid ?? 0n),
    unclaimed: sum((line) => (line.paid === null ? netOf(line, atSource) : 0n)),
    dust: remainder,
  };
}

export const netOf = ({ gross, tax }: ReportedLine, atSource: boolean): bigint =>
  gross - (atSource ? tax : 0n);

const COLUMNS = [
  'level',
  'asset',
  'symbol',
  'kind',
  'record_date',
  'wallet',
  'investor',
  'country',
  'form',
  'rate_bps',
  'balance',
  'gross',
  'withheld',
  'to_declare',
  'net',
  'paid',
  'unclaimed',
  'currency',
  'state',
  'obstacle',
  'paid_at',
  'payee',
  'transaction',
] as const;

/**
 * A row for each holder of record, then `total`, `dust` (rounding, carried on) and `allocated`; amounts are
 * exact decimals of the payment token, countries ISO 3166-1 numeric, times ISO 8601 in UTC.
 */
export function distributionCsv({ distribution: d, lines, totals }: DistributionReport): string {
  const money = (amount: bigint) => formatDecimal(amount, d.paymentDecimals);
  const head = (level: string): Cell[] => [level, d.asset, d.symbol, d.kind, d.recordDate];
  const blank = (cells: number): null[] => Array<null>(cells).fill(null);
  const tax = (line: ReportedLine) => (d.atSource ? [line.tax, 0n] : [0n, line.tax]);
  const eligible = lines.reduce((sum, line) => sum + line.balance, 0n);
  return writeTable(COLUMNS, [
    ...lines.map((line) => [
      ...head('holder'),
      line.account,
      line.investor,
      line.country === null ? null : String(line.country).padStart(3, '0'),
      line.form,
      line.rateBps,
      formatDecimal(line.balance, d.tokenDecimals),
      money(line.gross),
      ...tax(line).map(money),
      money(netOf(line, d.atSource)),
      money(line.paid ?? 0n),
      money(line.paid === null ? netOf(line, d.atSource) : 0n),
      d.paymentSymbol,
      line.state,
      line.obstacle,
      line.paidAt?.toISOString() ?? null,
      line.payee,
      line.transaction,
    ]),
    [
      ...head('total'),
      ...blank(5),
      formatDecimal(eligible, d.tokenDecimals),
      ...[totals.gross, totals.withheld, totals.toDeclare].map(money),
      ...[totals.net, totals.paid, totals.unclaimed].map(money),
      d.paymentSymbol,
      d.state,
      ...blank(4),
    ],
    [...head('dust'), ...blank(6), money(totals.dust), ...blank(5), d.paymentSymbol, ...blank(5)],
    [
      ...head('allocated'),
      ...blank(6),
      money(d.allocated),
      ...blank(5),
      d.paymentSymbol,
      ...blank(5),
    ],
  ]);
}
