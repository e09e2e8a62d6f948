import { Link } from '@tanstack/react-router';
import { $api } from '../api/client.ts';
import css from './shell.module.css';
import { t } from '../i18n/i18n.ts';

/** The way to the messages, with how many are unread. */
export function Messages() {
  const query = $api.useQuery('get', '/api/v1/notices/unread', undefined, {
    refetchInterval: 20_000,
  });
  const unread = query.data?.unread ?? 0;
  return (
    <Link
      to="/messages"
      className={`${css.icon} ${css.messages}`}
      aria-label={unread > 0 ? t('Messages, {{unread}} unread', { unread }) : t('Messages')}
    >
      <svg
        width="17"
        height="17"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        aria-hidden
      >
        <path d="M2 3.5h12v9H2zM2 4l6 5 6-5" />
      </svg>
      {unread > 0 ? (
        <span className={css.unread} aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      ) : null}
    </Link>
  );
}
