/** What an amount as people type and paste it means, or why it is not taken. Nothing is rounded or guessed. */
export type ReadAmount = { base: bigint } | { problem: string };

interface AmountRules {
  /** Most decimals, and the scale of the base units. */
  scale: number;
  /** The sign that the person's language puts before decimals. */
  decimal: '.' | ',';
  /** Taken off the ends where somebody pasted it along: "USD", "HSTB". */
  unit?: string | undefined;
}

const MOST_DIGITS = 60;

/**
 * Reads an amount in either convention, "1,234.56" and "1.234,56", with the blanks, apostrophes and
 * full-width digits that come with a paste. Where one separator could mean both ("1.234") the
 * person's language decides; the field shows what was understood.
 */
export function readAmount(text: string, { scale, decimal, unit }: AmountRules): ReadAmount {
  let plain = text.normalize('NFKC').replace(/[\s'’_]/g, '');
  for (const mark of marksOf(unit)) {
    if (plain.toUpperCase().startsWith(mark.toUpperCase())) plain = plain.slice(mark.length);
    if (plain.toUpperCase().endsWith(mark.toUpperCase())) plain = plain.slice(0, -mark.length);
  }
  if (plain === '') return { problem: 'Write an amount.' };
  if (/^[-+−]?[\d.,]+e[-+]?\d+$/i.test(plain)) {
    return { problem: 'Write the number out: an exponent is not taken.' };
  }
  if (/^[-−]/.test(plain)) return { problem: 'The amount cannot be negative.' };
  if (!/^[\d.,]+$/.test(plain) || !/\d/.test(plain)) {
    return { problem: 'Write digits only, such as 1234.56.' };
  }
  const parts = split(plain, decimal);
  if (!parts) return { problem: 'The thousands are not in groups of three: write 1234.56.' };
  const [whole, fraction] = parts;
  if (fraction.length > scale) {
    const meant = /^\d{3}$/.test(fraction) ? ` If you mean ${whole}${fraction}, write that.` : '';
    return {
      problem:
        scale === 0
          ? `Whole numbers only.${meant}`
          : `At most ${scale} decimals are taken.${meant}`,
    };
  }
  if (whole.length > MOST_DIGITS) return { problem: 'The amount is too large.' };
  return { base: BigInt(whole + fraction.padEnd(scale, '0')) };
}

/** What may stand beside an amount: its unit, and the sign of that unit's money. Euros are no dollars, nor either shares. */
function marksOf(unit: string | undefined): string[] {
  if (unit === undefined) return ['$', '€'];
  const signs = { USD: '$', EUR: '€' };
  return [
    unit,
    ...Object.entries(signs).flatMap(([of, sign]) => (unit.includes(of) ? [sign] : [])),
  ];
}

/** Digits before and after the decimal sign; null where the thousands are grouped wrongly. */
function split(plain: string, decimal: '.' | ','): [string, string] | null {
  const marks = plain.match(/[.,]/g) ?? [];
  const last = marks.at(-1);
  if (!last) return [plain, ''];
  const several = marks.length > 1;
  const mixed = new Set(marks).size > 1;
  const grouped = /^\d{1,3}([.,]\d{3})+$/.test(plain) && !plain.startsWith('0');
  // One kind of sign more than once can only be thousands; once, it is what the language says.
  if (!mixed && (several || (grouped && last !== decimal))) {
    return grouped ? [plain.replaceAll(last, ''), ''] : null;
  }
  const at = plain.lastIndexOf(last);
  const [whole, fraction] = [plain.slice(0, at), plain.slice(at + 1)];
  if (whole.includes(last)) return null;
  if (mixed && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
  return [whole.replace(/[.,]/g, '') || '0', fraction];
}
