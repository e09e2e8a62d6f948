import type { ReportInputs, ReportResult } from '@cadastre/core';
import { dollars, grouped, ounces } from '../pdf/words.js';

/** An amount of the token, named by its symbol. */
export const tokens = ({ token }: ReportInputs, baseUnits: string | bigint): string =>
  grouped(BigInt(baseUnits), token.decimals);

/** An amount of what coverage is counted in. */
export const covered = (unit: ReportResult['coverage']['unit'], amount: string | bigint): string =>
  unit === 'USD6' ? dollars(amount) : ounces(amount);

export const unitWords = (unit: ReportResult['coverage']['unit']): string =>
  unit === 'USD6' ? 'USD' : 'fine oz';
