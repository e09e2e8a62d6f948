import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The body of `POST /assets`. */
export interface AssetDraft {
  kind: 'treasury' | 'real_estate' | 'commodity';
  name: string;
  description: string;
  details: Record<string, unknown>;
}

const SALES = 'nyc_income_property_sales_2019-09_2020-08.csv';
const GOLD = 'gold_price_monthly_usd_oz_1960-01_2026-06.csv';

/** A rental house whose sale the City of New York recorded: 254 Water Street, Brooklyn. */
export function propertyDraft(dataDir: string): AssetDraft {
  const [head = '', ...lines] = readFileSync(join(dataDir, 'realestate', SALES), 'utf8').split(
    '\n',
  );
  const columns = head.split(',');
  const line = lines.find((row) => row.includes(',254 WATER STREET,'));
  if (!line) throw new Error(`${SALES} has no 254 WATER STREET`);
  const cells = line.split(',');
  const cell = (name: string) => cells[columns.indexOf(name)]?.trim() ?? '';
  const parcelId = `${cell('BOROUGH')}${cell('BLOCK').padStart(5, '0')}${cell('LOT').padStart(4, '0')}`;
  return {
    kind: 'real_estate',
    name: '254 Water Street, Brooklyn (sample)',
    description:
      `Elevator rental of ${cell('TOTAL UNITS')} flats. The city recorded its sale on ` +
      `${cell('SALE DATE')} for ${cell('SALE PRICE')} dollars. A sample: nobody offers it.`,
    details: {
      parcelId,
      address: `254 Water Street, Brooklyn, NY ${cell('ZIP CODE')}`,
      buildingClass: cell('BUILDING CLASS AT TIME OF SALE'),
      units: Number(cell('TOTAL UNITS')),
      yearBuilt: Number(cell('YEAR BUILT')),
      grossSquareFeet: Number(cell('GROSS SQUARE FEET')),
      vehicle: 'Water Street Holdings (sample), LLC',
      appraisal: {
        valueCents: `${cell('SALE PRICE')}00`,
        date: cell('SALE DATE'),
        appraiser: 'Recorded sale, New York City Department of Finance',
      },
      debtCents: '0',
    },
  };
}

/** Two bars with weights that satisfy the assay arithmetic; a real list is not public, and none is claimed. */
export function goldDraft(dataDir: string): AssetDraft {
  const price = readFileSync(join(dataDir, 'gold', GOLD), 'utf8')
    .split('\n')
    .find((row) => row.startsWith('2026-04,'))
    ?.split(',')[1];
  return {
    kind: 'commodity',
    name: 'Allocated gold (sample)',
    description:
      `One token is one fine troy ounce. The monthly average price of April 2026 is ${price ?? '?'} dollars. ` +
      'The bars are invented; a sample: nobody offers it.',
    details: {
      metal: 'gold',
      custodian: 'Sample Vault Company',
      vault: { name: 'Sample vault 1', address: '1 Sample Quay, London' },
      bars: [
        bar('SAMPLE-0001', '401.125', '995.8', '399.440'),
        bar('SAMPLE-0002', '398.750', '999.9', '398.710'),
      ],
    },
  };
}

const bar = (serial: string, grossOz: string, fineness: string, fineOz: string) => ({
  refiner: 'Sample Refinery',
  serial,
  year: 2025,
  grossOz,
  fineness,
  fineOz,
});
