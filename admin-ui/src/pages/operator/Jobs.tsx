import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { $api, api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/staff.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { DocumentKeys } from './DocumentKeys.tsx';

type DeadLetter = Answer<'/api/v1/jobs/dead-letters', 'get'>['items'][number];

/** Work that failed as often as it may, and the keys that documents are kept under. */
export function Jobs() {
  useCrumbs({ label: t('Jobs and keys') });
  const action = useAction();
  const pages = usePages();
  const letters = $api.useQuery(
    'get',
    '/api/v1/jobs/dead-letters',
    { params: { query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 15_000 },
  );
  const retry = (letter: DeadLetter) =>
    action.run(
      () =>
        api.POST('/api/v1/jobs/dead-letters/{id}/retry', { params: { path: { id: letter.id } } }),
      t('The job is tried again.'),
    );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Jobs and keys')}
        sub={t(
          'Jobs are tried again by themselves; here is what gave up, with the reason of its last try.',
        )}
      />
      <Panel title={t('Given up')}>
        <ProblemNotice error={action.error} />
        <Loaded query={letters}>
          {({ items }) => (
            <DataTable
              label={t('Jobs given up')}
              rows={items}
              columns={columns((letter) => void retry(letter))}
              rowKey={(letter) => letter.id}
              csvName="dead-letters"
              empty={
                <Empty title={t('Nothing has given up')}>
                  {t('Every job so far came to its end.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={letters.data?.nextCursor ?? null} />
      </Panel>
      <DocumentKeys />
    </div>
  );
}

const columns = (retry: (letter: DeadLetter) => void): Column<DeadLetter>[] => [
  {
    id: 'name',
    header: t('Job'),
    cell: (l) => (
      <>
        <strong>{l.name}</strong>
        <div className="mono muted">{JSON.stringify(l.payload)}</div>
      </>
    ),
    sort: (l) => l.name,
    csv: (l) => l.name,
  },
  {
    id: 'reason',
    header: t('Why'),
    cell: (l) => l.reason,
    csv: (l) => l.reason ?? '',
  },
  {
    id: 'attempts',
    header: t('Tries'),
    end: true,
    cell: (l) => l.attempts,
    sort: (l) => l.attempts,
    csv: (l) => String(l.attempts),
  },
  {
    id: 'failed',
    header: t('Gave up'),
    cell: (l) => formatTime(l.failedAt),
    sort: (l) => l.failedAt,
    csv: (l) => l.failedAt,
  },
  {
    id: 'do',
    header: '',
    end: true,
    cell: (l) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('Try {{job}} again', { job: l.name })}
        onClick={() => retry(l)}
      >
        {t('Try again')}
      </Button>
    ),
  },
];
