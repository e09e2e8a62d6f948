import { useWholeOf } from '../../api/whole.ts';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCount, formatDate, formatUnits, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';

type Paid = Answer<'/api/v1/public/assets/{id}/income', 'get'>['items'][number];

const columns: Column<Paid>[] = [
  {
    id: 'recordDate',
    header: t('Record date'),
    cell: (d) => formatDate(d.recordDate),
    sort: (d) => d.recordDate,
    csv: (d) => d.recordDate,
  },
  { id: 'kind', header: t('Kind'), cell: (d) => words(d.kind), csv: (d) => d.kind },
  {
    id: 'perToken',
    header: t('Per token'),
    end: true,
    cell: (d) => `${formatUnits(d.perToken, d.paymentDecimals)} ${d.paymentSymbol}`,
    csv: (d) => d.perToken,
  },
  {
    id: 'gross',
    header: t('To all holders'),
    end: true,
    cell: (d) => `${formatUnits(d.gross, d.paymentDecimals)} ${d.paymentSymbol}`,
    csv: (d) => d.gross,
  },
  {
    id: 'block',
    header: t('Block'),
    end: true,
    cell: (d) => formatCount(d.openedBlock),
    csv: (d) => String(d.openedBlock),
  },
];

/** What the asset has paid its holders, before tax. */
export function PaidIncome({ id }: { id: string }) {
  const query = useWholeOf('/api/v1/public/assets/{id}/income', id);
  return (
    <Panel title={t('Income paid')} aside={t('before tax, to holders of record')}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label={t('Income paid')}
            rows={items}
            columns={columns}
            rowKey={(d) => d.distributionId}
            csvName="income-paid"
            empty={<Empty title={t('No income was paid yet')} />}
          />
        )}
      </Loaded>
    </Panel>
  );
}
