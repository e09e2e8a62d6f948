import { setTimeout as sleep } from 'node:timers/promises';

/** Between two tries of one request. */
const AGAIN_MS = 1_000;
/** A process that does not answer one caller for so long is gone, not busy. */
const PATIENCE_MS = 60_000;

/**
 * Requests that a busy machine left without an answer: refused, reset or timed out on the way. They
 * are counted and told, never hidden, and asked again under their idempotency key, as a client does.
 * What the platform does answer is not theirs to judge.
 */
export class Lost {
  count = 0;
  private readonly say: (message: string) => void;
  private readonly waits: { againMs: number; patienceMs: number };

  constructor(
    say: (message: string) => void,
    waits = { againMs: AGAIN_MS, patienceMs: PATIENCE_MS },
  ) {
    this.say = say;
    this.waits = waits;
  }

  /** @throws whatever `ask` throws that is no lost connection, and that one after a minute of it */
  async until<T>(ask: () => Promise<T>): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const reason = lostBy(error);
        if (reason === null) throw error;
        this.count += 1;
        this.say(`no answer (${reason}), ${this.count} so far`);
        if (performance.now() - began > this.waits.patienceMs) throw error;
        await sleep(this.waits.againMs);
      }
    }
  }
}

/** What `fetch` says of a connection that failed, or null for any other error. */
function lostBy(error: unknown): string | null {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return null;
  const { code } = error.cause as NodeJS.ErrnoException;
  return code ?? error.cause.message;
}
