import { readAmountOf, WHOLE } from '../design/MoneyField.tsx';
import { t } from '../i18n/staff.ts';

/**
 * A whole number as somebody writes it into a form, １４ and 1 000 included; 1e2, 1.5 and −3 are none.
 * @throws Error naming the field
 */
export function wholeNumberOf(field: string, text: string): number {
  try {
    return Number(readAmountOf(field, text, WHOLE));
  } catch {
    throw new Error(t('{{field}}: write a whole number.', { field }));
  }
}
