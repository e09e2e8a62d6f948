import type { AssetLine } from './reserve-report/inputs.js';

/**
 * Decimals of the token of each product line (ERC-20): shares of a fund go to the millionth, as its NAV
 * does; ounces of metal and fractions of a property to the smallest part that wallets know.
 */
export const TOKEN_DECIMALS: Readonly<Record<AssetLine, number>> = {
  treasury: 6,
  real_estate: 18,
  commodity: 18,
};
