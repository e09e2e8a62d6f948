import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatDate, formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { t } from '../../i18n/staff.ts';
import { useSession } from '../../session/session.ts';
import { useAssetId, useToken } from '../asset/useAsset.ts';
import type { Vote } from './vote.ts';
import { useOpened } from '../../design/useKept.ts';
import { VoteForm, voteDraft } from './VoteForm.tsx';

const columns: Column<Vote>[] = [
  {
    id: 'motion',
    header: t('Motion'),
    cell: (v) => (
      <Link to="/votes/$voteId" params={{ voteId: v.id }}>
        <strong>{v.title}</strong>
      </Link>
    ),
    sort: (v) => v.title,
    csv: (v) => v.title,
  },
  {
    id: 'record',
    header: t('Record date'),
    cell: (v) => formatDate(v.recordDate),
    sort: (v) => v.recordDate,
    csv: (v) => v.recordDate,
  },
  {
    id: 'voting',
    header: t('Voting'),
    cell: (v) => `${formatTime(v.opensAt)} – ${formatTime(v.closesAt)}`,
    sort: (v) => v.opensAt,
    csv: (v) => `${v.opensAt} ${v.closesAt}`,
  },
  {
    id: 'holders',
    header: t('Holders'),
    end: true,
    cell: (v) => v.holders ?? '–',
    csv: (v) => String(v.holders ?? ''),
  },
  {
    id: 'state',
    header: t('State'),
    cell: (v) => <StateBadge state={v.state} of="vote" asked={v.approvalId !== null} />,
    sort: (v) => v.state,
    csv: (v) => v.state,
  },
];

/** Motions put to the holders of the asset. */
export function AssetVotes() {
  const assetId = useAssetId();
  const live = Boolean(useToken(assetId).data?.address);
  const issues = useSession()?.role === 'issuer';
  const clock = useClock();
  const [drafting, setDrafting] = useOpened(voteDraft(assetId));
  const votes = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/votes',
    { params: { path: { id: assetId }, query: { limit: 100 } } },
    { refetchInterval: 15_000 },
  );
  return (
    <div className={css.stack}>
      {drafting && clock ? (
        <VoteForm assetId={assetId} today={clock} onDone={() => setDrafting(false)} />
      ) : null}
      <Panel
        title={t('Votes')}
        aside={
          issues && live && !drafting ? (
            <Button onClick={() => setDrafting(true)}>{t('Draft a motion')}</Button>
          ) : null
        }
      >
        <Loaded query={votes}>
          {({ items }) => (
            <DataTable
              label={t('Votes')}
              rows={items}
              columns={columns}
              rowKey={(v) => v.id}
              csvName="votes"
              empty={
                <Empty title={t('No motion yet')}>
                  {live
                    ? t('Holders decide by their weight on a record date; the contract counts.')
                    : t('The token is not on the chain.')}
                </Empty>
              }
            />
          )}
        </Loaded>
      </Panel>
    </div>
  );
}
