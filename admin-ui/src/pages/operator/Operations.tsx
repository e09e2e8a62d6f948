import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';

type Row = Answer<'/api/v1/operations', 'get'>['items'][number];

export const operationName = (kind: string) => words(kind.replaceAll('.', ' '));

const columns: Column<Row>[] = [
  {
    id: 'what',
    header: 'What',
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
    header: 'Signer',
    cell: (o) => words(o.signer),
    sort: (o) => o.signer,
    csv: (o) => o.signer,
  },
  {
    id: 'created',
    header: 'Asked',
    cell: (o) => formatTime(o.createdAt),
    sort: (o) => o.createdAt,
    csv: (o) => o.createdAt,
  },
  {
    id: 'tx',
    header: 'Transaction',
    cell: (o) => (o.transactionHash ? <Hex value={o.transactionHash} kind="transaction" /> : '–'),
    csv: (o) => o.transactionHash ?? '',
  },
  {
    id: 'block',
    header: 'Block',
    end: true,
    cell: (o) => o.blockNumber ?? '–',
    sort: (o) => o.blockNumber ?? 0,
    csv: (o) => String(o.blockNumber ?? ''),
  },
  {
    id: 'state',
    header: 'State',
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
  useCrumbs({ label: 'Operations' });
  const operations = $api.useQuery(
    'get',
    '/api/v1/operations',
    { params: { query: { limit: 200 } } },
    { refetchInterval: 10_000 },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title="Operations"
        sub="Each transaction the product sends to the chain, from the queue to the confirmed block."
      />
      <Panel title="Operations">
        <Loaded query={operations}>
          {(page) => (
            <DataTable
              label="Operations"
              rows={page.items}
              columns={columns}
              rowKey={(o) => o.id}
              csvName="operations"
              empty={
                <Empty title="No operation yet">
                  A registration, a deployment or a mint starts the first.
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
