/** The newest block, a block by its number, or what was in force at an instant. */
export interface AsOf {
  block?: number | undefined;
  at?: string | undefined;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * A moment as a page's address names it; the newest where it names none. Both are always in the answer: the router
 * lays it over what the address says, and what is left out would stay.
 */
export function asOfSearch({ block, at }: Record<string, unknown>): AsOf {
  if (typeof block === 'number' && Number.isSafeInteger(block) && block >= 0) {
    return { block, at: undefined };
  }
  const instant = typeof at === 'string' && INSTANT.test(at) && !Number.isNaN(Date.parse(at));
  return { block: undefined, at: instant ? at : undefined };
}
