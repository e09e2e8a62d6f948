import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import type { Asset } from './useAsset.ts';

type Bars = Extract<Asset['details'], { bars: unknown }>['bars'];
type Bar = Bars[number];

const columns: Column<Bar>[] = [
  {
    id: 'refiner',
    header: 'Refiner',
    cell: (b) => b.refiner,
    sort: (b) => b.refiner,
    csv: (b) => b.refiner,
  },
  {
    id: 'serial',
    header: 'Serial',
    cell: (b) => <span className="mono">{b.serial}</span>,
    csv: (b) => b.serial,
  },
  {
    id: 'year',
    header: 'Year',
    end: true,
    cell: (b) => b.year,
    sort: (b) => b.year,
    csv: (b) => String(b.year),
  },
  { id: 'gross', header: 'Gross, oz', end: true, cell: (b) => b.grossOz, csv: (b) => b.grossOz },
  {
    id: 'fineness',
    header: 'Fineness, ‰',
    end: true,
    cell: (b) => b.fineness,
    csv: (b) => b.fineness,
  },
  {
    id: 'fine',
    header: 'Fine, oz',
    end: true,
    cell: (b) => b.recomputedFineOz,
    csv: (b) => b.recomputedFineOz,
  },
];

/** Every bar, with its fine weight recomputed. */
export function BarList({ bars }: { bars: Bars }) {
  return (
    <Panel title="Bar list" aside="fine weight recomputed from gross and fineness">
      <DataTable
        label="Bar list"
        rows={bars}
        columns={columns}
        rowKey={(b) => `${b.refiner} ${b.serial} ${b.year} ${b.grossOz}`}
        csvName="bar-list"
        empty={<Empty title="No bar" />}
      />
    </Panel>
  );
}
