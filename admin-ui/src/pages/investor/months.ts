/** What was paid of a line of income, and when. */
export interface PaidLine {
  paymentToken: string;
  paymentSymbol: string;
  paymentDecimals: number;
  /** Base units of the payment token; null until it is paid. */
  paid: string | null;
  paidAt: string | null;
}

/** What came in one payment token, month by month (UTC). */
export interface MonthlyIncome {
  token: string;
  symbol: string;
  decimals: number;
  /** A year, or from the first that was paid in on; none left out, base units. */
  months: { month: string; amount: bigint }[];
}

/**
 * Payments by token and month: up to the month of `now`, or of the last payment if that is later or the time
 * is not known yet.
 */
export function byMonth(lines: readonly PaidLine[], now: Date | null): MonthlyIncome[] {
  const paid = lines.flatMap((line) =>
    line.paid !== null && line.paidAt !== null
      ? [{ ...line, amount: BigInt(line.paid), month: line.paidAt.slice(0, 7) }]
      : [],
  );
  const present = now ? [now.toISOString().slice(0, 7)] : [];
  return [...Map.groupBy(paid, ({ paymentToken }) => paymentToken)].flatMap(([token, own]) => {
    const sums = Map.groupBy(own, ({ month }) => month);
    const [one, last] = [own[0], [...sums.keys(), ...present].toSorted().at(-1)];
    if (!one || !last) return [];
    const months = monthsTo(last, [...sums.keys(), monthAfter(last, 1 - YEAR)].toSorted()[0]);
    return [
      {
        token,
        symbol: one.paymentSymbol,
        decimals: one.paymentDecimals,
        months: months.map((month) => ({
          month,
          amount: (sums.get(month) ?? []).reduce((sum, { amount }) => sum + amount, 0n),
        })),
      },
    ];
  });
}

const YEAR = 12;

/** "2025-11" and 3: "2026-02". */
function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

/** "2026-02" from "2025-11" on: these four. */
function monthsTo(last: string, first = last): string[] {
  return first < last ? [first, ...monthsTo(last, monthAfter(first, 1))] : [last];
}
