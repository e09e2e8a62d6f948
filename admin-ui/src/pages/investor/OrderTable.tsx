import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatTime, formatUnits } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel, TaskRow } from '../../design/Page.tsx';
import {
  type Offering,
  paymentText,
  type PublishedAsset,
  type Subscription,
  usePublishedAssets,
} from '../offering/offering.ts';
import { t } from '../../i18n/i18n.ts';

interface Row {
  order: Subscription;
  offering: Offering | undefined;
  asset: PublishedAsset | undefined;
}

const columns: Column<Row>[] = [
  {
    id: 'order',
    header: t('Order'),
    cell: ({ order, asset }) => (
      <>
        <Link to="/orders/$orderId" params={{ orderId: order.id }}>
          <strong>{asset?.name ?? order.reference}</strong>
        </Link>
        <div className="muted">{formatTime(order.createdAt)}</div>
      </>
    ),
    sort: ({ order }) => order.createdAt,
    csv: ({ order, asset }) => `${asset?.symbol ?? ''} ${order.createdAt}`,
  },
  {
    id: 'ordered',
    header: t('Ordered'),
    end: true,
    cell: ({ order, offering }) => (offering ? paymentText(order.ordered, offering) : '–'),
    sort: ({ order }) => BigInt(order.ordered),
    csv: ({ order }) => order.ordered,
  },
  {
    id: 'due',
    header: t('To be paid'),
    end: true,
    cell: ({ order, offering }) =>
      offering && order.state === 'awaiting_payment'
        ? paymentText(order.outstanding, offering)
        : '–',
    csv: ({ order }) => order.outstanding,
  },
  {
    id: 'tokens',
    header: t('Delivered'),
    end: true,
    cell: ({ order, asset }) =>
      order.tokens
        ? `${formatUnits(order.tokens, asset?.decimals ?? 6)} ${asset?.symbol ?? ''}`
        : '–',
    csv: ({ order }) => order.tokens ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: ({ order }) => <StateBadge state={order.state} />,
    sort: ({ order }) => order.state,
    csv: ({ order }) => order.state,
  },
];

/** The investor's orders; on top those that wait for a payment. */
export function OrderTable() {
  const orders = $api.useQuery(
    'get',
    '/api/v1/subscriptions',
    { params: { query: { limit: 100 } } },
    { refetchInterval: 15_000 },
  );
  const offerings = $api.useQuery('get', '/api/v1/offerings', {
    params: { query: { limit: 200 } },
  });
  const assets = usePublishedAssets();
  return (
    <Loaded query={orders}>
      {({ items }) => {
        const rows = items.map((order): Row => {
          const offering = offerings.data?.items.find(({ id }) => id === order.offeringId);
          const asset = assets.find(({ id }) => id === offering?.assetId);
          return { order, offering, asset };
        });
        const due = rows.filter(({ order }) => order.state === 'awaiting_payment');
        return (
          <>
            {due.map(({ order, offering, asset }) => (
              <TaskRow
                key={order.id}
                title={t('Your order of {{name}} waits for its payment.', {
                  name: asset?.name ?? t('tokens'),
                })}
                detail={offering ? paymentText(order.outstanding, offering) : null}
                action={
                  <Button
                    component={Link}
                    to={`/orders/${order.id}`}
                    aria-label={t('Pay the order of {{name}}', {
                      name: asset?.name ?? order.reference,
                    })}
                  >
                    {t('Pay')}
                  </Button>
                }
              />
            ))}
            <Panel title={t('Orders')} aside={t('what you asked to buy, newest first')}>
              <DataTable
                label={t('Your orders')}
                rows={rows}
                columns={columns}
                rowKey={({ order }) => order.id}
                csvName="orders"
                empty={
                  <Empty
                    title={t('No order yet')}
                    action={
                      <Button component={Link} to="/market" variant="default">
                        {t('See what is on sale')}
                      </Button>
                    }
                  >
                    <span className={css.sub}>
                      {t('Each order stays here with its state until the end.')}
                    </span>
                  </Empty>
                }
              />
            </Panel>
          </>
        );
      }}
    </Loaded>
  );
}
