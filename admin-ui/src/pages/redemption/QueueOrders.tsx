import { Button } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits, formatUsd6 } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { OperationSteps } from '../../design/Timeline.tsx';
import { Said } from '../../design/Refusal.tsx';
import { useSession } from '../../session/session.ts';
import type { Token } from '../asset/useAsset.ts';
import { QueueOrderDialog, type QueueVerb, VERBS } from './QueueOrderDialog.tsx';
import { type Queue, queueMoney } from './redemption.ts';
import { t } from '../../i18n/staff.ts';

type Order = Answer<'/api/v1/redemption-queues/{id}/orders', 'get'>['items'][number];

/** What the issuer does with a queue, and everything that was done: close, price, fund, lane. */
export function QueueOrders({ queue, token }: { queue: Queue; token: Token }) {
  const issues = useSession()?.role === 'issuer';
  const [verb, setVerb] = useState<QueueVerb | null>(null);
  const pages = usePages();
  const orders = $api.useQuery(
    'get',
    '/api/v1/redemption-queues/{id}/orders',
    { params: { path: { id: queue.id }, query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 10_000 },
  );
  return (
    <Panel title={t('Orders')} aside={t('to the queue, newest first')}>
      <div className={css.tight}>
        {issues ? (
          <div className={css.actions}>
            {(Object.keys(VERBS) as QueueVerb[]).map((one) => (
              <Button key={one} variant="default" onClick={() => setVerb(one)}>
                {VERBS[one].label}
              </Button>
            ))}
          </div>
        ) : null}
        <Loaded query={orders}>
          {({ items }) => (
            <DataTable
              label={t('Orders to the queue')}
              rows={items}
              columns={columns(queue, token)}
              rowKey={(o) => o.id}
              csvName="redemption-orders"
              empty={
                <Empty title={t('No order yet')}>
                  {t(
                    'After a cut-off the epoch is closed; then it is struck at the NAV and funded.',
                  )}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={orders.data?.nextCursor ?? null} />
      </div>
      {verb ? (
        <QueueOrderDialog queue={queue} token={token} verb={verb} onClose={() => setVerb(null)} />
      ) : null}
    </Panel>
  );
}

const columns = (queue: Queue, token: Token): Column<Order>[] => [
  {
    id: 'kind',
    header: t('Order'),
    cell: (o) => (
      <>
        <strong>{VERBS[o.kind].label}</strong>
        <div className="muted">
          {formatTime(o.createdAt)}
          {o.epoch ? t(', epoch {{epoch}}', { epoch: o.epoch }) : ''}
          {o.fill ? t(', in part') : ''}
        </div>
      </>
    ),
    sort: (o) => o.createdAt,
    csv: (o) => `${o.kind} ${o.createdAt}`,
  },
  {
    id: 'shares',
    header: token.symbol,
    end: true,
    cell: (o) => (o.shares ? formatUnits(o.shares, token.decimals) : '–'),
    csv: (o) => o.shares ?? '',
  },
  {
    id: 'nav',
    header: t('NAV, USD'),
    end: true,
    cell: (o) => (o.nav ? formatUsd6(o.nav) : '–'),
    csv: (o) => o.nav ?? '',
  },
  {
    id: 'amount',
    header: t('Money'),
    end: true,
    cell: (o) => {
      const amount = o.settledAmount ?? o.amount;
      return amount ? queueMoney(amount, queue) : '–';
    },
    csv: (o) => o.settledAmount ?? o.amount ?? '',
  },
  {
    id: 'reason',
    header: t('Reason'),
    cell: (o) => <Said all={[o.reason]} />,
    csv: (o) => o.reason,
  },
  {
    id: 'state',
    header: t('Progress'),
    cell: (o) => <Progress order={o} />,
    sort: (o) => o.state,
    csv: (o) => o.state,
  },
];

function Progress({ order }: { order: Order }) {
  if (order.state === 'requested' && order.approvalId) {
    return (
      <Link to="/approvals/$approvalId" params={{ approvalId: order.approvalId }}>
        <StateBadge state="requested" />
      </Link>
    );
  }
  if (order.state === 'approved' && order.operationId) {
    return <OperationSteps operationId={order.operationId} />;
  }
  return (
    <>
      <StateBadge state={order.state} />
      {order.failure ? (
        <div className="muted">
          <Said all={[order.failure]} />
        </div>
      ) : null}
    </>
  );
}
