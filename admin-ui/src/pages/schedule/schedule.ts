import type { Answer, BodyOf } from '../../api/types.ts';
import { formatUnits } from '../../design/format.ts';
import { type Message, t } from '../../i18n/staff.ts';

export type Schedule = Answer<'/api/v1/distribution-schedules/{id}', 'get'>;
export type Occurrence = NonNullable<Schedule['next']>;
export type Terms = BodyOf<'/api/v1/assets/{id}/distribution-schedules', 'post'>['terms'];
export type SheetLine = BodyOf<
  '/api/v1/distribution-schedules/{id}/occurrences/{number}/sheet',
  'put'
>['lines'][number];

/** Stablecoins have six; the contract is asked for the token's own when a payment is drafted. */
export const PAYMENT_DECIMALS = 6;

export const money = (base: string | bigint): string => formatUnits(base, PAYMENT_DECIMALS, 2);

/** The terms as they were asked for: the register checked them by the body's own schema. */
export const termsOf = (schedule: Schedule): Terms => schedule.terms as unknown as Terms;

/** "1,200.00 each time", "0.05 for each token", "what the income sheet leaves". */
export function ruleWords({ rule }: Terms): string {
  switch (rule.type) {
    case 'fixed':
      return t('{{amount}} each time', { amount: money(rule.amountBaseUnits) });
    case 'per_token':
      return t('{{amount}} for each token', { amount: money(rule.amountBaseUnits) });
    case 'income_sheet':
      return t('what the income sheet leaves');
  }
}

export const SHEET_KINDS: Record<SheetLine['kind'], Message> = {
  rent: 'Rent',
  expense: 'Expense',
  reserve_fund: 'Reserve fund',
};
