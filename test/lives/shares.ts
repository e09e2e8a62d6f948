/*
 * The arithmetic of the lives, written anew: nothing of the product's own is used, so that two who agree are worth
 * more than one who is asked twice. Base units throughout.
 */

/** Tokens for dollars (both sides as base units) at a price of `priceDecimals` for a whole token, rounded down. */
export function tokensFor(
  paid: bigint,
  price: bigint,
  tokenDecimals: number,
  priceDecimals = 6,
): bigint {
  // Dollars have six decimals, as the price has: they cancel.
  return (paid * 10n ** BigInt(tokenDecimals + priceDecimals - 6)) / price;
}

/** Each gets its floor of an amount by weight; the rest is dust. */
export function byWeight<K>(
  amount: bigint,
  weights: readonly (readonly [K, bigint])[],
): { parts: Map<K, bigint>; dust: bigint } {
  const all = weights.reduce((sum, [, weight]) => sum + weight, 0n);
  const parts = new Map(weights.map(([key, weight]) => [key, (amount * weight) / all]));
  const given = [...parts.values()].reduce((sum, part) => sum + part, 0n);
  return { parts, dust: amount - given };
}

/**
 * A whole amount divided by weight in units of `unit`: floors first, then one unit each to the largest remainders.
 * @throws Error where two remainders are equal: this model knows no tie-break
 */
export function allotted(amount: bigint, orders: readonly bigint[], unit: bigint): bigint[] {
  const all = orders.reduce((sum, one) => sum + one, 0n);
  const units = amount / unit;
  const rests = orders.map((order, place) => ({ rest: (units * order) % all, place }));
  if (new Set(rests.map(({ rest }) => rest)).size < rests.length) throw new Error('a tie');
  const parts = orders.map((order) => (units * order) / all);
  const left = Number(units - parts.reduce((sum, part) => sum + part, 0n));
  const first = rests.toSorted((a, b) => (a.rest > b.rest ? -1 : 1)).slice(0, left);
  for (const { place } of first) parts[place] = (parts[place] ?? 0n) + 1n;
  return parts.map((part) => part * unit);
}
