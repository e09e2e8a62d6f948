/** One number of a series and the day or month it is of. */
export interface Point {
  when: string;
  value: bigint;
}

/**
 * The points that stand further from the one before than a breaker allows, in basis points of the one before.
 * A move of exactly the breaker is within it. Whoever parks, and approves each, lets every point stand in the end.
 */
export function beyondBreaker(series: readonly Point[], breakerBps: bigint): Point[] {
  return series.filter(({ value }, i) => {
    const before = series[i - 1]?.value;
    if (before === undefined) return false;
    const move = value > before ? value - before : before - value;
    return move * 10_000n > breakerBps * before;
  });
}

/** Price × 10⁶ of every month in a file of `Date,Price`, oldest first. */
export function monthlyPrices(csv: string): Point[] {
  const [, ...lines] = csv.trim().split(/\r?\n/);
  return lines.map((line) => {
    const [, when, whole = '', part = ''] =
      /^([0-9]{4}-[0-9]{2}),([0-9]+)\.?([0-9]{0,6})$/.exec(line) ?? [];
    if (when === undefined) throw new Error(`not a monthly price: "${line}"`);
    return { when, value: BigInt(whole + part.padEnd(6, '0')) };
  });
}
