import { chosenLanguage, languageTag as locale } from '../i18n/languages.ts';
import { termOf } from '../i18n/terms.ts';

/** Numbers, times and addresses as people read them. Nothing here ever rounds silently. */

const separators = (() => {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const find = (type: string, otherwise: string) =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  return { group: find('group', '\u202f'), decimal: find('decimal', '.') };
})();

/** What the person's language puts before decimals. */
export const decimalSign: '.' | ',' = separators.decimal === ',' ? ',' : '.';

/**
 * Base units as a decimal with thousands by locale.
 * `minimum` keeps at least so many decimals; trailing zeros beyond it are dropped, never digits.
 */
export function formatUnits(base: string | bigint, scale: number, minimum = 0): string {
  const value = BigInt(base);
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '').padEnd(minimum, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, separators.group);
  return `${value < 0n ? '−' : ''}${grouped}${fraction ? separators.decimal + fraction : ''}`;
}

/**
 * A decimal as the register gives it, digit for digit: "399.440" → "399,440" where people write so.
 * With `minimum`, zeros at its end are dropped down to so many decimals.
 */
export function formatPlain(decimal: string, minimum?: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return formatUnits(whole + fraction, fraction.length, minimum ?? fraction.length);
}

/** Base units as a plain decimal for files and pictures, every digit kept: "100010000" of six → "100.010000". */
export function plainUnits(base: string | bigint, scale: number): string {
  const digits = BigInt(base)
    .toString()
    .padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const SHOWN_DECIMALS = 6;

/** The same for a headline: decimals beyond the sixth are cut, and the cut is shown by `…`. */
export function formatUnitsCut(base: string | bigint, scale: number): string {
  const more = scale - SHOWN_DECIMALS;
  if (more <= 0) return formatUnits(base, scale);
  const unit = 10n ** BigInt(more);
  const value = BigInt(base);
  const kept = value / unit;
  return value % unit === 0n
    ? formatUnits(kept, SHOWN_DECIMALS)
    : `${formatUnits(kept, SHOWN_DECIMALS, SHOWN_DECIMALS)}…`;
}

export const formatCents = (cents: string | bigint) => formatUnits(cents, 2, 2);
export const formatUsd6 = (value: string | bigint) => formatUnits(value, 6, 6);
export const formatShares = (value: string | bigint, scale = 6) => formatUnits(value, scale);

/** Dollars of a six-decimal amount shown to the cent, rounded half up (the full value goes in a tooltip). */
export function usd6ToCents(value: string | bigint): bigint {
  const exact = BigInt(value);
  return exact < 0n ? (exact - 5_000n) / 10_000n : (exact + 5_000n) / 10_000n;
}

export const formatCount = (value: number | string | bigint) => formatUnits(BigInt(value), 0);

/** Parts per million as percent with four decimals at most. */
export const formatPpm = (ppm: number | string) => `${formatUnits(BigInt(ppm), 4, 2)} %`;

// Made once: a formatter is dear to make, and a table asks for hundreds of days.
const here = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
});
const newYork = new Intl.DateTimeFormat(locale, {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'America/New_York',
});
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

/** An instant in the reader's own zone, which is named. */
export const formatTime = (iso: string): string => here.format(new Date(iso));

/** A valuation time, told in the market's own zone. */
export const formatNewYork = (iso: string): string => `${newYork.format(new Date(iso))} New York`;

export const formatDate = (iso: string): string =>
  day.format(new Date(iso.length === 10 ? `${iso}T12:00:00Z` : iso));

const month = new Intl.DateTimeFormat(locale, {
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** "2026-05" → "May 2026". */
export const formatMonth = (iso: string): string => month.format(new Date(`${iso}-15T12:00:00Z`));

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** "3 hours ago", "2 days ago": how long before `now` an instant was, in its largest whole unit. */
export function formatAgo(from: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - new Date(from).getTime()) / 1000));
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ];
  for (const [size, unit] of steps) {
    const count = Math.floor(seconds / size);
    if (count > 0) return relative.format(-count, unit);
  }
  return relative.format(0, 'second');
}

/** `0x8f3C…19aE`: the ends readable, the middle hidden. */
export const shortHex = (hex: string) =>
  hex.length > 12 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex;

/**
 * `distribution.submit` → `Distribution submit`; in a language that orders words otherwise its two
 * parts apart, `Ausschüttung: Einreichen`, unless the whole has words of its own.
 */
export function actionWords(code: string): string {
  const plain = code.replaceAll('.', ' ');
  const whole = words(plain);
  const [subject = '', ...verb] = code.split('.');
  const own = whole.toLowerCase() !== plain.replaceAll('_', ' ').toLowerCase();
  if (own || verb.length === 0 || chosenLanguage === 'en') return whole;
  return `${words(subject)}: ${words(verb.join(' '))}`;
}

/** `real_estate` → `Real estate`, in the person's language where the word is known. */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ');
  const said = text.charAt(0).toUpperCase() + text.slice(1);
  return termOf(
    said
      .replace(/\b[Kk]y([cb])\b/, (_, end: string) => `KY${end.toUpperCase()}`)
      .replace(/\bNav\b/, 'NAV'),
  );
}

const regions = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
export function countryName(alpha2: string): string {
  try {
    return regions.of(alpha2) ?? alpha2;
  } catch {
    return alpha2;
  }
}

export function formatBytes(size: number | string): string {
  const bytes = Number(size);
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${formatPlain((bytes / 1024).toFixed(1))} KiB`;
  return `${formatPlain((bytes / 1024 / 1024).toFixed(1))} MiB`;
}
