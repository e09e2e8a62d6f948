import { purchaseCents, receiptsOf, type TreasurySecurity } from '@cadastre/core';
import type { Fund } from '../model/nav.ts';

const MILLION_CENTS = 100_000_000n;
/** Cents the fund begins with. */
const CAPITAL = 250n * MILLION_CENTS;
/** What it buys of an issue, by term; a million of every other. */
const FACE: Readonly<Record<string, bigint>> = {
  '52-Week': 4n * MILLION_CENTS,
  '10-Year': 4n * MILLION_CENTS,
};
const SHARES = 25_000_000n * 1_000_000n;

/** The books of a fund, with what it paid for each position per 100 of face. */
export interface Books extends Fund {
  costs: ReadonlyMap<string, bigint>;
}

/**
 * A fund that buys a million or more of every bill and note on the day of its issue, at the award price, and
 * keeps it to maturity. It states its books on every day on which it buys; until the next such day the
 * oracle itself adds what the positions pay.
 */
export class Portfolio {
  private readonly start: string;
  private readonly bought: readonly TreasurySecurity[];

  /** @param start day on which the fund begins, with what was issued in the year before */
  constructor(securities: readonly TreasurySecurity[], start: string) {
    this.start = start;
    const yearBefore = `${Number(start.slice(0, 4)) - 1}${start.slice(4)}`;
    this.bought = securities.filter(
      ({ issueDate, maturityDate }) => issueDate >= yearBefore && maturityDate > start,
    );
  }

  /** Bills and notes it buys in its life. */
  get size(): number {
    return this.bought.length;
  }

  /** The books as they were last stated, on a day or before it. */
  statedBy(day: string): Books {
    const days = this.bought.map(({ issueDate }) => issueDate).filter((issue) => issue <= day);
    const statedOn = days.reduce((newest, one) => (one > newest ? one : newest), this.start);
    const bought = this.bought.filter(({ issueDate }) => issueDate <= statedOn);
    const alive = bought.filter(({ maturityDate }) => maturityDate > statedOn);
    return {
      statedOn,
      positions: alive.map((one) => ({ cusip: one.cusip, faceCents: faceOf(one) })),
      cashCents: bought.reduce((cash, one) => cash + this.cashFlow(one, statedOn), CAPITAL),
      liabilitiesCents: 0n,
      feeBpsPerYear: 15n,
      feeAccruedSince: statedOn,
      seedShares: SHARES,
      costs: new Map(alive.map((one) => [one.cusip, priceOf(one)])),
    };
  }

  /** What a position took from the cash and brought by a day. Eighths on whole millions are whole cents. */
  private cashFlow(security: TreasurySecurity, through: string): bigint {
    const face = faceOf(security);
    const after = security.issueDate > this.start ? security.issueDate : this.start;
    return receiptsOf(security, face, after, through).reduce(
      (sum, { amountUsd6 }) => sum + amountUsd6 / 10_000n,
      -purchaseCents(face, priceOf(security)),
    );
  }
}

const faceOf = ({ term }: TreasurySecurity) => FACE[term] ?? MILLION_CENTS;

function priceOf({ cusip, pricePer100 }: TreasurySecurity): bigint {
  if (pricePer100 === null) throw new Error(`${cusip} was not awarded`);
  return pricePer100;
}
