import { readAmount } from '@cadastre/core';
import { decimalSign, formatUnits } from '../../design/format.ts';
import type { Offering, Terms } from './offering.ts';
import { problemWords } from '../../design/MoneyField.tsx';
import { t } from '../../i18n/staff.ts';
import { wholeNumberOf } from '../wholeNumber.ts';

/** Payment tokens are written with so many decimals until the chain was asked for the token's own. */
export const PAYMENT_DECIMALS = 6;

/** The terms as a person writes them: amounts and times as text. */
export interface DraftTerms extends Record<string, string> {
  kind: string;
  price: string;
  maxAgeDays: string;
  opensAt: string;
  closesAt: string;
  bookClosesAt: string;
  softCap: string;
  hardCap: string;
  bankCap: string;
  min: string;
  max: string;
  paymentToken: string;
  treasury: string;
  coolingOffHours: string;
  deliveryPeriodDays: string;
}

/** `datetime-local` of the person's own zone. */
export function localTime(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

const DAY = 86_400_000;

export function emptyTerms(now: Date): DraftTerms {
  return {
    kind: 'nav',
    price: '',
    maxAgeDays: '5',
    opensAt: localTime(now),
    closesAt: localTime(new Date(now.getTime() + 14 * DAY)),
    bookClosesAt: '',
    softCap: '',
    hardCap: '',
    bankCap: '',
    min: '',
    max: '',
    paymentToken: '',
    treasury: '',
    coolingOffHours: '48',
    deliveryPeriodDays: '14',
  };
}

/** What is kept of an offering, to be changed. */
export function draftOf({ terms, paymentDecimals }: Offering): DraftTerms {
  const text = (base: string | undefined) =>
    !base || base === '0' ? '' : formatUnits(base, paymentDecimals, 2);
  const local = (iso: string) => localTime(new Date(iso));
  return {
    kind: terms.price.kind,
    price: terms.price.kind === 'fixed' ? text(terms.price.perTokenBaseUnits) : '',
    maxAgeDays: terms.price.kind === 'nav' ? String(terms.price.maxAgeSeconds / 86_400) : '5',
    opensAt: local(terms.opensAt),
    closesAt: local(terms.closesAt),
    bookClosesAt: terms.bookClosesAt ? local(terms.bookClosesAt) : '',
    softCap: text(terms.softCapBaseUnits),
    hardCap: text(terms.hardCapBaseUnits),
    bankCap: text(terms.bankCapBaseUnits),
    min: text(terms.minPerInvestorBaseUnits),
    max: text(terms.maxPerInvestorBaseUnits),
    paymentToken: String(terms.paymentToken),
    treasury: String(terms.treasury),
    coolingOffHours: String(terms.coolingOffHours),
    deliveryPeriodDays: String(terms.deliveryPeriodDays),
  };
}

/** What is wrong with the times of a sale, each at its field; `datetime-local` texts compare as they follow. */
export function timeProblems({
  opensAt,
  closesAt,
  bookClosesAt,
}: DraftTerms): Record<'opensAt' | 'closesAt' | 'bookClosesAt', string | null> {
  const backwards = opensAt !== '' && closesAt !== '' && closesAt <= opensAt;
  const outside = bookClosesAt !== '' && (bookClosesAt <= opensAt || bookClosesAt >= closesAt);
  return {
    opensAt: null,
    closesAt: backwards ? t('A sale closes after it opens.') : null,
    bookClosesAt: outside && !backwards ? t('The book closes while the sale is open.') : null,
  };
}

/** The request; what is wrong in it the API says by field. @throws Error for what is no number */
export function termsOf(draft: DraftTerms, decimals: number): Terms {
  const money = (field: string, text: string, otherwise?: string): string => {
    if (text.trim() === '' && otherwise !== undefined) return otherwise;
    const read = readAmount(text, { scale: decimals, decimal: decimalSign });
    if ('problem' in read) throw new Error(`${field}: ${problemWords(read.problem)}`);
    return read.base.toString();
  };
  const instant = (field: string, text: string): string => {
    const at = new Date(text);
    if (Number.isNaN(at.getTime()))
      throw new Error(t('{{field}}: choose a day and a time.', { field }));
    return at.toISOString();
  };
  return {
    price:
      draft.kind === 'fixed'
        ? { kind: 'fixed', perTokenBaseUnits: money(t('Price of a token'), draft.price) }
        : {
            kind: 'nav',
            forward: true,
            maxAgeSeconds: wholeNumberOf(t('Oldest NAV'), draft.maxAgeDays) * 86_400,
          },
    opensAt: instant(t('Opens'), draft.opensAt),
    closesAt: instant(t('Closes'), draft.closesAt),
    bookClosesAt: draft.bookClosesAt ? instant(t('Book closes'), draft.bookClosesAt) : null,
    softCapBaseUnits: money(t('At least in all'), draft.softCap, '0'),
    hardCapBaseUnits: money(t('At most in all'), draft.hardCap),
    bankCapBaseUnits: money(t('Of it by bank'), draft.bankCap, '0'),
    minPerInvestorBaseUnits: money(t('Least per investor'), draft.min),
    maxPerInvestorBaseUnits: money(t('Most per investor'), draft.max),
    paymentToken: draft.paymentToken.trim(),
    treasury: draft.treasury.trim(),
    coolingOffHours: wholeNumberOf(t('Cooling-off'), draft.coolingOffHours),
    deliveryPeriodDays: wholeNumberOf(t('Delivery'), draft.deliveryPeriodDays),
  };
}
