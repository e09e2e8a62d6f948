import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import type { Person } from '../session/session.ts';
import css from './shell.module.css';

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })));

/** Opens the palette, also by ⌘K or Ctrl+K; its script is loaded when it is first asked for. */
export function Search({ person }: { person: Person }) {
  const [asked, setAsked] = useState(0);
  const ask = () => setAsked((times) => times + 1);
  useHotkeys([['mod+K', ask]], []);
  return (
    <>
      <button
        type="button"
        className={css.icon}
        aria-label={t('Search')}
        aria-keyshortcuts="Meta+K Control+K"
        title={t('Search: ⌘K or Ctrl+K')}
        onClick={ask}
      >
        <svg
          width="16"
          height="16"
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          aria-hidden
        >
          <circle cx="7" cy="7" r="4.5" />
          <path d="M10.5 10.5 14 14" />
        </svg>
      </button>
      {asked > 0 ? (
        <Suspense>
          <Palette person={person} asked={asked} />
        </Suspense>
      ) : null}
    </>
  );
}
