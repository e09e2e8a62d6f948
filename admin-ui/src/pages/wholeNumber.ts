import { parseDecimal } from '@cadastre/core';
import { t } from '../i18n/staff.ts';

/**
 * A whole number as somebody writes it into a form, １４ included; 1e2, 1.5 and −3 are none.
 * @throws Error naming the field
 */
export function wholeNumberOf(field: string, text: string): number {
  try {
    return Number(parseDecimal(text.normalize('NFKC').trim(), { scale: 0 }));
  } catch {
    throw new Error(t('{{field}}: write a whole number.', { field }));
  }
}
