import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { useAssetId, useToken } from '../asset/useAsset.ts';
import { Schedules } from '../schedule/Schedules.tsx';
import { type Distribution, incomeText } from './distribution.ts';
import { useOpened } from '../../design/useKept.ts';
import { DistributionForm, distributionDraft } from './DistributionForm.tsx';
import { t } from '../../i18n/staff.ts';

const columns: Column<Distribution>[] = [
  {
    id: 'record',
    header: t('Record date'),
    cell: (d) => (
      <>
        <Link to="/distributions/$distributionId" params={{ distributionId: d.id }}>
          <strong>{formatDate(d.recordDate)}</strong>
        </Link>
        <div className="muted">{words(d.kind)}</div>
      </>
    ),
    sort: (d) => d.recordDate,
    csv: (d) => `${d.recordDate} ${d.kind}`,
  },
  {
    id: 'amount',
    header: t('Gross'),
    end: true,
    cell: (d) => incomeText(d.amountBaseUnits, d),
    sort: (d) => BigInt(d.amountBaseUnits),
    csv: (d) => d.amountBaseUnits,
  },
  {
    id: 'holders',
    header: t('Holders'),
    end: true,
    cell: (d) => d.calculation?.holders ?? '–',
    csv: (d) => String(d.calculation?.holders ?? ''),
  },
  {
    id: 'paid',
    header: t('Paid'),
    end: true,
    cell: (d) => (d.progress ? incomeText(d.progress.paid, d) : '–'),
    csv: (d) => d.progress?.paid ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (d) => <StateBadge state={d.state} />,
    sort: (d) => d.state,
    csv: (d) => d.state,
  },
];

/** What an asset paid and will pay its holders. */
export function AssetDistributions() {
  const assetId = useAssetId();
  const token = useToken(assetId);
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const [drafting, setDrafting] = useOpened(distributionDraft(assetId));
  const distributions = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/distributions',
    { params: { path: { id: assetId }, query: { limit: 100 } } },
    { refetchInterval: 15_000 },
  );
  const live = Boolean(token.data?.address);
  return (
    <div className={css.stack}>
      {drafting && clock ? (
        <DistributionForm assetId={assetId} today={clock} onDone={() => setDrafting(false)} />
      ) : null}
      <Panel
        title={t('Distributions')}
        aside={
          issues && live && !drafting ? (
            <Button onClick={() => setDrafting(true)}>{t('Plan a distribution')}</Button>
          ) : null
        }
      >
        <Loaded query={distributions}>
          {({ items }) => (
            <DataTable
              label={t('Distributions')}
              rows={items}
              columns={columns}
              rowKey={(d) => d.id}
              csvName="distributions"
              empty={
                <Empty title={t('No distribution yet')}>
                  {live
                    ? t(
                        'Plan one for a record date: who holds then gets its part, shown to the cent before anything is paid.',
                      )
                    : t('The token is not on the chain.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
      <Schedules assetId={assetId} live={live} />
    </div>
  );
}
