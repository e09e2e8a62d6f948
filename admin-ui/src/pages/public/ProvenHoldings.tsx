import type { CommodityLine, PropertyLine, ReportInputs } from '@cadastre/core';
import { useQuery } from '@tanstack/react-query';
import { $api } from '../../api/client.ts';
import { fetchBlob } from '../../api/documents.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatCents, formatCount, formatDate, formatUnits } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/i18n.ts';

/** What stands behind gold or a property, as the newest proof of reserve counts it: whoever verifies that sees the same. */
export function ProvenHoldings({ id }: { id: string }) {
  const proofs = $api.useQuery('get', '/api/v1/public/assets/{id}/proof-of-reserve', {
    params: { path: { id } },
  });
  const newest = proofs.data?.lastReport;
  const query = useQuery({
    queryKey: ['proof', newest?.json],
    queryFn: () => inputsOf(newest?.json ?? ''),
    enabled: Boolean(newest),
    staleTime: Infinity,
  });
  return (
    <Panel
      title={t('What it holds')}
      aside={
        newest
          ? t('by the proof of block {{block}}', { block: formatCount(newest.asOfBlock) })
          : null
      }
    >
      {proofs.data && !newest ? (
        <Empty title={t('Not proven yet')}>
          {t('The first proof of reserve counts it, at the end of the month.')}
        </Empty>
      ) : (
        <Loaded query={query}>
          {({ line }) =>
            line.kind === 'commodity' ? (
              <Bars line={line} />
            ) : line.kind === 'real_estate' ? (
              <Property line={line} />
            ) : null
          }
        </Loaded>
      )}
    </Panel>
  );
}

async function inputsOf(report: string): Promise<ReportInputs> {
  const text = await (await fetchBlob(report)).text();
  return (JSON.parse(text) as { inputs: ReportInputs }).inputs;
}

type Bar = CommodityLine['bars'][number];

const columns: Column<Bar>[] = [
  {
    id: 'bar',
    header: t('Bar'),
    cell: (b) => (
      <>
        <span className="mono">{b.serial}</span>
        <div className="muted">{`${b.refiner}, ${b.year}`}</div>
      </>
    ),
    sort: (b) => b.serial,
    csv: (b) => b.serial,
  },
  {
    id: 'vault',
    header: t('Vault'),
    cell: (b) => (
      <>
        {b.vault}
        <div className="muted">{b.custodian}</div>
      </>
    ),
    sort: (b) => b.vault,
    csv: (b) => `${b.vault}, ${b.custodian}`,
  },
  {
    id: 'fineness',
    header: t('Fineness, ‰'),
    end: true,
    cell: (b) => formatUnits(BigInt(b.finenessTenths), 1, 1),
    sort: (b) => b.finenessTenths,
    csv: (b) => String(b.finenessTenths),
  },
  {
    id: 'fine',
    header: t('Fine, oz'),
    end: true,
    cell: (b) => formatUnits(b.statedFineMilliOz, 3, 3),
    sort: (b) => BigInt(b.statedFineMilliOz),
    csv: (b) => b.statedFineMilliOz,
  },
];

function Bars({ line }: { line: CommodityLine }) {
  return (
    <DataTable
      label={t('What it holds')}
      rows={line.bars}
      columns={columns}
      rowKey={(b) => `${b.refiner}/${b.serial}/${b.year}`}
      csvName="bars"
      empty={<Empty title={t('No bar is in the vault')} />}
    />
  );
}

function Property({ line }: { line: PropertyLine }) {
  return (
    <Facts
      items={[
        [t('Address'), line.address],
        [t('Parcel'), line.parcelId],
        [t('Title held by'), line.vehicle],
        [
          t('Appraisal'),
          t('{{value}} USD on {{date}}, by {{appraiser}}', {
            value: formatCents(line.appraisal.valueCents),
            date: formatDate(line.appraisal.date),
            appraiser: line.appraisal.appraiser,
          }),
        ],
        [t('Debt'), `${formatCents(line.debt.cents)} USD`],
      ]}
    />
  );
}
