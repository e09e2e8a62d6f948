/**
 * What somebody has written in a long form and not sent yet: kept in this tab, by person, until it is sent, the
 * person signs out or the tab is closed. Never for what is sealed (identity, papers): that stays on the page.
 */
const PREFIX = 'cadastre.kept.';

/** What was kept, where it is of the shape of `empty` (an older counter may have kept another); else `empty`. */
export function readKept<T>(person: string, form: string, empty: T): T {
  try {
    const kept: unknown = JSON.parse(
      sessionStorage.getItem(`${PREFIX}${person}.${form}`) ?? 'null',
    );
    return hasShapeOf(empty, kept) ? kept : empty;
  } catch {
    return empty;
  }
}

/** Whether something was kept. */
export function isKept(person: string, form: string): boolean {
  try {
    return sessionStorage.getItem(`${PREFIX}${person}.${form}`) !== null;
  } catch {
    return false;
  }
}

export function writeKept(person: string, form: string, value: unknown): void {
  try {
    sessionStorage.setItem(`${PREFIX}${person}.${form}`, JSON.stringify(value));
  } catch {
    // Storage may be closed to us, or full: then a reload loses what was written.
  }
}

export function forgetKept(person: string, form: string): void {
  try {
    sessionStorage.removeItem(`${PREFIX}${person}.${form}`);
  } catch {
    // Storage is closed to us: nothing was kept.
  }
}

/** Nothing stays for who signs in next. */
export function forgetAllKept(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at));
    for (const key of keys) if (key?.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Storage is closed to us: nothing was kept.
  }
}

function hasShapeOf<T>(model: T, value: unknown): value is T {
  if (typeof model !== 'object' || model === null) return typeof value === typeof model;
  if (typeof value !== 'object' || value === null) return false;
  const given = new Map(Object.entries(value));
  return Object.entries(model).every(([key, inner]) => hasShapeOf(inner, given.get(key)));
}
