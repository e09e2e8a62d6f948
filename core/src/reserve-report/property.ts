import { PropertyError, propertyIncome, propertyNavPerToken } from '../realestate.js';
import { daysBetween } from '../time/dates.js';
import type { PropertyLine } from './lines.js';
import { CENT_TO_USD6, type Valuation, type ValuationContext } from './valuation.js';

/** The property's annex; the inputs have the appraisal, debt, rents and deed themselves. */
export interface PropertyAnnex {
  kind: 'real_estate';
  netAssetsUsd6: string;
  /** Debt over appraised value, parts per million, rounded up; null where the value is nothing. */
  loanToValuePpm: string | null;
  /** Base units of the rent roll's money; null without one. */
  income: {
    grossRent: string;
    expenses: string;
    reserveFund: string;
    distributable: string;
  } | null;
}

export function valueProperty(
  line: PropertyLine,
  { inputs, redeemable, today }: ValuationContext,
): { valuation: Valuation; annex: PropertyAnnex } {
  const cents = {
    appraisalCents: BigInt(line.appraisal.valueCents),
    cashCents: BigInt(line.cashCents),
    debtCents: BigInt(line.debt.cents),
    payablesCents: BigInt(line.payablesCents),
  };
  const usd6 = (amount: bigint) => amount * CENT_TO_USD6;
  const age = daysBetween(line.appraisal.date, today);
  const old = age > inputs.policy.appraisalMaxAgeDays;
  const valuation: Valuation = {
    classes: [
      {
        custodian: line.custodian,
        name: 'Property at its appraisal',
        costUsd6: null,
        fairUsd6: usd6(cents.appraisalCents).toString(),
        maturesBy: null,
      },
      {
        custodian: line.custodian,
        name: 'Cash',
        costUsd6: null,
        fairUsd6: usd6(cents.cashCents).toString(),
        maturesBy: null,
      },
    ],
    fairUsd6: usd6(cents.appraisalCents + cents.cashCents),
    costUsd6: null,
    liabilities: [
      { what: 'Debt on the property', usd6: usd6(cents.debtCents) },
      { what: 'Payables', usd6: usd6(cents.payablesCents) },
    ],
    bookEntryShares: 0n,
    navUsd6: redeemable > 0n ? propertyNavPerToken(cents, redeemable, inputs.token.decimals) : null,
    counted: cents.appraisalCents,
    since: () => [],
    encumberedUsd6: usd6,
    findings: old
      ? [
          {
            code: 'stale',
            detail: `The appraisal is of ${line.appraisal.date}, ${age} days before the block; at most ${inputs.policy.appraisalMaxAgeDays} are relied on.`,
          },
        ]
      : [],
  };
  const annex: PropertyAnnex = {
    kind: 'real_estate',
    netAssetsUsd6: usd6(
      cents.appraisalCents + cents.cashCents - cents.debtCents - cents.payablesCents,
    ).toString(),
    loanToValuePpm:
      cents.appraisalCents === 0n
        ? null
        : (
            (cents.debtCents * 1_000_000n + cents.appraisalCents - 1n) /
            cents.appraisalCents
          ).toString(),
    income: incomeOf(line),
  };
  return { valuation, annex };
}

function incomeOf({ rentRoll }: PropertyLine): PropertyAnnex['income'] {
  if (!rentRoll) return null;
  const lines = rentRoll.lines.map(({ kind, amount }) => ({ kind, amount: BigInt(amount) }));
  try {
    const income = propertyIncome(lines);
    return {
      grossRent: income.grossRent.toString(),
      expenses: income.expenses.toString(),
      reserveFund: income.reserveFund.toString(),
      distributable: income.distributable.toString(),
    };
  } catch (error) {
    // A sheet that leaves nothing to pay has been refused where it was stated.
    if (error instanceof PropertyError) return null;
    throw error;
  }
}
