/** Collects what was compared; one line each, so that a mismatch says what differs. */
export class Checks {
  passed = 0;
  readonly failures: string[] = [];
  private readonly print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.print = print;
  }

  section(name: string): void {
    this.print(`check: ${name}`);
  }

  /** Two independently known values are the same. */
  equal(what: string, actual: string | bigint | number, expected: string | bigint | number): void {
    const same = String(actual) === String(expected);
    this.record(same, what, same ? String(actual) : `is ${actual}, expected ${expected}`);
  }

  /** A statement holds; `detail` is the evidence. */
  holds(what: string, condition: boolean, detail = ''): void {
    this.record(condition, what, detail);
  }

  private record(ok: boolean, what: string, detail: string): void {
    if (ok) this.passed += 1;
    else this.failures.push(`${what}: ${detail}`);
    this.print(`  ${ok ? '✓' : '✗'} ${what}${detail ? `: ${detail}` : ''}`);
  }
}
