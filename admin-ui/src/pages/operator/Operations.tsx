import { chainCommandMachine } from '@cadastre/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { actionWords, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { StateFilter } from '../../design/StateFilter.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { t } from '../../i18n/staff.ts';

type Row = Answer<'/api/v1/operations', 'get'>['items'][number];

export const operationName = actionWords;

const columns: Column<Row>[] = [
  {
    id: 'what',
    header: t('What'),
    cell: (o) => (
      <Link to="/operations/$operationId" params={{ operationId: o.id }}>
        {operationName(o.kind)}
      </Link>
    ),
    sort: (o) => o.kind,
    csv: (o) => o.kind,
  },
  {
    id: 'signer',
    header: t('Signer'),
    cell: (o) => words(o.signer),
    sort: (o) => o.signer,
    csv: (o) => o.signer,
  },
  {
    id: 'created',
    header: t('Asked'),
    cell: (o) => formatTime(o.createdAt),
    sort: (o) => o.createdAt,
    csv: (o) => o.createdAt,
  },
  {
    id: 'tx',
    header: t('Transaction'),
    cell: (o) =>
      o.transactionHash ? <Hex value={o.transactionHash} kind={t('transaction')} /> : '–',
    csv: (o) => o.transactionHash ?? '',
  },
  {
    id: 'block',
    header: t('Block'),
    end: true,
    cell: (o) => o.blockNumber ?? '–',
    sort: (o) => o.blockNumber ?? 0,
    csv: (o) => String(o.blockNumber ?? ''),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (o) => (
      <>
        <StateBadge state={o.state} /> {o.error ? <span className="muted">{o.error}</span> : null}
      </>
    ),
    sort: (o) => o.state,
    csv: (o) => [o.state, o.error].filter(Boolean).join(': '),
  },
];

/** Everything the product owes or owed the chain. */
export function Operations() {
  useCrumbs({ label: t('Operations') });
  const [state, setState] = useState<Row['state'] | null>(null);
  const pages = usePages(state ?? '');
  const operations = $api.useQuery(
    'get',
    '/api/v1/operations',
    { params: { query: { ...pages.query, ...(state ? { state } : {}) } } },
    { refetchInterval: 10_000, placeholderData: keepPreviousData },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Operations')}
        sub={t(
          'Each transaction the product sends to the chain, from the queue to the confirmed block.',
        )}
      />
      <Panel
        title={t('Operations')}
        aside={
          <StateFilter states={chainCommandMachine.states} value={state} onChange={setState} />
        }
      >
        <Loaded query={operations}>
          {(page) => (
            <>
              <DataTable
                label={t('Operations')}
                rows={page.items}
                columns={columns}
                rowKey={(o) => o.id}
                csvName="operations"
                empty={
                  state ? (
                    <Empty title={t('No operation in this state')} />
                  ) : (
                    <Empty title={t('No operation yet')}>
                      {t('A registration, a deployment or a mint starts the first.')}
                    </Empty>
                  )
                }
              />
              <Pager pages={pages} next={page.nextCursor} />
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
