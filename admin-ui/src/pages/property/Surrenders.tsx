import { keepPreviousData } from '@tanstack/react-query';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatShares, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/staff.ts';

type Surrender = Answer<'/api/v1/buyouts/{id}/surrenders', 'get'>['items'][number];

interface SurrendersProps {
  buyoutId: string;
  decimals: number;
  symbol: string;
  money: (base: string) => string;
}

/** Who gave fractions back for their part of the price. */
export function Surrenders({ buyoutId, ...units }: SurrendersProps) {
  const pages = usePages();
  const query = $api.useQuery(
    'get',
    '/api/v1/buyouts/{id}/surrenders',
    {
      params: { path: { id: buyoutId }, query: pages.query },
    },
    { placeholderData: keepPreviousData },
  );
  return (
    <Panel title={t('Surrendered fractions')} aside={t('newest first')}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label={t('Surrendered fractions')}
            rows={items}
            columns={columns(units)}
            rowKey={(s) => s.transactionHash + s.account}
            csvName="surrenders"
            empty={
              <Empty title={t('No fraction was surrendered')}>
                {t('Holders give theirs back once the buy-out is carried out.')}
              </Empty>
            }
          />
        )}
      </Loaded>
      <Pager pages={pages} next={query.data?.nextCursor ?? null} />
    </Panel>
  );
}

const columns = (units: Omit<SurrendersProps, 'buyoutId'>): Column<Surrender>[] => [
  {
    id: 'account',
    header: t('Holder'),
    cell: (s) => <Hex value={s.account} />,
    csv: (s) => s.account,
  },
  {
    id: 'burned',
    header: t('Fractions'),
    end: true,
    cell: (s) => `${formatShares(s.burned, units.decimals)} ${units.symbol}`,
    sort: (s) => BigInt(s.burned),
    csv: (s) => s.burned,
  },
  {
    id: 'paid',
    header: t('Paid'),
    end: true,
    cell: (s) => units.money(s.paid),
    sort: (s) => BigInt(s.paid),
    csv: (s) => s.paid,
  },
  {
    id: 'when',
    header: t('When'),
    cell: (s) => formatTime(s.surrenderedAt),
    sort: (s) => s.surrenderedAt,
    csv: (s) => s.surrenderedAt,
  },
  {
    id: 'tx',
    header: t('Transaction'),
    end: true,
    cell: (s) => <Hex value={s.transactionHash} kind={t('transaction')} />,
    csv: (s) => s.transactionHash,
  },
];
