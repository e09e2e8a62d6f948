/** What an investor certifies to the withholding agent (IRS). */
export const TAX_FORMS = ['W-8BEN', 'W-8BEN-E', 'W-9'] as const;
export type TaxFormKind = (typeof TAX_FORMS)[number];

/**
 * Last day a form holds: of a W-8 the last day of the third calendar year after the one it was signed
 * in (26 CFR 1.1441-1(e)(4)(ii)); null for a W-9, which holds until something changes.
 * @param signedOn `YYYY-MM-DD`
 */
export function taxFormValidThrough(form: TaxFormKind, signedOn: string): string | null {
  if (form === 'W-9') return null;
  return `${String(Number(signedOn.slice(0, 4)) + 3).padStart(4, '0')}-12-31`;
}
