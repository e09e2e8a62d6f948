import { SegmentedControl } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useNow } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatAgo, formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { useSession } from '../../session/session.ts';
import { approvalSaid } from './payload.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Approval = Answer<'/api/v1/approvals/{id}', 'get'>;

const columns = (now: Date): Column<Approval>[] => [
  {
    id: 'what',
    header: t('What'),
    cell: (a) => (
      <Link to="/approvals/$approvalId" params={{ approvalId: a.id }}>
        {approvalSaid(a)}
      </Link>
    ),
    sort: approvalSaid,
    csv: approvalSaid,
  },
  {
    id: 'who',
    header: t('Asked by'),
    cell: (a) => a.requestedBy.name,
    sort: (a) => a.requestedBy.name,
    csv: (a) => a.requestedBy.name,
  },
  {
    id: 'when',
    header: t('When'),
    cell: (a) =>
      a.state === 'pending' ? formatAgo(a.requestedAt, now) : formatTime(a.requestedAt),
    sort: (a) => a.requestedAt,
    csv: (a) => a.requestedAt,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (a) => <StateBadge state={a.state} />,
    sort: (a) => a.state,
    csv: (a) => a.state,
  },
];

/** Requests that need a second person. */
export function Approvals() {
  useCrumbs({ label: t('Approvals') });
  const now = useNow();
  const officer = useSession()?.role === 'compliance';
  const [only, setOnly] = useState<'pending' | 'all'>('pending');
  const pages = usePages(only);
  const approvals = $api.useQuery(
    'get',
    '/api/v1/approvals',
    {
      params: { query: { ...pages.query, ...(only === 'pending' ? { state: 'pending' } : {}) } },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Approvals')}
        sub={
          officer
            ? t('Each binds exactly what it shows. Your own requests are for a colleague.')
            : t('What needs a second person, and who decided.')
        }
      />
      <Panel
        title={t('Requests')}
        aside={
          <SegmentedControl
            aria-label={t('Which requests')}
            size="xs"
            data={[
              { value: 'pending', label: t('Waiting') },
              { value: 'all', label: t('All') },
            ]}
            value={only}
            onChange={setOnly}
          />
        }
      >
        <Loaded query={approvals}>
          {(page) => (
            <DataTable
              label={t('Requests')}
              rows={page.items}
              columns={columns(now)}
              rowKey={(a) => a.id}
              csvName="approvals"
              empty={
                <Empty
                  title={only === 'pending' ? t('Nothing waits for approval') : t('No request yet')}
                >
                  {t('A deployment, a mint or a freeze comes here before it reaches the chain.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={approvals.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}
