import { formatDecimal } from '../money/decimal.js';

/** The whole of an entity, in hundredths of a percent. */
export const WHOLE_BPS = 10_000;

/**
 * From this share on somebody is a beneficial owner and must be named: 25 %, as FATF recommendation 24
 * and 31 CFR 1010.230 have it.
 */
export const OWNER_THRESHOLD_BPS = 2_500;

/** By what somebody owns or controls an entity. */
export const OWNER_BASES = ['ownership', 'voting_rights', 'control', 'senior_manager'] as const;
export type OwnerBasis = (typeof OWNER_BASES)[number];

export interface OwnerShare {
  /** Hundredths of a percent, 0 to 10,000. */
  shareBps: number;
  basis: OwnerBasis;
}

/** One thing that is wrong with a declaration of owners; `owner` counts from 0, null for the whole. */
export interface OwnershipProblem {
  owner: number | null;
  code:
    | 'share_out_of_range'
    | 'shares_above_whole'
    | 'owner_without_share'
    | 'rest_not_declared'
    | 'rest_above_what_is_left'
    | 'owner_not_listed'
    | 'nobody_in_control';
  detail: string;
}

/**
 * Whether a declaration names everybody it must: shares sum to no more than the whole, nobody of the
 * threshold or above is left out, and where nobody reaches it whoever controls or manages is named.
 * @param largestUnlistedBps the largest share of anybody who is not listed; null where all are
 * @returns every problem, in the order of the owners; empty where the declaration is sound
 */
export function ownershipProblems(
  owners: readonly OwnerShare[],
  largestUnlistedBps: number | null,
): OwnershipProblem[] {
  const problems: OwnershipProblem[] = [];
  const add = (owner: number | null, code: OwnershipProblem['code'], detail: string) =>
    problems.push({ owner, code, detail });
  owners.forEach(({ shareBps, basis }, i) => {
    if (!Number.isInteger(shareBps) || shareBps < 0 || shareBps > WHOLE_BPS) {
      add(i, 'share_out_of_range', `shareBps must be a whole number from 0 to ${WHOLE_BPS}.`);
    } else if (shareBps === 0 && (basis === 'ownership' || basis === 'voting_rights')) {
      add(i, 'owner_without_share', `Somebody listed for ${basis} must have a share above 0.`);
    }
  });
  if (problems.some(({ code }) => code === 'share_out_of_range')) return problems;
  const sum = owners.reduce((total, { shareBps }) => total + shareBps, 0);
  const rest = WHOLE_BPS - sum;
  if (rest < 0) {
    add(null, 'shares_above_whole', `The shares sum to ${percent(sum)}: check each.`);
    return problems;
  }
  if (rest === 0 && largestUnlistedBps !== null) {
    add(null, 'rest_above_what_is_left', 'The shares sum to the whole: nobody is left unlisted.');
  }
  if (rest > 0) problems.push(...restProblems(rest, largestUnlistedBps));
  const leads = owners.some(
    ({ shareBps, basis }) =>
      shareBps >= OWNER_THRESHOLD_BPS || basis === 'control' || basis === 'senior_manager',
  );
  if (!leads) {
    add(
      null,
      'nobody_in_control',
      `Nobody listed has ${percent(OWNER_THRESHOLD_BPS)} or more: name who controls the entity, or its senior manager.`,
    );
  }
  return problems;
}

/** As people write shares: 2500 is `25.00 %`. */
const percent = (bps: number): string => `${formatDecimal(BigInt(bps), 2)} %`;

function restProblems(rest: number, largest: number | null): OwnershipProblem[] {
  const of = (code: OwnershipProblem['code'], detail: string) => [{ owner: null, code, detail }];
  if (largest === null || !Number.isInteger(largest) || largest < 1) {
    return of(
      'rest_not_declared',
      `${percent(rest)} belong to people who are not listed: say how much the largest of them has.`,
    );
  }
  if (largest > rest) {
    return of(
      'rest_above_what_is_left',
      `Somebody unlisted cannot have ${percent(largest)}: only ${percent(rest)} are left.`,
    );
  }
  if (largest >= OWNER_THRESHOLD_BPS) {
    return of(
      'owner_not_listed',
      `Somebody with ${percent(largest)} is not listed: from ${percent(OWNER_THRESHOLD_BPS)} on everybody must be.`,
    );
  }
  return [];
}
