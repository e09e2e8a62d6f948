import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHead } from './Page.tsx';
import { isInVain, WayOn } from './WayOn.tsx';
import { ProblemNotice } from './Problem.tsx';
import css from './design.module.css';
import { t } from '../i18n/i18n.ts';

/** What is asked of the register, and how far that is. */
export interface Query<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** So many lines of what is on its way. */
export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <div role="status" aria-busy aria-label={t('Loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} mt={10} width={`${92 - index * 9}%`} />
      ))}
    </div>
  );
}

interface LoadedProps<T> {
  query: Query<T>;
  children: (data: NonNullable<T>) => ReactNode;
  lines?: number;
}

/** What a query shows while it waits, when it is refused, and when it has an answer. */
export function Loaded<T>({ query, children, lines = 4 }: LoadedProps<T>) {
  if (query.data !== undefined && query.data !== null) return <>{children(query.data)}</>;
  if (query.isPending) return <Loading lines={lines} />;
  return (
    <>
      <ProblemNotice error={query.error} />
      <WayOn error={query.error} again={() => void query.refetch()} />
    </>
  );
}

/** The same of what a whole page rests on, its heading too: refused, the page says so in its own. */
export function LoadedPage<T>(props: LoadedProps<T>) {
  const { data, error, isPending } = props.query;
  const refused = (data === undefined || data === null) && !isPending;
  if (!refused) return <Loaded {...props} />;
  return (
    <div className={css.stack}>
      {isInVain(error) ? (
        <PageHead
          title={t('No such page')}
          sub={t('The address may be old, or belong to something you may not see.')}
        />
      ) : (
        <PageHead title={t('This page could not be shown')} />
      )}
      <div>
        <Loaded {...props} />
      </div>
    </div>
  );
}
