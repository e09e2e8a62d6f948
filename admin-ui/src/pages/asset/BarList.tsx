import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { formatPlain } from '../../design/format.ts';
import type { Asset } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

type Bars = Extract<Asset['details'], { bars: unknown }>['bars'];
type Bar = Bars[number];

const columns: Column<Bar>[] = [
  {
    id: 'refiner',
    header: t('Refiner'),
    cell: (b) => b.refiner,
    sort: (b) => b.refiner,
    csv: (b) => b.refiner,
  },
  {
    id: 'serial',
    header: t('Serial'),
    cell: (b) => <span className="mono">{b.serial}</span>,
    csv: (b) => b.serial,
  },
  {
    id: 'year',
    header: t('Year'),
    end: true,
    cell: (b) => b.year,
    sort: (b) => b.year,
    csv: (b) => String(b.year),
  },
  {
    id: 'gross',
    header: t('Gross, oz'),
    end: true,
    cell: (b) => formatPlain(b.grossOz),
    csv: (b) => b.grossOz,
  },
  {
    id: 'fineness',
    header: t('Fineness, ‰'),
    end: true,
    cell: (b) => formatPlain(b.fineness),
    csv: (b) => b.fineness,
  },
  {
    id: 'fine',
    header: t('Fine, oz'),
    end: true,
    cell: (b) => formatPlain(b.recomputedFineOz),
    csv: (b) => b.recomputedFineOz,
  },
];

/** Every bar, with its fine weight recomputed. */
export function BarList({ bars }: { bars: Bars }) {
  return (
    <Panel title={t('Bar list')} aside={t('fine weight recomputed from gross and fineness')}>
      <DataTable
        label={t('Bar list')}
        rows={bars}
        columns={columns}
        rowKey={(b) => `${b.refiner} ${b.serial} ${b.year} ${b.grossOz}`}
        csvName="bar-list"
        empty={<Empty title={t('No bar')} />}
      />
    </Panel>
  );
}
