import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '../i18n/i18n.ts';
import css from './design.module.css';

const ROWS = 50;

/** Where somebody is in a list that the register cuts into pages. */
export interface Pages {
  /** What the register is asked for. */
  query: { limit: number; after?: string };
  /** The page before; null on the first. */
  back: (() => void) | null;
  /** Goes on to the page of a cursor. */
  go: (cursor: string) => void;
}

/** @param of what is listed (filter, order): another one begins at its first page */
export function usePages(of = ''): Pages {
  const [kept, keep] = useState<{ of: string; cursors: string[] }>({ of, cursors: [] });
  const cursors = kept.of === of ? kept.cursors : [];
  const after = cursors.at(-1);
  return {
    query: { limit: ROWS, ...(after ? { after } : {}) },
    back: after ? () => keep({ of, cursors: cursors.slice(0, -1) }) : null,
    go: (cursor) => keep({ of, cursors: [...cursors, cursor] }),
  };
}

/** The ways to the pages before and after; nothing where one page is all. */
export function Pager({ pages, next }: { pages: Pages; next: string | null }) {
  const { back, go } = pages;
  if (!back && next === null) return null;
  return (
    <nav aria-label={t('Pages')} className={css.actions} style={{ marginTop: 14 }}>
      <Button variant="default" disabled={!back} onClick={() => back?.()}>
        {t('Previous page')}
      </Button>
      <Button variant="default" disabled={next === null} onClick={() => next && go(next)}>
        {t('Next page')}
      </Button>
    </nav>
  );
}
