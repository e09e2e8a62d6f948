import { formatCents, formatShares, formatUsd6, words } from '../../design/format.ts';

export interface PayloadRow {
  name: string;
  /** Present when the payload tells a change. */
  was: string | null;
  becomes: string;
}

const PAIRS: [string, string][] = [
  ['before', 'after'],
  ['from', 'to'],
  ['was', 'becomes'],
  ['current', 'proposed'],
];

/** A payload as rows people read; a payload with a before and an after becomes a list of changes. */
export function payloadRows(payload: Record<string, unknown>): PayloadRow[] {
  for (const [was, becomes] of PAIRS) {
    const [a, b] = [payload[was], payload[becomes]];
    if (isRecord(a) && isRecord(b)) return changes(flatten(a), flatten(b));
  }
  return [...flatten(payload)].map(([name, becomes]) => ({ name, was: null, becomes }));
}

function changes(a: Map<string, string>, b: Map<string, string>): PayloadRow[] {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.map((name) => ({ name, was: a.get(name) ?? '–', becomes: b.get(name) ?? '–' }));
}

function flatten(value: Record<string, unknown>, path = ''): Map<string, string> {
  const rows = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    const name = path ? `${path}, ${key}` : key;
    if (isRecord(item)) flatten(item, name).forEach((text, inner) => rows.set(inner, text));
    else if (Array.isArray(item) && item.some(isRecord)) {
      item.forEach((entry, index) => {
        const inner = `${name} ${index + 1}`;
        if (isRecord(entry)) flatten(entry, inner).forEach((text, n) => rows.set(n, text));
        else rows.set(inner, said(key, entry));
      });
    } else rows.set(name, said(key, item));
  }
  return rows;
}

/** The value with its unit where the field's name carries one; the exact value otherwise. */
function said(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const whole = /^\d+$/.test(text);
  if (whole && key.endsWith('Cents')) return `${formatCents(text)} USD`;
  if (whole && (key === 'nav' || key.endsWith('Usd6'))) return `${formatUsd6(text)} USD`;
  if (whole && (key.endsWith('BaseUnits') || key === 'seedShares')) {
    return `${formatShares(text)} shares`;
  }
  return text;
}

/** The verb on the button. */
export function approvalVerb(kind: string, payload: Record<string, unknown>): string {
  const shares = payload['amountBaseUnits'];
  const amount = typeof shares === 'string' ? `${formatShares(shares)} shares` : 'the shares';
  if (/mint/.test(kind)) return `Approve issuing ${amount}`;
  if (/burn/.test(kind)) return `Approve cancelling ${amount}`;
  if (/unfreeze/.test(kind) || payload['frozen'] === false) return 'Approve the unfreezing';
  if (/freeze/.test(kind)) return 'Approve the freezing';
  if (/deploy/.test(kind)) return 'Approve the deployment';
  if (/portfolio/.test(kind)) return 'Approve the new statement';
  return `Approve: ${words(kind.replace('.', ' ')).toLowerCase()}`;
}

/** `amountBaseUnits` → `Amount base units`; nested names keep their path. */
export const fieldWords = (name: string): string =>
  words(
    name
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/^nav\b/, 'NAV'),
  ).replace(/ (cents|base units)$/, '');

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
