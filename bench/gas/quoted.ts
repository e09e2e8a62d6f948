import { grid, type Row } from '../lib/rows.ts';

/**
 * What one update of others' feeds costs, whole transactions in steady state: measured once, when ours was designed,
 * from each system's own sources side by side. Quoted beside our figures, not measured again.
 */
export const QUOTED: readonly Row[] = [
  {
    case: 'feed update, 3 signatures',
    value: 99_705,
    unit: 'gas',
    system: 'Chainlink OCR2, quoted',
  },
  {
    case: 'feed update, 3 signers, with rounds',
    value: 108_015,
    unit: 'gas',
    system: 'RedStone, quoted',
  },
];

export const quotedTable = (): string =>
  grid([
    ['quoted, not measured here', 'gas'],
    ...QUOTED.map(({ case: name, value, system }) => [
      `${system.replace(', quoted', '')}: ${name}`,
      value.toLocaleString('en'),
    ]),
  ]);
