import { ApiProblem, sleep, Unreachable } from './client.js';

export interface Patience {
  /** What is being waited for, for the message when it does not come. */
  what: string;
  timeoutMs?: number;
  everyMs?: number;
}

/** Of what was seen last, as much as a person reads. */
const SHOWN = 400;

/** Reads until `done`, then returns what was read. Throws with the last reading when time is up. */
export async function until<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  { what, timeoutMs = 120_000, everyMs = 400 }: Patience,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > deadline) {
      throw new Error(
        `waited ${timeoutMs / 1000} s in vain for ${what}; last seen: ${shown(value)}`,
      );
    }
    await sleep(everyMs);
  }
}

function shown(value: unknown): string {
  const text = JSON.stringify([value]).slice(1, -1);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)} ...` : text;
}

/**
 * Brings something into a state and can be called again at any time: looks first, acts only where it
 * is not yet so, and where an answer was lost looks again instead of guessing. `act` sees what was read
 * and must do nothing where its work is under way.
 */
export async function reach<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  act: (value: T) => Promise<unknown>,
  patience: Patience,
): Promise<T> {
  for (let round = 0; ; round += 1) {
    const value = await read();
    if (done(value)) return value;
    try {
      await act(value);
      return await until(read, done, patience);
    } catch (error) {
      // A refusal after a lost answer may only say that the first attempt had worked.
      const unsure = error instanceof Unreachable || (error instanceof ApiProblem && round > 0);
      if (!unsure || round >= 5) throw error;
      const seen = await read();
      if (error instanceof ApiProblem && !done(seen)) throw error;
    }
  }
}
