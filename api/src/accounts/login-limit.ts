import { Injectable } from '@nestjs/common';
import { Problem } from '../platform/problem.js';

const WINDOW_MS = 60_000;
const FAILURES = 10;
const REMEMBERED = 100_000;

/** Ten failed sign-ins a minute per account and address, on the wall clock; then 429. */
@Injectable()
export class LoginLimit {
  private readonly failures = new Map<string, number[]>();

  /**
   * Counts an attempt as failed until it turns out to be right: those that arrive together count, too.
   * @throws Problem 429 `too_many_attempts` with the seconds to wait
   */
  begin(key: string): void {
    const recent = this.recent(key);
    const [oldest] = recent;
    if (recent.length >= FAILURES && oldest !== undefined) throw tooMany(oldest);
    if (this.failures.size >= REMEMBERED) this.forgetOld();
    this.failures.set(key, [...recent, Date.now()]);
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }

  private recent(key: string): number[] {
    const since = Date.now() - WINDOW_MS;
    return (this.failures.get(key) ?? []).filter((at) => at > since);
  }

  private forgetOld(): void {
    for (const key of this.failures.keys()) {
      if (this.recent(key).length === 0) this.failures.delete(key);
    }
  }
}

function tooMany(oldest: number): Problem {
  const seconds = Math.ceil((oldest + WINDOW_MS - Date.now()) / 1000);
  return new Problem(
    429,
    'too_many_attempts',
    'Too many attempts',
    `Wait ${seconds} seconds and try again.`,
    { retryAfterSeconds: seconds },
  );
}
