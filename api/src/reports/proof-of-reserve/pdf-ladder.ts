import { coverageRatio, daysBetween } from '@cadastre/core';
import { COLOURS, COLUMN, PAGE, type Sheet } from '../pdf/sheet.js';
import { heading } from '../pdf/table.js';
import type { ProofOfReserve } from './content.js';
import { dollars, percent } from '../pdf/words.js';

/** Up to how many days, and how that is called. */
const STEPS: readonly (readonly [number, string])[] = [
  [30, 'up to 30 days'],
  [90, '31 to 90 days'],
  [180, '91 to 180 days'],
  [365, '181 to 365 days'],
  [Number.POSITIVE_INFINITY, 'over a year'],
];

/** When the reserves turn into cash by themselves. */
export function ladder(sheet: Sheet, { positions, result, asOf }: ProofOfReserve): void {
  sheet.need(74 + 15 * (STEPS.length + 1));
  heading(
    sheet,
    'When it matures',
    'Fair value by days to maturity, and its share of the reserves.',
  );
  const steps = STEPS.map(([days, name], i) => {
    const above = STEPS[i - 1]?.[0] ?? 0;
    const within = positions.filter(({ maturityDate }) => {
      const left = daysBetween(asOf.valuationDate, maturityDate);
      return left > above && left <= days;
    });
    return [name, within.reduce((sum, p) => sum + BigInt(p.valueUsd6), 0n)] as const;
  });
  const cash = BigInt(result.cashUsd6) + BigInt(result.receiptsUsd6);
  const bars = [['cash', cash] as const, ...steps];
  const longest = bars.reduce((max, [, value]) => (value > max ? value : max), 1n);
  const [label, bar] = [100, COLUMN - 100 - 150];
  for (const [name, value] of bars) {
    const y = sheet.cursor;
    sheet.line(name, PAGE.left, y, label, { size: 8.5 });
    const length = (Number((value * 10_000n) / longest) / 10_000) * bar;
    sheet.doc.rect(PAGE.left + label, y + 2, Math.max(length, 0.6), 7).fill(COLOURS.accent);
    const share = percent((coverageRatio(value, BigInt(result.reservesUsd6)) ?? 0n).toString());
    sheet.line(dollars(value), PAGE.left + label + bar, y, 90, { size: 8.5, align: 'right' });
    sheet.line(share, PAGE.left + COLUMN - 54, y, 54, {
      size: 8.5,
      colour: COLOURS.muted,
      align: 'right',
    });
    sheet.cursor += 15;
  }
  sheet.cursor += 18;
}
