import {
  AmountError,
  BarError,
  formatDecimal,
  isGoodDeliveryStep,
  isIsoDate,
  newYorkTime,
  parseDecimal,
  readTable,
  TableError,
  totalBarList,
  type GoldBar,
  type TableRow,
} from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { about, newestDocument, whereabouts } from '../document-source.js';
import type { RawDocument } from '../document.js';
import { source } from '../source.js';

const ounces = z
  .string()
  .regex(/^[0-9]+(\.[0-9]{1,3})?$/, 'must be troy ounces with at most 3 decimals')
  .transform((text) => parseDecimal(text, { scale: 3 }));

const options = z.strictObject({
  from: whereabouts,
  vaults: z.array(z.string().min(1)).min(1),
  /** A bar outside is refused: by default what the LBMA's Good Delivery rules allow, 350 to 430 oz. */
  minGross: ounces.prefault('350'),
  maxGross: ounces.prefault('430'),
});
type Options = z.output<typeof options>;

const LAYOUT = ['as_of', 'refiner', 'serial', 'year', 'gross_oz', 'assay', 'fine_oz', 'vault'];

/** `bar-list`: a vault's list of gold bars, every bar recomputed. */
export const barList = source({
  kind: 'bar-list',
  about: 'A vault’s list of gold bars; each bar’s fine weight is recomputed.',
  options,
  async read(from, { now }) {
    const document = await newestDocument(from.from, now);
    return about(document, () => {
      const rows = readRows(document);
      const asOf = sameDay(rows);
      const bars = rows.map((row) => readBar(row, from));
      const { fineMilliOz, flagged } = total(bars);
      const at = newYorkTime(asOf, 16);
      if (at > now)
        throw new Refusal('FROM_THE_FUTURE', `The list is of ${asOf}, which is not over.`);
      return {
        figures: { fine: { value: fineMilliOz, scale: 3, unit: 'fine oz', at } },
        inputs: { asOf, bars: bars.length, sha256: document.sha256 },
        lines: [
          `${bars.length} bars of ${asOf}: ${formatDecimal(fineMilliOz, 3)} fine oz as stated by the vault`,
        ],
        warnings: [...flagged.map(unlikeAssay), ...bars.filter(offStep).map(unusual)],
        documents: [document],
      };
    });
  },
});

/** @throws Refusal `DATA_MALFORMED` with the file's line */
function readRows(document: RawDocument): TableRow[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(document.bytes);
    return readTable(text, [LAYOUT]).rows;
  } catch (error) {
    const code = error instanceof TableError ? error.code : 'not_utf8';
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('DATA_MALFORMED', `${document.source}: ${reason} [${code}]`);
  }
}

function sameDay(rows: readonly TableRow[]): string {
  const [first, ...others] = new Set(rows.map((row) => row.get('as_of')));
  if (first === undefined || !isIsoDate(first) || others.length > 0) {
    throw new Refusal(
      'BAR_LIST_DATE',
      'Every line must carry the same as_of date, like 2026-04-15.',
    );
  }
  return first;
}

function readBar(row: TableRow, { vaults, minGross, maxGross }: Options): GoldBar {
  const cell = (column: string, scale: number): bigint => {
    try {
      return parseDecimal(row.get(column), { scale, field: column });
    } catch (error) {
      if (error instanceof AmountError) throw wrong(row, error.message);
      throw error;
    }
  };
  const bar: GoldBar = {
    refiner: row.get('refiner').trim(),
    serial: row.get('serial').trim(),
    year: Number(cell('year', 0)),
    grossMilliOz: cell('gross_oz', 3),
    finenessTenths: cell('assay', 1),
    statedFineMilliOz: cell('fine_oz', 3),
  };
  if (bar.refiner === '' || bar.serial === '')
    throw wrong(row, 'refiner and serial must be given.');
  if (!vaults.includes(row.get('vault')))
    throw wrong(row, `${row.get('vault')} is no vault of ours.`);
  if (bar.grossMilliOz < minGross || bar.grossMilliOz > maxGross) {
    throw wrong(
      row,
      `${show(bar.grossMilliOz)} oz is no weight of such a bar; is it in kilogrammes?`,
    );
  }
  if (bar.statedFineMilliOz > bar.grossMilliOz) throw wrong(row, 'more fine than gross weight.');
  return bar;
}

const wrong = (row: TableRow, reason: string) =>
  new Refusal('BAR_MALFORMED', `Line ${row.line}: ${reason}`);

function total(bars: readonly GoldBar[]) {
  try {
    return totalBarList(bars);
  } catch (error) {
    if (error instanceof BarError) throw new Refusal(error.code.toUpperCase(), error.message);
    throw error;
  }
}

const show = (milliOz: bigint) => formatDecimal(milliOz, 3);
const name = (bar: GoldBar) => `${bar.refiner} ${bar.serial} (${bar.year})`;
const offStep = (bar: GoldBar) => !isGoodDeliveryStep(bar.grossMilliOz);
const unlikeAssay = (bar: GoldBar) =>
  `${name(bar)}: ${show(bar.statedFineMilliOz)} fine oz is not gross × assay to 0.001 oz.`;
const unusual = (bar: GoldBar) =>
  `${name(bar)}: ${show(bar.grossMilliOz)} oz is no step of 0.025 oz.`;
