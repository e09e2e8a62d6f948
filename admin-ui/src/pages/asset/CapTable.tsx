import { getRouteApi } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import type { Answer } from '../../api/types.ts';
import { useWholeOf } from '../../api/whole.ts';
import { useClock } from '../../app/now.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { DownloadButton } from '../../design/Documents.tsx';
import { formatCount, formatShares, formatTime, formatUnits, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded, Loading } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import type { AsOf } from './asOf.ts';
import { AsOfPicker } from './AsOfPicker.tsx';
import { CapTableChanges } from './CapTableChanges.tsx';
import { useAssetId, useToken, type Token } from './useAsset.ts';

type CapTableView = Answer<'/api/v1/tokens/{id}/cap-table', 'get'>;
type Holder = CapTableView['holders'][number];

const columns = (decimals: number, contracts: Contracts): Column<Holder>[] => [
  {
    id: 'holder',
    header: t('Holder'),
    cell: (h) => <Hex value={h.address} name={h.investorReference ?? contracts.get(h.address)} />,
    sort: (h) => h.investorReference ?? h.address,
    csv: (h) => h.address,
  },
  {
    id: 'shares',
    header: t('Shares'),
    end: true,
    cell: (h) => formatShares(h.amountBaseUnits, decimals),
    sort: (h) => BigInt(h.amountBaseUnits),
    csv: (h) => h.amountBaseUnits,
  },
  {
    id: 'part',
    header: t('Part'),
    end: true,
    // Each to the same place, so that they stand under one another.
    cell: (h) => `${formatUnits(BigInt(h.sharePpm), 4, 4)} %`,
    sort: (h) => h.sharePpm,
    csv: (h) => String(h.sharePpm),
  },
  {
    id: 'bar',
    header: '',
    cell: (h) => (
      <span aria-hidden className={css.bar} style={{ width: `${h.sharePpm / 10_000}px` }} />
    ),
  },
];

/** Contracts of the asset that may hold its tokens, such as its redemption queue, by address. */
type Contracts = ReadonlyMap<string, string>;

function useContracts(assetId: string): Contracts {
  const query = useWholeOf('/api/v1/assets/{id}/satellites', assetId);
  return new Map((query.data?.items ?? []).map(({ address, kind }) => [address, words(kind)]));
}

const route = getRouteApi('/inside/assets/$assetId/cap-table');

/** Who holds how much: at the newest block, at an earlier one, or at the end of a day. */
export function CapTable() {
  const token = useToken(useAssetId());
  const clock = useClock();
  if (!token.none && (token.isPending || (token.data?.address && !clock))) {
    return (
      <Panel title={t('Cap table')}>
        <Loading />
      </Panel>
    );
  }
  if (!token.data?.address || !token.data.deployedAt || !clock) {
    return (
      <Panel title={t('Cap table')}>
        <Empty title={t('No holders yet')}>{t('The token is not on the chain.')}</Empty>
      </Panel>
    );
  }
  return (
    <div className={css.stack}>
      <AsOfTable token={token.data} since={token.data.deployedAt} now={clock} />
      <CapTableChanges token={token.data} now={clock} />
    </div>
  );
}

function AsOfTable({ token, since, now }: { token: Token; since: string; now: Date }) {
  // In the address: a reload, or whoever is sent it, sees the same holders.
  const asOf = route.useSearch();
  const navigate = route.useNavigate();
  const query = $api.useQuery('get', '/api/v1/tokens/{id}/cap-table', {
    params: { path: { id: token.id }, query: asOf },
  });
  const contracts = useContracts(token.assetId);
  const paper = (format: 'pdf' | 'csv') => {
    const search = new URLSearchParams({ ...asText(asOf), format });
    return fetchBlob(`/api/v1/tokens/${token.id}/cap-table/paper?${search}`);
  };
  const name = `cap-table-${token.symbol}-${query.data?.block.number ?? 'newest'}`;
  return (
    <Panel
      title={t('Cap table')}
      aside={
        query.data ? (
          <>
            {t('block {{block}}', { block: formatCount(query.data.block.number) })},{' '}
            {formatTime(query.data.block.time)}{' '}
            <Hex value={query.data.block.hash} kind={t('hash')} />
          </>
        ) : null
      }
    >
      <AsOfPicker
        since={since}
        now={now}
        value={asOf}
        onChange={(search) => void navigate({ search, replace: true })}
      />
      <Loaded query={query}>
        {(table) => (
          <>
            <div className={css.actions} style={{ margin: '4px 0 10px' }}>
              <span className="muted" style={{ flex: 1 }}>
                {t('{{count}} holders', { count: table.holders.length })},{' '}
                {formatShares(table.supplyBaseUnits, token.decimals)} {token.symbol}
              </span>
              <DownloadButton
                load={() => paper('pdf')}
                fileName={`${name}.pdf`}
                label={t('Cap table as PDF')}
              >
                {t('PDF')}
              </DownloadButton>
              <DownloadButton
                load={() => paper('csv')}
                fileName={`${name}.csv`}
                label={t('Cap table as CSV')}
              >
                {t('CSV')}
              </DownloadButton>
            </div>
            <DataTable
              label={t('Cap table')}
              rows={table.holders}
              columns={columns(token.decimals, contracts)}
              rowKey={(h) => h.address}
              empty={
                <Empty title={t('Nobody holds it at this block')}>
                  {t('Shares appear when a mint settles.')}
                </Empty>
              }
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const asText = ({ at, block }: AsOf): Record<string, string> => ({
  ...(at === undefined ? {} : { at }),
  ...(block === undefined ? {} : { block: String(block) }),
});
