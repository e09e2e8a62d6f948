import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../i18n/i18n.ts';
import css from './design.module.css';

interface SentBeforeProps {
  /** What `useOrder` found. */
  sentBefore: boolean;
  another: () => void;
  /** Where it is to be seen. */
  children: ReactNode;
}

/** Says that just this order was sent already, by another tab or before a reload, and asks before it is given twice. */
export function SentBefore({ sentBefore, another, children }: SentBeforeProps) {
  if (!sentBefore) return null;
  return (
    <div className={css.notice} role="status">
      <strong>{t('You have given just this order already')}</strong>
      <div>{children}</div>
      <Button mt="xs" size="compact-sm" variant="default" onClick={another}>
        {t('Give it once more')}
      </Button>
    </div>
  );
}
