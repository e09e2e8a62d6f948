import { t } from '../../i18n/staff.ts';

/** A span of seconds in its largest whole unit: "26 hours". */
export function formatWait(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 1440) return t('{{count}} days', { count: Math.floor(minutes / 1440) });
  if (minutes >= 60) return t('{{count}} hours', { count: Math.floor(minutes / 60) });
  if (minutes > 0) return t('{{count}} minutes', { count: minutes });
  return t('less than a minute');
}
