/** From figures to places on a picture. */

/** A straight scale: the first range's ends come to lie on the second's. */
export function scale([low, high]: [number, number], [from, to]: [number, number]) {
  const span = high - low || 1;
  return (value: number): number => from + ((value - low) / span) * (to - from);
}

/** Round steps (1, 2 or 5 times a power of ten) that rule a range into at most so many parts. */
export function rulings(low: number, high: number, most: number): number[] {
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least) ?? least;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/** At most so many of these, evenly chosen, the first and the last among them. */
export function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const steps = Math.max(1, most - 1);
  return Array.from(
    { length: steps + 1 },
    (_, step) => all[Math.round((step * (all.length - 1)) / steps)],
  ).filter((one) => one !== undefined);
}
