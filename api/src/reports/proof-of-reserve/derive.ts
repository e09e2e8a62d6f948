import {
  coverageRatio,
  daysBetween,
  divide,
  formatDecimal,
  formatPercent,
  type FundValue,
  mulDiv,
  parsePrice,
  pow10,
  SHARE_DECIMALS,
  type TreasurySecurity,
  valueFund,
} from '@cadastre/core';
import { describeSecurity } from '../../assets/portfolio.view.js';
import type { CurveNow } from '../../assets/treasury-data.service.js';
import type { Movement, ProofOfReserve, ReportRound, Verdict } from './content.js';

/** Everything the report is derived from, gathered at one block. */
export interface Evidence {
  reportId: string;
  asset: ProofOfReserve['asset'];
  token: ProofOfReserve['token'];
  block: { number: number; hash: string; time: Date };
  statement: {
    version: number;
    statedAt: Date;
    statedOn: string;
    positions: { cusip: string; faceCents: bigint; costPricePer100: string }[];
    /** With the considerations settled up to the block. */
    cashCents: bigint;
    liabilitiesCents: bigint;
    feeBpsPerYear: number;
    feeAccruedSince: string;
    seedShares: bigint;
  };
  securities: ReadonlyMap<string, TreasurySecurity>;
  curve: CurveNow;
  supply: bigint;
  /** Balances of all holders at the block. */
  holders: readonly bigint[];
  movements: Movement[];
  /** Newest first. */
  navRounds: ReportRound[];
  reserveRounds: ReportRound[];
}

const CENT_TO_USD6 = 10_000n;

/** The report: a pure function of its evidence, so that anybody with the same evidence gets it again. */
export function proofOfReserve(evidence: Evidence): ProofOfReserve {
  const { statement, token, block, curve, supply } = evidence;
  const value = valueFund(
    { ...statement, feeBpsPerYear: BigInt(statement.feeBpsPerYear) },
    evidence.securities,
    curve.curve,
    supply,
  );
  const result = resultOf(evidence, value);
  const rollForward = rollForwardOf(evidence.movements);
  const { verdict, exceptions } = judge(evidence, result, rollForward);
  return {
    schema: 'cadastre/proof-of-reserve/1',
    reportId: evidence.reportId,
    asset: evidence.asset,
    token,
    asOf: {
      block: block.number,
      blockHash: block.hash,
      time: block.time.toISOString(),
      valuationDate: curve.curve.date,
      curveSource: curve.source,
      statementVersion: statement.version,
      statedAt: statement.statedAt.toISOString(),
      statedOn: statement.statedOn,
    },
    statement: {
      cashCents: statement.cashCents.toString(),
      liabilitiesCents: statement.liabilitiesCents.toString(),
      feeBpsPerYear: statement.feeBpsPerYear,
      feeAccruedSince: statement.feeAccruedSince,
      seedShares: statement.seedShares.toString(),
    },
    verdict,
    exceptions,
    result,
    positions: positionsOf(evidence, value),
    receipts: value.receipts.map((receipt) => ({
      ...receipt,
      amountUsd6: receipt.amountUsd6.toString(),
    })),
    supply: { ...rollForward, closingShares: supply.toString(), movements: evidence.movements },
    navRounds: evidence.navRounds,
    reserveRounds: evidence.reserveRounds,
  };
}

function resultOf(evidence: Evidence, value: FundValue): ProofOfReserve['result'] {
  const { statement, supply, navRounds } = evidence;
  const nav = navRounds[0] ? BigInt(navRounds[0].answer) : value.navPerShareUsd6;
  const shares = supply + statement.seedShares;
  const owedToHolders = mulDiv(nav, shares, pow10(SHARE_DECIMALS), 'ceil');
  // NAV is published half-up to 10⁻⁶: half of that a share may be owed on paper only.
  const rounding = mulDiv(shares, 1n, 2n * pow10(SHARE_DECIMALS), 'ceil') + 1n;
  const owed = owedToHolders - rounding + value.liabilitiesUsd6 + value.accruedFeeUsd6;
  const held = new Set(value.positions.map(({ cusip }) => cusip));
  const cost = statement.positions
    .filter(({ cusip }) => held.has(cusip))
    .reduce(
      (sum, position) =>
        sum +
        divide(position.faceCents * parsePrice(position.costPricePer100), CENT_TO_USD6, 'halfUp'),
      0n,
    );
  return {
    portfolioUsd6: value.portfolioUsd6.toString(),
    cashUsd6: value.cashUsd6.toString(),
    receiptsUsd6: value.receiptsUsd6.toString(),
    reservesUsd6: value.totalAssetsUsd6.toString(),
    costUsd6: cost.toString(),
    navPerShareUsd6: navRounds[0]?.answer ?? null,
    navRound: navRounds[0]?.round ?? null,
    tokenShares: supply.toString(),
    bookEntryShares: statement.seedShares.toString(),
    sharesInIssue: shares.toString(),
    owedToHoldersUsd6: owedToHolders.toString(),
    roundingUsd6: rounding.toString(),
    otherLiabilitiesUsd6: value.liabilitiesUsd6.toString(),
    accruedFeeUsd6: value.accruedFeeUsd6.toString(),
    owedUsd6: owed.toString(),
    surplusUsd6: (value.totalAssetsUsd6 - owed).toString(),
    coveragePpm: coverageRatio(value.totalAssetsUsd6, owed)?.toString() ?? null,
    recomputedNavPerShareUsd6: value.navPerShareUsd6.toString(),
    holders: evidence.holders.length,
    averageDaysToMaturity: averageDays(evidence, value),
    largestPositionPpm: largestPosition(value),
  };
}

/** Weighted by fair value, one decimal, half up. */
function averageDays({ securities, curve }: Evidence, value: FundValue): string {
  if (value.portfolioUsd6 === 0n) return '0.0';
  const weighted = value.positions.reduce((sum, { cusip, valueUsd6 }) => {
    const maturity = securities.get(cusip)?.maturityDate ?? curve.curve.date;
    return sum + valueUsd6 * BigInt(daysBetween(curve.curve.date, maturity));
  }, 0n);
  return formatDecimal(divide(weighted * 10n, value.portfolioUsd6, 'halfUp'), 1);
}

function largestPosition(value: FundValue): string {
  const largest = value.positions.reduce((max, p) => (p.valueUsd6 > max ? p.valueUsd6 : max), 0n);
  return (coverageRatio(largest, value.totalAssetsUsd6) ?? 0n).toString();
}

function positionsOf({ statement, securities }: Evidence, value: FundValue) {
  return value.positions
    .map((position) => {
      const security = securities.get(position.cusip) as TreasurySecurity;
      const stated = statement.positions.find((row) => row.cusip === position.cusip);
      return {
        cusip: position.cusip,
        description: describeSecurity(security),
        maturityDate: security.maturityDate,
        faceCents: position.faceCents.toString(),
        costPricePer100: stated?.costPricePer100 ?? '',
        yieldPercent: formatPercent(position.price.yieldRate),
        clean: formatDecimal(position.price.clean, 6),
        accrued: formatDecimal(position.price.accrued, 6),
        inCashUsd6: position.inCashUsd6.toString(),
        valueUsd6: position.valueUsd6.toString(),
      };
    })
    .sort((a, b) => (a.maturityDate + a.cusip < b.maturityDate + b.cusip ? -1 : 1));
}

function rollForwardOf(movements: Movement[]) {
  const total = (kind: Movement['kind']) =>
    movements.filter((m) => m.kind === kind).reduce((sum, m) => sum + BigInt(m.shares), 0n);
  return {
    openingShares: '0',
    mintedShares: total('mint').toString(),
    burntShares: total('burn').toString(),
  };
}

function judge(
  { curve, navRounds, supply, holders, block }: Evidence,
  result: ProofOfReserve['result'],
  roll: ReturnType<typeof rollForwardOf>,
): { verdict: Verdict; exceptions: string[] } {
  const doubts: string[] = [];
  if (!navRounds[0]) doubts.push('No NAV has been published on-chain up to this block.');
  if (curve.stale) {
    doubts.push(
      `The valuation is of ${curve.curve.date}, more than five days before ${block.time.toISOString().slice(0, 10)}.`,
    );
  }
  if (BigInt(roll.mintedShares) - BigInt(roll.burntShares) !== supply) {
    doubts.push('Mints less burns do not add up to the supply at this block.');
  }
  if (holders.reduce((sum, balance) => sum + balance, 0n) !== supply) {
    doubts.push('The holders’ balances do not add up to the supply at this block.');
  }
  const short = BigInt(result.surplusUsd6) < 0n;
  const gap = short ? ['The reserves do not cover what is owed.'] : [];
  const verdict = doubts.length > 0 ? 'DO NOT RELY' : short ? 'FAIL' : 'PASS';
  return { verdict, exceptions: [...doubts, ...gap] };
}
