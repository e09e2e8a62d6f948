/**
 * Orders that are written in a form: under which key the next one goes out, and what the last one said. Kept in the
 * browser, by person: all its tabs give the same order under the same key, so it is given once.
 */
const PREFIX = 'cadastre.order.';

export interface OrderKey {
  key: string;
  /** What was sent last, as text; null where nothing was. */
  sent: string | null;
}

/** @returns null where no tab has written an order in this form, or storage is closed to us */
export function readOrder(person: string, form: string): OrderKey | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(`${PREFIX}${person}.${form}`) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('key' in kept) || !('sent' in kept)) {
      return null;
    }
    const { key, sent } = kept;
    if (typeof key !== 'string' || (sent !== null && typeof sent !== 'string')) return null;
    return { key, sent };
  } catch {
    return null;
  }
}

export function writeOrder(person: string, form: string, order: OrderKey): void {
  try {
    localStorage.setItem(`${PREFIX}${person}.${form}`, JSON.stringify(order));
  } catch {
    // Storage may be closed to us, or full: then each tab has a key of its own.
  }
}

/** Calls whenever another tab has written; what is returned ends that. */
export function watchOrder(person: string, form: string, call: () => void): () => void {
  const heard = ({ key }: StorageEvent) => {
    if (key === `${PREFIX}${person}.${form}`) call();
  };
  window.addEventListener('storage', heard);
  return () => window.removeEventListener('storage', heard);
}

/** Nothing stays for who signs in next. */
export function forgetAllOrders(): void {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at));
    for (const key of keys) if (key?.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Storage is closed to us: nothing was kept.
  }
}
