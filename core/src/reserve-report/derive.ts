import { pow10 } from '../money/decimal.js';
import { mulDiv } from '../money/mul-div.js';
import { coverageRatio } from '../nav.js';
import { newYorkDate } from '../time/new-york.js';
import { judgeAttestations } from './attestation.js';
import { bridge, type TimingBridge } from './attested.js';
import { valueTreasury } from './fund.js';
import { owedMilliOunces, valueGold } from './gold.js';
import { ATTESTED_UNIT, type ReportInputs } from './inputs.js';
import { judge } from './judge.js';
import { unixSeconds } from './primitives.js';
import { valueProperty } from './property.js';
import type { ReportResult } from './result.js';
import { rollForward } from './supply.js';
import type { Valuation, ValuationContext } from './valuation.js';

/**
 * Every number of a report from its inputs, and nothing else: anybody who has the inputs gets the same
 * result, on any machine.
 * @throws PricingError where a fund cannot be valued: see `valueFund`
 */
export function deriveResult(inputs: ReportInputs): ReportResult {
  const at = unixSeconds(inputs.asOf.blockTime);
  const supply = rollForward(inputs.supply);
  const outcomes = judgeAttestations(inputs.attestations, {
    at,
    maxAgeDays: inputs.policy.attestationMaxAgeDays,
    ...ATTESTED_UNIT[inputs.asset.kind],
  });
  const redeemable = BigInt(supply.redeemableBaseUnits);
  const context = { inputs, redeemable, today: newYorkDate(at), outcomes };
  const { valuation, annex } = valueLine(context);
  const timing = bridge(inputs, valuation, context);
  const encumbered = valuation.encumberedUsd6(BigInt(timing?.encumbered ?? 0));
  const owed = owedOf(inputs, valuation, redeemable);
  const reserves = reservesOf(valuation, encumbered);
  const coverage = coverageOf(inputs, valuation, timing, reserves, owed);
  const numbers = { supply, coverage, bridge: timing, attestationOutcomes: outcomes };
  return {
    ...judge(inputs, valuation, numbers),
    ...numbers,
    reserves,
    owed,
    history: inputs.history.map(({ block, time, supplyBaseUnits, navUsd6, reservesUsd6 }) => ({
      block,
      time,
      ppm: publishedCoverage(inputs, supplyBaseUnits, navUsd6, reservesUsd6, owed),
    })),
    annex,
  };
}

function valueLine(context: ValuationContext) {
  const { line } = context.inputs;
  if (line.kind === 'treasury') return valueTreasury(line, context);
  return line.kind === 'commodity' ? valueGold(line, context) : valueProperty(line, context);
}

function reservesOf(valuation: Valuation, encumbered: bigint): ReportResult['reserves'] {
  const shares = valuation.classes.map(
    ({ fairUsd6 }) => coverageRatio(BigInt(fairUsd6), valuation.fairUsd6) ?? 0n,
  );
  const largest = shares.reduce((max, share) => (share > max ? share : max), 0n);
  return {
    classes: valuation.classes.map((one, i) => ({ ...one, sharePpm: `${shares[i] ?? 0n}` })),
    fairUsd6: valuation.fairUsd6.toString(),
    costUsd6: valuation.costUsd6?.toString() ?? null,
    encumberedUsd6: encumbered.toString(),
    freeUsd6: (valuation.fairUsd6 - encumbered).toString(),
    largestSharePpm: largest.toString(),
  };
}

function owedOf(
  { navRounds, token }: ReportInputs,
  { navUsd6, bookEntryShares, liabilities }: Valuation,
  redeemable: bigint,
): ReportResult['owed'] {
  const [round] = navRounds;
  const nav = round ? BigInt(round.answer) : (navUsd6 ?? 0n);
  const shares = redeemable + bookEntryShares;
  const toHolders = mulDiv(nav, shares, pow10(token.decimals), 'ceil');
  // NAV is published half-up to 10⁻⁶: half of that a share may be owed on paper only.
  const rounding =
    navUsd6 === null ? 0n : mulDiv(shares, 1n, 2n * pow10(token.decimals), 'ceil') + 1n;
  const total = liabilities.reduce((sum, { usd6 }) => sum + usd6, toHolders - rounding);
  return {
    navUsd6: nav.toString(),
    navRound: round?.round ?? null,
    recomputedNavUsd6: navUsd6?.toString() ?? null,
    redeemableBaseUnits: redeemable.toString(),
    bookEntryBaseUnits: bookEntryShares.toString(),
    toHoldersUsd6: toHolders.toString(),
    roundingUsd6: rounding.toString(),
    liabilities: liabilities.map(({ what, usd6 }) => ({ what, usd6: usd6.toString() })),
    totalUsd6: total.toString(),
  };
}

function coverageOf(
  { token, line }: ReportInputs,
  { counted }: Valuation,
  timing: TimingBridge | null,
  reserves: ReportResult['reserves'],
  owed: ReportResult['owed'],
): ReportResult['coverage'] {
  const gold = line.kind === 'commodity';
  const [have, owe] = gold
    ? [
        counted - BigInt(timing?.encumbered ?? 0),
        owedMilliOunces(BigInt(owed.redeemableBaseUnits), token.decimals),
      ]
    : [BigInt(reserves.freeUsd6), BigInt(owed.totalUsd6)];
  return {
    unit: gold ? 'fineMilliOz' : 'USD6',
    reserves: have.toString(),
    owed: owe.toString(),
    surplus: (have - owe).toString(),
    ppm: coverageRatio(have, owe)?.toString() ?? null,
  };
}

/** What was published: reserves over supply and book entry at the NAV then, and the liabilities of now. */
function publishedCoverage(
  { token }: ReportInputs,
  supply: string,
  nav: string | null,
  reserves: string,
  { bookEntryBaseUnits, liabilities }: ReportResult['owed'],
): string | null {
  if (nav === null) return null;
  const shares = BigInt(supply) + BigInt(bookEntryBaseUnits);
  // Half a millionth of a dollar a share may be rounding; see `owedOf`.
  const toHolders = (shares * (2n * BigInt(nav) - 1n)) / (2n * pow10(token.decimals));
  const owed = liabilities.reduce((sum, { usd6 }) => sum + BigInt(usd6), toHolders);
  return coverageRatio(BigInt(reserves), owed)?.toString() ?? null;
}
