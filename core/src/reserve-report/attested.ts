import { ATTESTED_UNIT, type ReportInputs } from './inputs.js';
import { unixSeconds } from './primitives.js';
import type { Valuation, ValuationContext } from './valuation.js';

/** From what custodians attested to what is counted at T, in the attested unit. */
export interface TimingBridge {
  unit: string;
  scale: number;
  attested: string;
  encumbered: string;
  /** The oldest `asOf` that counts. */
  attestedAt: string;
  lines: { what: string; quantity: string }[];
  /** Attested and what changed since. */
  expected: string;
  counted: string;
  /** counted − expected; anything but zero is a divergence. */
  difference: string;
}

/** Null where no attestation is valid. */
export function bridge(
  { attestations, asset }: ReportInputs,
  { counted, since }: Valuation,
  { outcomes }: ValuationContext,
): TimingBridge | null {
  const valid = attestations.filter((_, i) => outcomes[i] === 'valid');
  const [oldest] = valid.map(({ asOf }) => asOf).sort();
  if (oldest === undefined) return null;
  const sum = (field: 'quantity' | 'encumbered') =>
    valid.reduce((total, one) => total + BigInt(one[field]), 0n);
  const lines = since(unixSeconds(oldest));
  const expected = lines.reduce((total, { quantity }) => total + quantity, sum('quantity'));
  return {
    ...ATTESTED_UNIT[asset.kind],
    attested: sum('quantity').toString(),
    encumbered: sum('encumbered').toString(),
    attestedAt: oldest,
    lines: lines.map((line) => ({ ...line, quantity: line.quantity.toString() })),
    expected: expected.toString(),
    counted: counted.toString(),
    difference: (counted - expected).toString(),
  };
}
