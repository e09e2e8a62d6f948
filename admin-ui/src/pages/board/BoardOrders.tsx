import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatShares, formatTime } from '../../design/format.ts';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { boardMoney, type BoardOrder, type BoardToken, openPart, pricePerToken } from './board.ts';
import { CancelOrder } from './CancelOrder.tsx';
import { TakeOrder } from './TakeOrder.tsx';

/** What others offer and ask, and the investor's own orders to their end. */
export function BoardOrders({ token, orders }: { token: BoardToken; orders: BoardOrder[] }) {
  const [chosen, setChosen] = useState<BoardOrder | null>(null);
  const others = orders.filter((order) => !order.mine && order.state === 'open');
  const own = orders.filter((order) => order.mine);
  const close = () => setChosen(null);
  return (
    <div className={css.stack}>
      <Panel title={t('Open orders')} aside={t('signed by other investors')}>
        <DataTable
          label={t('Open orders')}
          rows={others}
          columns={[...columns(token), takeColumn(token, setChosen)]}
          rowKey={(order) => order.id}
          csvName={`board-${token.symbol}`}
          empty={
            <Empty title={t('Nobody offers or asks now')}>
              {t(
                'Sign an order below: it stands here until somebody takes it or its time is over.',
              )}
            </Empty>
          }
        />
      </Panel>
      <Panel title={t('Your orders')}>
        <DataTable
          label={t('Your orders')}
          rows={own}
          columns={[...columns(token), stateColumn, cancelColumn(setChosen)]}
          rowKey={(order) => order.id}
          csvName={`own-orders-${token.symbol}`}
          empty={
            <Empty title={t('No order yet')}>{t('What you sign stays here with its state.')}</Empty>
          }
        />
      </Panel>
      <Modal
        opened={chosen !== null}
        onClose={close}
        size="lg"
        title={chosen?.mine ? t('Cancel the order') : chosen?.sells ? t('Buy') : t('Sell')}
        closeButtonProps={{ 'aria-label': t('Close') }}
      >
        {chosen?.mine ? <CancelOrder order={chosen} /> : null}
        {chosen && !chosen.mine ? <TakeOrder order={chosen} token={token} orders={own} /> : null}
      </Modal>
    </div>
  );
}

const columns = (token: BoardToken): Column<BoardOrder>[] => [
  {
    id: 'side',
    header: t('Side'),
    cell: (o) => <strong>{o.sells ? t('Sells') : t('Buys')}</strong>,
    sort: (o) => String(o.sells),
    csv: (o) => (o.sells ? 'sells' : 'buys'),
  },
  {
    id: 'left',
    header: t('Left'),
    end: true,
    cell: (o) => `${formatShares(openPart(o), token.decimals)} ${token.symbol}`,
    sort: openPart,
    csv: (o) => openPart(o).toString(),
  },
  {
    id: 'price',
    header: t('Per token'),
    end: true,
    cell: (o) => boardMoney(pricePerToken(o, token.decimals), o),
    sort: (o) => pricePerToken(o, token.decimals),
    csv: (o) => pricePerToken(o, token.decimals).toString(),
  },
  {
    id: 'whole',
    header: t('For all of it'),
    end: true,
    cell: (o) => boardMoney(o.priceBaseUnits, o),
    csv: (o) => o.priceBaseUnits,
  },
  {
    id: 'until',
    header: t('Holds until'),
    cell: (o) => formatTime(o.deadline),
    sort: (o) => o.deadline,
    csv: (o) => o.deadline,
  },
];

const stateColumn: Column<BoardOrder> = {
  id: 'state',
  header: t('State'),
  cell: (o) => <StateBadge state={o.state} of="otc" />,
  sort: (o) => o.state,
  csv: (o) => o.state,
};

const takeColumn = (token: BoardToken, take: (order: BoardOrder) => void): Column<BoardOrder> => ({
  id: 'do',
  header: '',
  end: true,
  cell: (o) => (
    <Button
      size="compact-sm"
      aria-label={t('{{verb}} {{amount}}', {
        verb: o.sells ? t('Buy') : t('Sell'),
        amount: `${formatShares(openPart(o), token.decimals)} ${token.symbol}`,
      })}
      onClick={() => take(o)}
    >
      {o.sells ? t('Buy') : t('Sell')}
    </Button>
  ),
});

const cancelColumn = (cancel: (order: BoardOrder) => void): Column<BoardOrder> => ({
  id: 'do',
  header: '',
  end: true,
  cell: (o) =>
    o.state === 'open' ? (
      <Button size="compact-sm" variant="default" onClick={() => cancel(o)}>
        {t('Cancel the order')}
      </Button>
    ) : null,
});
