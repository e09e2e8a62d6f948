import { Button } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { PageHead } from '../design/Page.tsx';
import { WayOn } from '../design/WayOn.tsx';
import { ProblemNotice } from '../design/Problem.tsx';
import css from '../shell/shell.module.css';
import { t } from '../i18n/i18n.ts';

/** There is no such page. */
export function PageMissing() {
  return (
    <main className={css.publicMain}>
      <PageHead
        title={t('No such page')}
        sub={t('The address may be old, or belong to something you may not see.')}
        actions={
          <Button component={Link} to="/">
            {t('First page')}
          </Button>
        }
      />
    </main>
  );
}

/** A page that could not be shown. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <div>
      <PageHead
        title={t('This page could not be shown')}
        actions={<WayOn error={error} again={reset} />}
      />
      <div style={{ marginTop: 18 }}>
        <ProblemNotice error={error} />
      </div>
    </div>
  );
}
