import { isCusip, parseBaseUnits, parsePrice, type TreasurySecurity } from '@cadastre/core';
import type { PositionBody } from './portfolio.schema.js';

/** What is wrong with one position. `index` counts the positions from 0. */
export interface PositionProblem {
  index: number;
  field: keyof PositionBody;
  code: string;
  detail: string;
}

/** Treasury securities are held in whole multiples of 100 dollars (31 CFR 356.3, par amounts). */
const FACE_STEP_CENTS = 10_000n;

/**
 * Everything wrong with a list of positions, in its order: check digits, securities that do not exist,
 * stand twice, have matured by `today`, are not issued yet, or are priced by rules we do not have; faces
 * that cannot be held; prices of nothing.
 */
export function checkPositions(
  positions: readonly PositionBody[],
  securities: ReadonlyMap<string, TreasurySecurity>,
  today: string,
): PositionProblem[] {
  const first = new Map<string, number>();
  return positions.flatMap((position, index) => {
    const problems: PositionProblem[] = [];
    const say = (field: keyof PositionBody, code: string, detail: string) =>
      problems.push({ index, field, code, detail });
    const before = first.get(position.cusip);
    if (before === undefined) first.set(position.cusip, index);
    else {
      say(
        'cusip',
        'cusip_duplicate',
        `${position.cusip} already stands in position ${before + 1}: merge the two lines.`,
      );
    }
    checkSecurity(position.cusip, securities, today, say);
    const face = parseBaseUnits(position.faceCents);
    if (face <= 0n || face % FACE_STEP_CENTS !== 0n) {
      say(
        'faceCents',
        'face_not_holdable',
        `The face of ${position.cusip} must be above zero and a multiple of 100 dollars (10000 cents).`,
      );
    }
    if (parsePrice(position.costPricePer100) <= 0n) {
      say(
        'costPricePer100',
        'cost_not_positive',
        `${position.cusip} must have cost more than zero.`,
      );
    }
    return problems;
  });
}

function checkSecurity(
  cusip: string,
  securities: ReadonlyMap<string, TreasurySecurity>,
  today: string,
  say: (field: keyof PositionBody, code: string, detail: string) => void,
): void {
  if (!isCusip(cusip)) {
    say(
      'cusip',
      'cusip_check_digit',
      `"${cusip}" is not a CUSIP: its check digit or form is wrong.`,
    );
    return;
  }
  const security = securities.get(cusip);
  if (!security) {
    say('cusip', 'cusip_unknown', `${cusip} is not in the official securities file.`);
    return;
  }
  if (security.maturityDate <= today) {
    say(
      'cusip',
      'security_matured',
      `${cusip} matured on ${security.maturityDate}: it is cash now, state it as cash.`,
    );
  }
  if (security.issueDate > today && !security.reopening) {
    say('cusip', 'security_not_issued', `${cusip} is first issued on ${security.issueDate}.`);
  }
  if (security.floatingRate) {
    say(
      'cusip',
      'security_floating',
      `${cusip} is a floating-rate note: only fixed rates are priced.`,
    );
  }
  if (security.inflationIndexed) {
    say(
      'cusip',
      'security_inflation_indexed',
      `${cusip} is inflation-indexed: it cannot be priced here.`,
    );
  }
}
