import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until it sees what is meant. @throws Error with what it saw last, once `withinMs` are over */
export async function until<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`in vain; last seen ${JSON.stringify(seen)}`);
    await sleep(30);
  }
}
