import { t } from '../../i18n/i18n.ts';

/** Whole days in UTC, both included. */
export interface Period {
  from: string;
  to: string;
  name?: string;
}

const day = (year: number, month: number, date: number): string =>
  new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);

/** This year and month so far, and those before. */
export function lastPeriods(today: Date): Period[] {
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  const now = day(year, month, today.getUTCDate());
  return [
    { name: t('This year so far'), from: day(year, 0, 1), to: now },
    { name: t('This month so far'), from: day(year, month, 1), to: now },
    { name: t('Last month'), from: day(year, month - 1, 1), to: day(year, month, 0) },
    { name: String(year - 1), from: day(year - 1, 0, 1), to: day(year - 1, 11, 31) },
  ];
}

/** What is wrong with a period that somebody wrote, each at its day. */
export function periodProblems(
  { from, to }: Period,
  today: Date,
): Record<'from' | 'to', string | null> {
  const ahead = from > today.toISOString().slice(0, 10);
  return {
    from: ahead ? t('This day is still to come.') : null,
    to: from && to && to < from ? t('The last day is before the first.') : null,
  };
}
