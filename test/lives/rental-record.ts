import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Rational } from '../model/rational.ts';
import { dataFile } from './stage.ts';

/** What the operator published for 2024-09-02, in percent: price and costs of that day are in the record. */
export const PUBLISHED = { on: '2024-09-02', yield: '12.822995461422' };

/** The operator's record, each number as it is written. */
function record(): (name: string) => Rational {
  const text = readFileSync(
    dataFile('realestate', 'realt_property_9415-9417-ravenswood.json'),
    'utf8',
  );
  assert.match(text, new RegExp(`"timsync": "${PUBLISHED.on}[^}]*"yield": ${PUBLISHED.yield},`));
  return (name) => Rational.of(new RegExp(`"${name}": ([0-9.]+)`).exec(text)?.[1] ?? name);
}
/** A number of the record by its name. */
export const of = record();
const months = Rational.whole(12);
const one = Rational.whole(1);

/** A year's net rent in dollars. */
export const netRent = of('grossRentYear')
  .times(one.minus(of('propertyManagementPercent')).minus(of('realtPlatformPercent')))
  .minus(
    of('insurance')
      .plus(of('propertyTaxes'))
      .plus(of('utilities'))
      .plus(of('propertyMaintenanceMonthly'))
      .times(months),
  );

/** A twelfth of it in base units of the payment token, rounded down. */
export const monthlyRent = netRent.over(months).floor(6);
/** A fraction's price in base units of the payment token. */
export const price = of('tokenPrice').floor(6);
