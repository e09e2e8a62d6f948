import { SegmentedControl } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCents, formatShares, formatTime, formatUsd6, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { Said } from '../../design/Refusal.tsx';
import { Steps } from '../../design/Steps.tsx';
import { stepsDone } from '../../design/Timeline.tsx';
import { useOperation } from '../../api/operations.ts';
import { useSession } from '../../session/session.ts';
import { BurnForm } from './BurnForm.tsx';
import { MintForm } from './MintForm.tsx';
import { useAssetId, useToken } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

export type SupplyOrder = Answer<'/api/v1/tokens/{id}/supply-orders', 'get'>['items'][number];

/** Issuing and cancelling shares: the orders, each with its four steps. */
export function Supply() {
  const token = useToken(useAssetId());
  const issues = useSession()?.role === 'issuer';
  const tokenId = token.data?.id ?? '';
  const live = Boolean(token.data?.address);
  const pages = usePages();
  const [kind, setKind] = useState<'mint' | 'burn'>('mint');
  const orders = $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/supply-orders',
    { params: { path: { id: tokenId }, query: pages.query } },
    { enabled: live, placeholderData: keepPreviousData, refetchInterval: 10_000 },
  );
  if (!live) {
    return (
      <Panel title={t('Supply')}>
        <Empty title={t('Nothing can be issued yet')}>{t('The token is not on the chain.')}</Empty>
      </Panel>
    );
  }
  return (
    <div className={css.stack}>
      {issues && token.data?.state === 'live' ? (
        <>
          <SegmentedControl
            aria-label={t('Order')}
            style={{ alignSelf: 'start' }}
            data={[
              { value: 'mint', label: t('Issue shares') },
              { value: 'burn', label: t('Cancel shares') },
            ]}
            value={kind}
            onChange={(value) => setKind(value === 'burn' ? value : 'mint')}
          />
          {kind === 'mint' ? <MintForm token={token.data} /> : <BurnForm token={token.data} />}
        </>
      ) : null}
      <Panel title={t('Orders')} aside={t('issued and cancelled shares, newest first')}>
        <Loaded query={orders}>
          {(page) => (
            <DataTable
              label={t('Orders')}
              rows={page.items}
              columns={supplyColumns(token.data?.decimals ?? 0)}
              rowKey={(o) => o.id}
              csvName="supply-orders"
              empty={
                <Empty title={t('No order yet')}>
                  {issues
                    ? t('Issue the first shares above.')
                    : t('The issuer issues the first shares.')}
                </Empty>
              }
            />
          )}
        </Loaded>
        <Pager pages={pages} next={orders.data?.nextCursor ?? null} />
      </Panel>
    </div>
  );
}

export const supplyColumns = (decimals: number): Column<SupplyOrder>[] => [
  {
    id: 'kind',
    header: t('Order'),
    cell: (o) => (
      <>
        <strong>{o.kind === 'mint' ? t('Issuance') : t('Cancellation')}</strong>{' '}
        <span className="muted">{formatTime(o.createdAt)}</span>
      </>
    ),
    sort: (o) => o.createdAt,
    csv: (o) => `${o.kind} ${o.createdAt}`,
  },
  {
    id: 'wallet',
    header: t('Wallet'),
    cell: (o) => <Hex value={o.walletAddress} />,
    csv: (o) => o.walletAddress,
  },
  {
    id: 'paid',
    header: t('Paid, USD'),
    end: true,
    cell: (o) => formatCents(o.considerationCents),
    sort: (o) => BigInt(o.considerationCents),
    csv: (o) => o.considerationCents,
  },
  {
    id: 'nav',
    header: t('NAV, USD'),
    end: true,
    cell: (o) => (
      <span title={t('round {{navRound}}', { navRound: o.navRound })}>{formatUsd6(o.nav)}</span>
    ),
    csv: (o) => o.nav,
  },
  {
    id: 'shares',
    header: t('Shares'),
    end: true,
    cell: (o) => formatShares(o.amountBaseUnits, decimals),
    sort: (o) => BigInt(o.amountBaseUnits),
    csv: (o) => o.amountBaseUnits,
  },
  {
    id: 'progress',
    header: t('Progress'),
    cell: (o) => <OrderProgress order={o} />,
    csv: (o) => o.state,
  },
];

const STEPS = [t('Approved'), t('Sent'), t('Mined'), t('Confirmed')] as const;

function OrderProgress({ order }: { order: SupplyOrder }) {
  if (order.state === 'settled') {
    return <Steps label={t('Progress')} steps={STEPS} done={4} />;
  }
  if (order.state === 'rejected' || order.state === 'failed') {
    return (
      <>
        <StateBadge state={order.state} />{' '}
        {order.failure ? (
          <span className="muted">
            <Said all={[order.failure]} />
          </span>
        ) : null}
      </>
    );
  }
  if (order.operationId) {
    return (
      <Link to="/operations/$operationId" params={{ operationId: order.operationId }}>
        <LiveProgress operationId={order.operationId} />
      </Link>
    );
  }
  if (order.approvalId) {
    return (
      <Link to="/approvals/$approvalId" params={{ approvalId: order.approvalId }}>
        <StateBadge state={order.state} />
      </Link>
    );
  }
  return <StateBadge state={order.state} />;
}

function LiveProgress({ operationId }: { operationId: string }) {
  const query = useOperation(operationId);
  const state = query.data?.state ?? 'queued';
  return (
    <>
      <Steps label={t('Progress')} steps={STEPS} done={stepsDone(state)} />
      <span className="visually-hidden">{words(state)}</span>
    </>
  );
}
