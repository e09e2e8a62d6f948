/**
 * `holds`: what must agree does. `lie`: it does not. `open`: it was to be checked and could not be, for a
 * reason that says nothing about the report (a node that is behind, say).
 */
export type Outcome = 'holds' | 'lie' | 'open';

/** One thing that was compared. */
export interface Check {
  /** Stable, for programs: `tree.root`, `chain.supply`, `result.coverage.ppm`. */
  name: string;
  /** What is held against what, for people. */
  what: string;
  outcome: Outcome;
  /** What the evidence says, where that is short enough to show. */
  stated: string | null;
  /** What was found. */
  found: string | null;
  /** Why it is open, or what a lie means. */
  remark: string | null;
}

/** Ends the verification: what follows would rest on something that is not so. */
export class Lie extends Error {
  constructor(readonly check: Check) {
    super(`${check.name}: ${check.what}`);
  }
}

/** The checks in the order they were made. The first lie ends them. */
export class Protocol {
  readonly checks: Check[] = [];

  /** @param told hears of each check as soon as it is made */
  constructor(private readonly told: (check: Check) => void = () => undefined) {}

  /** Two values that must be equal. @throws Lie */
  same(
    name: string,
    what: string,
    stated: Shown,
    found: Shown,
    remark: string | null = null,
  ): void {
    const outcome = stated === found ? 'holds' : 'lie';
    this.add({
      name,
      what,
      outcome,
      stated: String(stated),
      found: String(found),
      remark: outcome === 'lie' ? remark : null,
    });
  }

  /** Something that must be so. @throws Lie with `remark` */
  holds(name: string, what: string, so: boolean, found: string | null, remark: string): void {
    const outcome = so ? 'holds' : 'lie';
    this.add({ name, what, outcome, stated: null, found, remark: so ? null : remark });
  }

  /** Something that is known to be wrong. @throws Lie */
  lie(name: string, what: string, remark: string): never {
    const check: Check = { name, what, outcome: 'lie', stated: null, found: null, remark };
    this.add(check);
    throw new Lie(check);
  }

  open(name: string, what: string, remark: string): void {
    this.add({ name, what, outcome: 'open', stated: null, found: null, remark });
  }

  private add(check: Check): void {
    this.checks.push(check);
    this.told(check);
    if (check.outcome === 'lie') throw new Lie(check);
  }
}

type Shown = string | number | bigint | null;
