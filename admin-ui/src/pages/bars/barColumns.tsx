import { Badge } from '../../design/Badge.tsx';
import type { Column } from '../../design/DataTable.tsx';
import { formatPlain, formatUnits } from '../../design/format.ts';
import type { Bar } from './bars.ts';
import { t } from '../../i18n/i18n.ts';

const LOOKS = {
  free: { label: t('Free'), tone: 'green' },
  taken: { label: t('Taken'), tone: 'blue' },
  left: { label: t('Left the vault'), tone: 'ink' },
} as const;

/** The columns of a bar list; weights in troy ounces. */
export const barColumns = (decimals: number): Column<Bar>[] => [
  {
    id: 'bar',
    header: t('Bar'),
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
    cell: (b) => formatPlain(b.fineOz),
    csv: (b) => b.fineOz,
  },
  {
    id: 'tokens',
    header: t('Tokens'),
    end: true,
    cell: (b) => formatUnits(b.amountBaseUnits, decimals),
    sort: (b) => BigInt(b.amountBaseUnits),
    csv: (b) => b.amountBaseUnits,
  },
  {
    id: 'state',
    header: t('State'),
    cell: (b) => <Badge tone={LOOKS[b.availability].tone}>{LOOKS[b.availability].label}</Badge>,
    sort: (b) => b.availability,
    csv: (b) => b.availability,
  },
];
