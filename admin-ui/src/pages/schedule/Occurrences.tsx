import { Link } from '@tanstack/react-router';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate } from '../../design/format.ts';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { money, type Occurrence, type Schedule } from './schedule.ts';

/** Gross rent less everything else of a sheet, in base units. */
const leftOf = (occurrence: Occurrence): bigint | null =>
  occurrence.sheet?.reduce(
    (sum, line) =>
      line.kind === 'rent'
        ? sum + BigInt(String(line.amountBaseUnits))
        : sum - BigInt(String(line.amountBaseUnits)),
    0n,
  ) ?? null;

const columns: Column<Occurrence>[] = [
  { id: 'number', header: t('No.'), cell: (o) => o.number, sort: (o) => o.number },
  {
    id: 'record',
    header: t('Record date'),
    cell: (o) => formatDate(o.recordDate),
    sort: (o) => o.recordDate,
    csv: (o) => o.recordDate,
  },
  {
    id: 'payment',
    header: t('Payment'),
    cell: (o) => formatDate(o.paymentDate),
    sort: (o) => o.paymentDate,
    csv: (o) => o.paymentDate,
  },
  {
    id: 'sheet',
    header: t('By its sheet'),
    end: true,
    cell: (o) => {
      const left = leftOf(o);
      return left === null ? '–' : money(left);
    },
    csv: (o) => leftOf(o)?.toString() ?? '',
  },
  {
    id: 'distribution',
    header: t('Distribution'),
    end: true,
    cell: (o) =>
      o.distributionId ? (
        <Link to="/distributions/$distributionId" params={{ distributionId: o.distributionId }}>
          {t('Open number {{number}}', { number: o.number })}
        </Link>
      ) : (
        t('nothing to pay')
      ),
    csv: (o) => o.distributionId ?? '',
  },
];

/** What the schedule has drafted so far. */
export function Occurrences({ schedule }: { schedule: Schedule }) {
  return (
    <Panel title={t('So far')} aside={t('the newest first')}>
      <DataTable
        label={t('Occurrences')}
        rows={schedule.occurrences}
        columns={columns}
        rowKey={(o) => String(o.number)}
        csvName="occurrences"
        empty={<Empty title={t('None yet')}>{t('The first is drafted on its record date.')}</Empty>}
      />
    </Panel>
  );
}
