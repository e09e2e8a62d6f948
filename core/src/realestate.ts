import { CoreError } from './errors.js';
import { pow10, rescale } from './money/decimal.js';
import { divide, mulDiv } from './money/mul-div.js';

/** A property figure that has no answer. */
export class PropertyError extends CoreError {}

const RATE_ONE = 1_000_000_000n;

/**
 * Net operating income in cents: gross rent × (1 − vacancy) − operating costs, half-up.
 * @param vacancy fraction × 10⁹
 */
export function netOperatingIncome(
  grossRentCents: bigint,
  vacancy: bigint,
  opexCents: bigint,
): bigint {
  return mulDiv(grossRentCents, RATE_ONE - vacancy, RATE_ONE, 'halfUp') - opexCents;
}

/**
 * Value in cents by direct capitalisation: NOI / cap rate, half-up.
 * @param capRate fraction × 10⁹
 * @throws PropertyError `cap_rate_not_positive`
 */
export function capitalisedValue(noiCents: bigint, capRate: bigint): bigint {
  if (capRate <= 0n) {
    throw new PropertyError('cap_rate_not_positive', 'A capitalisation rate must be above zero.');
  }
  return mulDiv(noiCents, RATE_ONE, capRate, 'halfUp');
}

export interface PropertyBalance {
  appraisalCents: bigint;
  cashCents: bigint;
  debtCents: bigint;
  payablesCents: bigint;
}

/**
 * Net asset value per token, USD × 10⁶, half-up.
 * @param supply tokens in base units of `tokenDecimals`
 * @throws PropertyError `no_supply`
 */
export function propertyNavPerToken(
  balance: PropertyBalance,
  supply: bigint,
  tokenDecimals: number,
): bigint {
  if (supply <= 0n) throw new PropertyError('no_supply', 'NAV per token needs tokens in issue.');
  const net =
    balance.appraisalCents + balance.cashCents - balance.debtCents - balance.payablesCents;
  return divide(rescale(net, 2, 6, 'floor') * pow10(tokenDecimals), supply, 'halfUp');
}

/** One line of a property's income sheet; amounts in base units of the money, never negative. */
export interface IncomeLine {
  kind: 'rent' | 'expense' | 'reserve_fund';
  amount: bigint;
}

/** What a sheet comes to: distributable = gross rent − expenses − what goes to the reserve fund. */
export interface PropertyIncome {
  grossRent: bigint;
  expenses: bigint;
  reserveFund: bigint;
  distributable: bigint;
}

/** @throws PropertyError `nothing_distributable` where the lines leave nothing */
export function propertyIncome(lines: readonly IncomeLine[]): PropertyIncome {
  const sum = (wanted: IncomeLine['kind']) =>
    lines.reduce((total, { kind, amount }) => (kind === wanted ? total + amount : total), 0n);
  const [grossRent, expenses, reserveFund] = [sum('rent'), sum('expense'), sum('reserve_fund')];
  const distributable = grossRent - expenses - reserveFund;
  if (distributable > 0n) return { grossRent, expenses, reserveFund, distributable };
  throw new PropertyError(
    'nothing_distributable',
    `Rent ${grossRent} less expenses ${expenses} and reserve ${reserveFund} leaves ${distributable}: nothing to pay.`,
  );
}
