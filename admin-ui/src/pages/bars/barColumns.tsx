import { Badge } from '../../design/Badge.tsx';
import type { Column } from '../../design/DataTable.tsx';
import { formatUnits } from '../../design/format.ts';
import type { Bar } from './bars.ts';

const LOOKS = {
  free: { label: 'Free', tone: 'green' },
  taken: { label: 'Taken', tone: 'blue' },
  left: { label: 'Left the vault', tone: 'ink' },
} as const;

/** The columns of a bar list; weights in troy ounces. */
export const barColumns = (decimals: number): Column<Bar>[] => [
  {
    id: 'bar',
    header: 'Bar',
    cell: (b) => (
      <>
        <strong>{b.serial}</strong>
        <div className="muted">
          {b.refiner}, {b.year}
        </div>
      </>
    ),
    sort: (b) => `${b.refiner} ${b.serial}`,
    csv: (b) => `${b.refiner} ${b.serial} ${b.year}`,
  },
  { id: 'gross', header: 'Gross, oz', end: true, cell: (b) => b.grossOz, csv: (b) => b.grossOz },
  {
    id: 'fineness',
    header: 'Fineness, ‰',
    end: true,
    cell: (b) => b.fineness,
    csv: (b) => b.fineness,
  },
  { id: 'fine', header: 'Fine, oz', end: true, cell: (b) => b.fineOz, csv: (b) => b.fineOz },
  {
    id: 'tokens',
    header: 'Tokens',
    end: true,
    cell: (b) => formatUnits(b.amountBaseUnits, decimals),
    sort: (b) => BigInt(b.amountBaseUnits),
    csv: (b) => b.amountBaseUnits,
  },
  {
    id: 'state',
    header: 'State',
    cell: (b) => <Badge tone={LOOKS[b.availability].tone}>{LOOKS[b.availability].label}</Badge>,
    sort: (b) => b.availability,
    csv: (b) => b.availability,
  },
];
