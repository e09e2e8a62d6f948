import { CoreError } from '../errors.js';
import { barIdentity, fineMilliOunces } from '../gold.js';
import { formatDecimal, pow10 } from '../money/decimal.js';
import { abs, divide, mulDiv } from '../money/mul-div.js';
import { barListRoot } from './bar-root.js';
import type { CommodityLine, ListedBar } from './lines.js';
import { unixSeconds } from './primitives.js';
import type { Valuation, ValuationContext } from './valuation.js';

/** The bar list; weights in thousandths of a troy ounce. */
export interface GoldAnnex {
  kind: 'commodity';
  bars: (ListedBar & {
    /** gross × fineness to 0.001 oz, half up; null where the bar is impossible. */
    recomputedFineMilliOz: string | null;
    /** Its first listing counts, later ones do not. */
    duplicate: boolean;
  })[];
  /** Sum of the stated fine weights, each bar once. */
  fineMilliOz: string;
  recomputedFineMilliOz: string;
  /** Merkle root of the bars, as `BarVault` takes it; null without bars. */
  listRoot: string | null;
}

/** The stated fine weight counts; a bar that is listed again, by whomever, counts once. */
export function valueGold(
  line: CommodityLine,
  { inputs }: ValuationContext,
): { valuation: Valuation; annex: GoldAnnex } {
  const seen = new Map<string, ListedBar>();
  const findings: Valuation['findings'] = [];
  const bars = line.bars.map((bar) => {
    const identity = barIdentity({ ...bar, grossMilliOz: BigInt(bar.grossMilliOz) });
    const first = seen.get(identity);
    if (first) {
      findings.push({ code: 'diverged', detail: twice(bar, first) });
    } else seen.set(identity, bar);
    const recomputed = recompute(bar);
    if (recomputed === null || abs(recomputed - BigInt(bar.statedFineMilliOz)) > 1n) {
      findings.push({ code: 'diverged', detail: differs(bar, recomputed) });
    }
    return {
      ...bar,
      recomputedFineMilliOz: recomputed?.toString() ?? null,
      duplicate: first !== undefined,
    };
  });
  const counted = bars.filter(({ duplicate }) => !duplicate);
  const fine = counted.reduce((sum, bar) => sum + BigInt(bar.statedFineMilliOz), 0n);
  const price = BigInt(inputs.navRounds[0]?.answer ?? 0);
  const worth = (milliOz: bigint) => divide(milliOz * price, 1000n, 'floor');
  const custodians = [...new Set(counted.map(({ custodian }) => custodian))];
  const ofCustodian = (custodian: string) =>
    counted
      .filter((bar) => bar.custodian === custodian)
      .reduce((sum, bar) => sum + BigInt(bar.statedFineMilliOz), 0n);
  const classes = custodians.map((custodian) => ({
    custodian,
    name: 'Allocated gold bars',
    costUsd6: null,
    fairUsd6: worth(ofCustodian(custodian)).toString(),
    maturesBy: null,
  }));
  const valuation: Valuation = {
    classes,
    fairUsd6: classes.reduce((sum, { fairUsd6 }) => sum + BigInt(fairUsd6), 0n),
    costUsd6: null,
    liabilities: [],
    bookEntryShares: 0n,
    navUsd6: null,
    counted: fine,
    since: (attestedAt) =>
      line.deliveries
        .filter(({ time }) => unixSeconds(time) > attestedAt)
        .map((bar) => ({
          what: `${bar.refiner} ${bar.serial} delivered on ${bar.time.slice(0, 10)}`,
          quantity: -BigInt(bar.statedFineMilliOz),
        })),
    encumberedUsd6: (milliOz) => divide(milliOz * price, 1000n, 'ceil'),
    findings,
  };
  const annex: GoldAnnex = {
    kind: 'commodity',
    bars,
    fineMilliOz: fine.toString(),
    recomputedFineMilliOz: counted
      .reduce((sum, bar) => sum + BigInt(bar.recomputedFineMilliOz ?? 0), 0n)
      .toString(),
    listRoot: counted.length > 0 ? barListRoot(counted) : null,
  };
  return { valuation, annex };
}

/** Fine ounces that redeemable tokens stand for, thousandths, rounded up. */
export const owedMilliOunces = (redeemable: bigint, decimals: number): bigint =>
  mulDiv(redeemable, 1000n, pow10(decimals), 'ceil');

function recompute(bar: ListedBar): bigint | null {
  try {
    return fineMilliOunces(BigInt(bar.grossMilliOz), BigInt(bar.finenessTenths));
  } catch (error) {
    if (error instanceof CoreError) return null;
    throw error;
  }
}

const nameOf = ({ refiner, serial, year }: ListedBar): string => `${refiner} ${serial} (${year})`;

const twice = (bar: ListedBar, first: ListedBar): string =>
  bar.custodian === first.custodian
    ? `The bar ${nameOf(bar)} is listed twice by ${bar.custodian}; it counts once.`
    : `The bar ${nameOf(bar)} is listed by ${first.custodian} and by ${bar.custodian}; it counts once.`;

const differs = (bar: ListedBar, recomputed: bigint | null): string =>
  recomputed === null
    ? `The bar ${nameOf(bar)} has an impossible weight or fineness.`
    : `The bar ${nameOf(bar)} states ${formatDecimal(BigInt(bar.statedFineMilliOz), 3)} fine ounces; gross × fineness is ${formatDecimal(recomputed, 3)}.`;
