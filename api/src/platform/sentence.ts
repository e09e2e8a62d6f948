import { formatDecimal } from '@cadastre/core';
import { z } from 'zod';

/**
 * What the register says to people of its own accord: English with gaps, `{{name}}`, and what fills them. Whoever
 * reads another language looks the text up and fills the gaps in alone, so a sentence is never put together of pieces.
 */
export interface Sentence {
  text: string;
  values: Record<string, string>;
}

/** An amount as a sentence says it; where its decimals are not told, in base units. */
export function amountSaid(baseUnits: unknown, decimals: unknown): string {
  if (typeof decimals !== 'number') return `${String(baseUnits)} base units`;
  return formatDecimal(BigInt(String(baseUnits)), decimals, { minDecimals: 2 });
}

/** The same in an answer. */
export const sentenceView = z.object({
  text: z.string(),
  values: z.record(z.string(), z.string()),
});

const GAP = /\{\{(\w+)\}\}/g;
const DECIMAL = /^\d+\.\d+$/;

/** @param from where each gap finds its value by name; amounts are plain decimals, "1254.5" */
export function sentence(text: string, from: Readonly<Record<string, unknown>> = {}): Sentence {
  const names = [...text.matchAll(GAP)].map(([, name = '']) => name);
  return { text, values: Object.fromEntries(names.map((name) => [name, said(from[name])])) };
}

/** The sentence in English, with thousands apart. */
export const inEnglish = ({ text, values }: Sentence): string =>
  text.replace(GAP, (gap, name: string) => grouped(values[name] ?? gap));

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '–';

function grouped(value: string): string {
  if (!DECIMAL.test(value)) return value;
  const [whole = '', fraction = ''] = value.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}
