import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DocumentPane } from '../../design/Documents.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatCount, formatDate, formatShares, formatTime } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Facts, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { Timeline } from '../../design/Timeline.tsx';
import { Said } from '../../design/Refusal.tsx';
import { t } from '../../i18n/staff.ts';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { useAsset, useToken } from '../asset/useAsset.ts';
import { Casts } from './Casts.tsx';
import { Tally } from './Tally.tsx';
import { percentOf, usePublicVote, useVote, type Vote } from './vote.ts';
import { VoteActions } from './VoteActions.tsx';

/** One motion from its draft to the count. */
export function VotePage() {
  const { voteId } = useParams({ from: '/inside/votes/$voteId' });
  return <LoadedPage query={useVote(voteId)}>{(vote) => <Motion vote={vote} />}</LoadedPage>;
}

function Motion({ vote }: { vote: Vote }) {
  const asset = useAsset(vote.assetId);
  const token = useToken(vote.assetId);
  const published = usePublicVote(vote.id, vote.state);
  const decimals = token.data?.decimals ?? 6;
  const name = asset.data?.name ?? t('Asset');
  useCrumbs({ label: name, to: `/assets/${vote.assetId}/votes` }, { label: vote.title });
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={vote.title}
          badge={<StateBadge state={vote.state} of="vote" asked={vote.approvalId !== null} />}
          sub={t('A motion to the holders of {{asset}}', { asset: name })}
          actions={<VoteActions vote={vote} />}
        />
        <Figures>
          <Figure
            label={t('Record date')}
            value={formatDate(vote.recordDate)}
            asOf={
              vote.record
                ? t('block {{block}}', { block: formatCount(vote.record.block) })
                : t('not opened yet')
            }
          />
          <Figure
            label={t('Voting')}
            value={formatDate(vote.opensAt)}
            asOf={t('until {{time}}', { time: formatTime(vote.closesAt) })}
          />
          <Figure
            label={t('Votes in all')}
            value={vote.eligibleBaseUnits ? formatShares(vote.eligibleBaseUnits, decimals) : '–'}
            unit={token.data?.symbol}
            asOf={
              vote.holders === null
                ? t('counted on the record date')
                : t('{{count}} holders', { count: vote.holders })
            }
          />
          <Figure
            label={t('Quorum')}
            value={percentOf(BigInt(vote.quorumBps), 10_000n)}
            asOf={t('majority {{part}}', { part: percentOf(BigInt(vote.majorityBps), 10_000n) })}
          />
        </Figures>
      </div>
      {vote.failure ? (
        <div className={css.notice} role="status">
          <strong>
            <Said all={[vote.failure]} />
          </strong>
          <div className="mono muted">{vote.failureCode}</div>
        </div>
      ) : null}
      {vote.state === 'draft' ? (
        <TaskRow
          tone="quiet"
          title={t('The record date opens by itself on its day.')}
          detail={t('Then the holders are known, and the motion can be submitted.')}
        />
      ) : null}
      {vote.approvalId && vote.state === 'recorded' ? (
        <TaskRow
          tone="quiet"
          title={t('This motion waits for compliance.')}
          action={
            <Button component={Link} to={`/approvals/${vote.approvalId}`} variant="default">
              {t('Show the request')}
            </Button>
          }
        />
      ) : null}
      {published.data ? (
        <Panel title={t('Count')} aside={t('as the contract counts')}>
          <Tally vote={published.data} decimals={decimals} />
        </Panel>
      ) : null}
      <div className={css.grid}>
        <Panel title={t('The motion')}>
          <Facts
            items={[
              [t('Ballot'), vote.ballot ? <Hex key="b" value={vote.ballot} /> : null],
              [t('Number on the chain'), vote.chainNumber],
              [
                t('Hash of what is voted on'),
                <Hex key="s" value={vote.subject} kind={t('hash')} />,
              ],
              [t('Drafted'), formatTime(vote.createdAt)],
            ]}
          />
        </Panel>
        <Panel title={t('Paper')}>
          <DocumentPane documentId={vote.documentId} name={t('motion')} />
        </Panel>
      </div>
      {published.data ? <Casts voteId={vote.id} decimals={decimals} /> : null}
      {vote.operationId ? (
        <Panel title={t('On the chain')}>
          <Timeline operationId={vote.operationId} />
        </Panel>
      ) : null}
    </div>
  );
}
