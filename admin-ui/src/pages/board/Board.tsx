import { Select } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import css from '../../design/design.module.css';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { usePublishedAssets } from '../offering/offering.ts';
import { useBoard, usePayments, type BoardToken } from './board.ts';
import { BoardOrders } from './BoardOrders.tsx';
import { OrderForm } from './OrderForm.tsx';

const route = getRouteApi('/inside/board');

/** Orders among investors: signed by one, taken by another, settled by the contract in one step. */
export function Board() {
  useCrumbs({ label: t('Board') });
  const navigate = route.useNavigate();
  const assets = usePublishedAssets();
  const { asset = assets[0]?.id ?? null } = route.useSearch();
  const token = $api.useQuery(
    'get',
    '/api/v1/assets/{assetId}/token',
    { params: { path: { assetId: asset ?? '' } } },
    { enabled: asset !== null },
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Board')}
        sub={t(
          'Investors buy from and sell to each other. Tokens and money change hands in one transaction, or not at all.',
        )}
      />
      {asset === null ? (
        <Panel title={t('Orders')}>
          <Empty title={t('Nothing is traded yet')}>
            {t('Tokens appear here once an asset is published.')}
          </Empty>
        </Panel>
      ) : (
        <>
          <Select
            label={t('Token')}
            allowDeselect={false}
            maw={420}
            data={assets.map((a) => ({ value: a.id, label: `${a.symbol}: ${a.name}` }))}
            value={asset}
            onChange={(chosen) => void navigate({ search: chosen ? { asset: chosen } : {} })}
          />
          <Loaded query={token}>{(data) => <TokenBoard key={data.id} token={data} />}</Loaded>
        </>
      )}
    </div>
  );
}

function TokenBoard({ token }: { token: BoardToken }) {
  const board = useBoard(token.id);
  const payments = usePayments(board.data?.items ?? []);
  return (
    <>
      <Loaded query={board}>{({ items }) => <BoardOrders token={token} orders={items} />}</Loaded>
      <OrderForm token={token} payments={payments} />
    </>
  );
}
