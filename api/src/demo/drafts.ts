import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { netOperatingIncome } from '@cadastre/core';
import type { ListedBar } from './desk/committee.js';
import { STORY_BEGINS } from './fund.js';

/** The body of `POST /assets`. */
export interface AssetDraft {
  kind: 'treasury' | 'real_estate' | 'commodity';
  name: string;
  description: string;
  details: Record<string, unknown>;
}

/** A house: what it was appraised at is in its details. */
export interface HouseDraft extends AssetDraft {
  details: AssetDraft['details'] & {
    appraisal: { valueCents: string; date: string; appraiser: string };
  };
}

const SALES = 'nyc_income_property_sales_2019-09_2020-08.csv';
const GOLD = 'gold_price_monthly_usd_oz_1960-01_2026-06.csv';

/** A rental house whose sale the City of New York recorded, by its address as the city writes it. */
export function propertyDraft(dataDir: string, address = '254 WATER STREET'): HouseDraft {
  const [head = '', ...lines] = readFileSync(join(dataDir, 'realestate', SALES), 'utf8').split(
    '\n',
  );
  const columns = head.split(',');
  const line = lines.find((row) => row.startsWith('3,') && row.includes(`,${address},`));
  if (!line) throw new Error(`${SALES} has no ${address} in Brooklyn`);
  const cells = line.split(',');
  const cell = (name: string) => cells[columns.indexOf(name)]?.trim() ?? '';
  const parcelId = `${cell('BOROUGH')}${cell('BLOCK').padStart(5, '0')}${cell('LOT').padStart(4, '0')}`;
  const street = address.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return {
    kind: 'real_estate',
    name: `${street}, Brooklyn (sample)`,
    description:
      `Elevator rental of ${cell('TOTAL UNITS')} units. The city recorded its sale on ` +
      `${dated(cell('SALE DATE'), 'day')} for ${dollars(cell('SALE PRICE'))} dollars. A sample: nobody offers it.`,
    details: {
      parcelId,
      address: `${street}, Brooklyn, NY ${cell('ZIP CODE')}`,
      buildingClass: cell('BUILDING CLASS AT TIME OF SALE'),
      units: Number(cell('TOTAL UNITS')),
      yearBuilt: Number(cell('YEAR BUILT')),
      grossSquareFeet: Number(cell('GROSS SQUARE FEET')),
      vehicle: `${street} Holdings (sample), LLC`,
      appraisal: {
        valueCents: `${cell('SALE PRICE')}00`,
        date: cell('SALE DATE'),
        appraiser: 'Recorded sale, New York City Department of Finance',
      },
      debtCents: '0',
    },
  };
}

const RENTAL = 'realt_property_9415-9417-ravenswood.json';

/** The figures of the operator's own record that rent and price are made of; US dollars. */
export interface RentalRecord {
  fullName: string;
  totalTokens: number;
  tokenPrice: number;
  totalInvestment: number;
  underlyingAssetPrice: number;
  initialMaintenanceReserve: number;
  grossRentYear: number;
  propertyManagementPercent: number;
  realtPlatformPercent: number;
  insurance: number;
  propertyTaxes: number;
  utilities: number;
  propertyMaintenanceMonthly: number;
  totalUnits: number;
  squareFeet: number;
  constructionYear: number;
}

/** A real tokenised rental in Detroit, as its operator publishes it. */
export const rentalRecord = (dataDir: string): RentalRecord =>
  JSON.parse(readFileSync(join(dataDir, 'realestate', RENTAL), 'utf8')) as RentalRecord;

/**
 * A month's net rent in US cents: gross rent less the percentages of the managers, less insurance, taxes, utilities
 * and maintenance. Over twelve months and the total investment it is the yield that the operator published.
 */
export function monthlyNetRentCents(record: RentalRecord): bigint {
  const { insurance, propertyTaxes, utilities, propertyMaintenanceMonthly } = record;
  const { propertyManagementPercent: management, realtPlatformPercent: platform } = record;
  const costs = insurance + propertyTaxes + utilities + propertyMaintenanceMonthly;
  const year = netOperatingIncome(
    BigInt(Math.round(record.grossRentYear * 100)),
    BigInt(Math.round((management + platform) * 1_000_000_000)),
    BigInt(Math.round(costs * 100)) * 12n,
  );
  return year / 12n;
}

export function rentalDraft(dataDir: string, appraisedOn = '2026-04-01'): HouseDraft {
  const record = rentalRecord(dataDir);
  return {
    kind: 'real_estate',
    name: '9415-9417 Ravenswood Street, Detroit (sample)',
    description:
      `Duplex of ${record.totalUnits} flats, tokenised by its operator in ${record.totalTokens.toLocaleString('en-US')} parts at ` +
      `${record.tokenPrice} dollars, whose published figures are used here. A sample: nobody offers it.`,
    details: {
      parcelId: 'US-MI:not published',
      address: record.fullName,
      buildingClass: 'B9',
      units: record.totalUnits,
      yearBuilt: record.constructionYear,
      grossSquareFeet: record.squareFeet,
      vehicle: 'Ravenswood Holdings (sample), LLC',
      appraisal: {
        valueCents: `${record.underlyingAssetPrice}00`,
        date: appraisedOn,
        appraiser: 'Price paid for the property, as its operator publishes it',
      },
      debtCents: '0',
    },
  };
}

const bar = (serial: string, grossOz: string, fineness: string, fineOz: string): ListedBar => ({
  refiner: 'Sample Refinery',
  serial,
  year: 2025,
  grossOz,
  fineness,
  fineOz,
});

/** Three bars by a prefix of their serials: a bar backs one asset only. */
export const sampleBars = (prefix: string): readonly ListedBar[] => [
  bar(`${prefix}-0001`, '401.125', '995.8', '399.440'),
  bar(`${prefix}-0002`, '398.750', '999.9', '398.710'),
  bar(`${prefix}-0003`, '400.000', '999.9', '399.960'),
];
export const SAMPLE_BARS = sampleBars('SAMPLE');

/** The month's average price of a fine ounce in dollars, three decimals; `month` as `2026-04`. */
export function goldPrice(dataDir: string, month: string): string {
  const price = readFileSync(join(dataDir, 'gold', GOLD), 'utf8')
    .split('\n')
    .find((row) => row.startsWith(`${month},`))
    ?.split(',')[1]
    ?.trim();
  if (!price) throw new Error(`${GOLD} has no ${month}`);
  return price;
}

/** `6975000` as people read it; cents only where there are any. */
function dollars(text: string): string {
  const [whole = '', cents = ''] = text.split('.');
  return (
    BigInt(whole).toLocaleString('en-US') + (/[1-9]/.test(cents) ? `.${cents.slice(0, 2)}` : '')
  );
}

const dated = (isoDate: string, unit: 'day' | 'month'): string =>
  new Date(isoDate).toLocaleDateString('en-GB', {
    ...(unit === 'day' && { day: 'numeric' }),
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** Bars with weights that satisfy the assay arithmetic; a real list is not public, and none is claimed. */
export function goldDraft(
  dataDir: string,
  bars = SAMPLE_BARS,
  month = STORY_BEGINS.slice(0, 7),
): AssetDraft {
  const price = goldPrice(dataDir, month);
  return {
    kind: 'commodity',
    name: 'Allocated gold (sample)',
    description:
      `One token is one fine troy ounce. The average price of ${dated(`${month}-01`, 'month')} was ` +
      `${dollars(price)} dollars. ` +
      'The bars are invented; a sample: nobody offers it.',
    details: {
      metal: 'gold',
      custodian: 'Sample Vault Company',
      vault: { name: 'Sample vault 1', address: '1 Sample Quay, London' },
      bars,
    },
  };
}
