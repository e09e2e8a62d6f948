/**
 * What a wallet sent for a thing (an order, a claim) is remembered in this browser, so that a reload
 * or a second tab goes on where it was and nothing is sent twice.
 */
const PREFIX = 'cadastre.sent.';

/** Hashes by what was sent. */
export function readSent(key: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + key) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {};
  }
}

export function writeSent(key: string, sent: Record<string, string>): void {
  try {
    if (Object.keys(sent).length === 0) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(sent));
  } catch {
    // Storage may be closed to us: then a reload asks the register alone.
  }
}

/** Things whose names begin so and that were begun and not finished here: the rest of their names. */
export function begunOf(names: string): string[] {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? '');
    const start = PREFIX + names;
    return keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  } catch {
    return [];
  }
}

/**
 * Runs `act` unless a tab of this browser is at the same thing already. Where the browser has no
 * locks (a page that came without TLS from another machine) it runs in any case.
 * @returns whether it ran
 */
export async function alone(key: string, act: () => Promise<void>): Promise<boolean> {
  const locks = 'locks' in navigator ? navigator.locks : null;
  if (!locks) {
    await act();
    return true;
  }
  return locks.request(PREFIX + key, { ifAvailable: true }, async (lock) => {
    if (lock) await act();
    return lock !== null;
  });
}
