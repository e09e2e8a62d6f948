import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { WayOn } from './WayOn.tsx';
import { ProblemNotice } from './Problem.tsx';
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

/** What a query shows while it waits, when it is refused, and when it has an answer. */
export function Loaded<T>({
  query,
  children,
  lines = 4,
}: {
  query: Query<T>;
  children: (data: NonNullable<T>) => ReactNode;
  lines?: number;
}) {
  if (query.data !== undefined && query.data !== null) return <>{children(query.data)}</>;
  if (query.isPending) return <Loading lines={lines} />;
  return (
    <>
      <ProblemNotice error={query.error} />
      <WayOn error={query.error} again={() => void query.refetch()} />
    </>
  );
}
