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

/** Which of these places, in their order, can be named: the first, the last, and those with so much room between. */
export function spaced(places: readonly number[], room: number): number[] {
  const last = places.length - 1;
  const end = places[last] ?? 0;
  const named: number[] = [];
  places.forEach((place, index) => {
    const before = places[named.at(-1) ?? -1] ?? -Infinity;
    const fits = place - before >= room && end - place >= room;
    if (index === 0 || index === last || fits) named.push(index);
  });
  return named;
}
