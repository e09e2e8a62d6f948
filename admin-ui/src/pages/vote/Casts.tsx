import { keepPreviousData } from '@tanstack/react-query';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatShares, formatTime, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/staff.ts';

type Cast = Answer<'/api/v1/votes/{id}/casts', 'get'>['items'][number];

const columns = (decimals: number): Column<Cast>[] => [
  {
    id: 'holder',
    header: t('Holder'),
    cell: (c) => <Hex value={c.account} />,
    sort: (c) => c.account,
    csv: (c) => c.account,
  },
  {
    id: 'choice',
    header: t('Choice'),
    cell: (c) => words(c.choice),
    sort: (c) => c.choice,
    csv: (c) => c.choice,
  },
  {
    id: 'weight',
    header: t('Tokens'),
    end: true,
    cell: (c) => formatShares(c.weight, decimals),
    sort: (c) => BigInt(c.weight),
    csv: (c) => c.weight,
  },
  {
    id: 'at',
    header: t('Cast'),
    cell: (c) => formatTime(c.castAt),
    sort: (c) => c.castAt,
    csv: (c) => c.castAt,
  },
  {
    id: 'tx',
    header: t('Transaction'),
    end: true,
    cell: (c) => <Hex value={c.transactionHash} kind={t('transaction')} />,
    csv: (c) => c.transactionHash,
  },
];

/** Who voted how, as the confirmed blocks tell. */
export function Casts({ voteId, decimals }: { voteId: string; decimals: number }) {
  const pages = usePages();
  const casts = $api.useQuery(
    'get',
    '/api/v1/votes/{id}/casts',
    { params: { path: { id: voteId }, query: pages.query } },
    { placeholderData: keepPreviousData, refetchInterval: 15_000 },
  );
  return (
    <Panel title={t('Votes cast')} aside={t('a vote is final')}>
      <Loaded query={casts}>
        {({ items }) => (
          <DataTable
            label={t('Votes cast')}
            rows={items}
            columns={columns(decimals)}
            rowKey={(c) => c.account}
            csvName="votes-cast"
            empty={
              <Empty title={t('Nobody has voted yet')}>
                {t('Each vote appears here once its block is confirmed.')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <Pager pages={pages} next={casts.data?.nextCursor ?? null} />
    </Panel>
  );
}
