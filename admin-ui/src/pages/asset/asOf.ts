/** The newest block, a block by its number, or what was in force at an instant. */
export interface AsOf {
  block?: number;
  at?: string;
}

/** A moment as a page's address names it; the newest where it names none. */
export function asOfSearch({ block, at }: Record<string, unknown>): AsOf {
  if (typeof block === 'number' && Number.isSafeInteger(block) && block >= 0) return { block };
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? { at } : {};
}
