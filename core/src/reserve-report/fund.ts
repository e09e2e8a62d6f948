import { formatDecimal } from '../money/decimal.js';
import { divide, mulDiv } from '../money/mul-div.js';
import { daysBetween } from '../time/dates.js';
import { newYorkDate } from '../time/new-york.js';
import { type FundValue, valueFund } from '../treasury/fund.js';
import { formatPercent, parsePrice } from '../treasury/rates.js';
import type { SecurityTerms } from '../treasury/securities.js';
import type { TreasuryLine } from './lines.js';
import { CENT_TO_USD6, type Valuation, type ValuationContext } from './valuation.js';

/** A fund's annex: prices per 100 of face, decimal; money in US dollars × 10⁶. */
export interface FundAnnex {
  kind: 'treasury';
  valuationDate: string;
  positions: {
    cusip: string;
    description: string;
    maturityDate: string;
    faceCents: string;
    costPricePer100: string;
    costUsd6: string;
    yieldPercent: string;
    clean: string;
    accrued: string;
    /** Coupons that a statement given after the valuation date has in its cash; not in the value. */
    inCashUsd6: string;
    valueUsd6: string;
  }[];
  receipts: { cusip: string; kind: 'principal' | 'coupon'; paidOn: string; amountUsd6: string }[];
  portfolioUsd6: string;
  cashUsd6: string;
  receiptsUsd6: string;
  /** Weighted by fair value, days, one decimal. */
  averageDaysToMaturity: string;
  /** Fair value by days left; `upToDays` null: longer than all before. */
  ladder: { upToDays: number | null; usd6: string }[];
}

const STEPS: readonly (number | null)[] = [30, 90, 180, 365, null];

/** @throws PricingError as `valueFund` */
export function valueTreasury(
  line: TreasuryLine,
  { redeemable, today }: ValuationContext,
): { valuation: Valuation; annex: FundAnnex } {
  const terms = new Map(line.securities.map((one) => [one.cusip, termsOf(one)]));
  const value = valueFund(
    holdingsOf(line),
    terms,
    {
      date: line.curve.date,
      points: line.curve.points.map((p) => ({ ...p, rate: BigInt(p.rate) })),
    },
    redeemable,
  );
  const annex = annexOf(line, value, terms);
  const cost = annex.positions.reduce((sum, { costUsd6 }) => sum + BigInt(costUsd6), 0n);
  const alive = line.positions.filter(
    ({ cusip }) => (terms.get(cusip)?.maturityDate ?? '') > today,
  );
  const counted = alive.reduce((sum, { faceCents }) => sum + BigInt(faceCents), 0n);
  const money = value.cashUsd6 + value.receiptsUsd6;
  const valuation: Valuation = {
    classes: [
      {
        custodian: line.custodian,
        name: 'Treasury securities',
        costUsd6: cost.toString(),
        fairUsd6: value.portfolioUsd6.toString(),
        maturesBy: annex.positions.at(-1)?.maturityDate ?? null,
      },
      {
        custodian: line.custodian,
        name: 'Cash',
        costUsd6: money.toString(),
        fairUsd6: money.toString(),
        maturesBy: null,
      },
    ],
    fairUsd6: value.totalAssetsUsd6,
    costUsd6: cost + money,
    liabilities: [
      { what: 'Other liabilities as stated', usd6: value.liabilitiesUsd6 },
      { what: 'Management fee accrued', usd6: value.accruedFeeUsd6 },
    ],
    bookEntryShares: BigInt(line.statement.seedShares),
    navUsd6: value.navPerShareUsd6,
    counted,
    since: (attestedAt) =>
      line.positions.flatMap(({ cusip, faceCents }) => {
        const matures = terms.get(cusip)?.maturityDate ?? '';
        if (matures <= newYorkDate(attestedAt) || matures > today) return [];
        return [{ what: `${cusip} matured on ${matures}`, quantity: -BigInt(faceCents) }];
      }),
    encumberedUsd6: (face) =>
      counted === 0n ? 0n : mulDiv(value.portfolioUsd6, face, counted, 'ceil'),
    findings: [],
  };
  return { valuation, annex };
}

const termsOf = (one: TreasuryLine['securities'][number]): SecurityTerms => ({
  ...one,
  couponRate: one.couponRate === null ? null : BigInt(one.couponRate),
  floatingRate: false,
  inflationIndexed: false,
});

const holdingsOf = ({ statement, positions }: TreasuryLine) => ({
  statedOn: statement.statedOn,
  positions: positions.map(({ cusip, faceCents }) => ({ cusip, faceCents: BigInt(faceCents) })),
  cashCents: BigInt(statement.cashCents),
  liabilitiesCents: BigInt(statement.liabilitiesCents),
  feeBpsPerYear: BigInt(statement.feeBpsPerYear),
  feeAccruedSince: statement.feeAccruedSince,
  seedShares: BigInt(statement.seedShares),
});

function annexOf(
  line: TreasuryLine,
  value: FundValue,
  terms: ReadonlyMap<string, SecurityTerms>,
): FundAnnex {
  const maturityOf = (cusip: string) => terms.get(cusip)?.maturityDate ?? line.curve.date;
  const daysOf = (cusip: string) => daysBetween(line.curve.date, maturityOf(cusip));
  const positions = value.positions
    .map((position) => {
      const stated = line.positions.find(({ cusip }) => cusip === position.cusip);
      const security = line.securities.find(({ cusip }) => cusip === position.cusip);
      const price = stated?.costPricePer100 ?? '0';
      return {
        cusip: position.cusip,
        description: security?.description ?? '',
        maturityDate: maturityOf(position.cusip),
        faceCents: position.faceCents.toString(),
        costPricePer100: price,
        costUsd6: divide(position.faceCents * parsePrice(price), CENT_TO_USD6, 'halfUp').toString(),
        yieldPercent: formatPercent(position.price.yieldRate),
        clean: formatDecimal(position.price.clean, 6),
        accrued: formatDecimal(position.price.accrued, 6),
        inCashUsd6: position.inCashUsd6.toString(),
        valueUsd6: position.valueUsd6.toString(),
      };
    })
    .sort((a, b) => (a.maturityDate + a.cusip < b.maturityDate + b.cusip ? -1 : 1));
  const weighted = value.positions.reduce(
    (sum, { cusip, valueUsd6 }) => sum + valueUsd6 * BigInt(daysOf(cusip)),
    0n,
  );
  const average =
    value.portfolioUsd6 === 0n ? 0n : divide(weighted * 10n, value.portfolioUsd6, 'halfUp');
  return {
    kind: 'treasury',
    valuationDate: value.valuationDate,
    positions,
    receipts: value.receipts.map((one) => ({ ...one, amountUsd6: one.amountUsd6.toString() })),
    portfolioUsd6: value.portfolioUsd6.toString(),
    cashUsd6: value.cashUsd6.toString(),
    receiptsUsd6: value.receiptsUsd6.toString(),
    averageDaysToMaturity: formatDecimal(average, 1),
    ladder: STEPS.map((upToDays, i) => {
      const above = STEPS[i - 1] ?? 0;
      const within = value.positions.filter(({ cusip }) => {
        const left = daysOf(cusip);
        return left > above && (upToDays === null || left <= upToDays);
      });
      return { upToDays, usd6: within.reduce((sum, p) => sum + p.valueUsd6, 0n).toString() };
    }),
  };
}
