import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../api/types.ts';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import css from '../../design/design.module.css';
import { formatCount, formatNewYork, formatTime, formatUsd6, words } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { NavChart } from './NavChart.tsx';
import { feedName, type RoundName, RoundWhy } from './RoundWhy.tsx';
import { roundsOf, type FeedKind } from './rounds.ts';
import { useAssetId, useRounds, useToken, type Round } from './useAsset.ts';
import { t } from '../../i18n/staff.ts';

type Parked = Answer<'/api/v1/assets/{id}/rounds', 'get'>['parked'][number];

type Ask = (of: RoundName) => void;

const columns = (ask: Ask): Column<Round>[] => [
  {
    id: 'round',
    header: t('Round'),
    cell: (r) => r.round,
    sort: (r) => BigInt(r.round),
    csv: (r) => r.round,
  },
  {
    id: 'answer',
    header: t('USD'),
    end: true,
    cell: (r) => formatUsd6(r.answer),
    sort: (r) => BigInt(r.answer),
    csv: (r) => r.answer,
  },
  {
    id: 'valued',
    header: t('Valued'),
    cell: (r) => formatNewYork(r.valuationTime),
    sort: (r) => r.valuationTime,
    csv: (r) => r.valuationTime,
  },
  {
    id: 'block',
    header: t('Block'),
    end: true,
    cell: (r) => formatCount(r.blockNumber),
    sort: (r) => r.blockNumber,
    csv: (r) => String(r.blockNumber),
  },
  {
    id: 'tx',
    header: t('Transaction'),
    end: true,
    cell: (r) => <Hex value={r.transactionHash} kind={t('transaction')} />,
    csv: (r) => r.transactionHash,
  },
  { id: 'why', header: '', end: true, cell: (r) => <WhyButton of={r} ask={ask} /> },
];

const parkedColumns = (ask: Ask): Column<Parked>[] => [
  { id: 'kind', header: t('Feed'), cell: (p) => (p.kind === 'nav' ? t('NAV') : words(p.kind)) },
  { id: 'round', header: t('Round'), cell: (p) => p.round },
  { id: 'answer', header: t('USD'), end: true, cell: (p) => formatUsd6(p.answer) },
  { id: 'parked', header: t('Parked'), cell: (p) => formatTime(p.parkedAt) },
  {
    id: 'digest',
    header: t('Report'),
    end: true,
    cell: (p) => <Hex value={p.digest} kind={t('digest')} />,
  },
  { id: 'why', header: '', end: true, cell: (p) => <WhyButton of={p} ask={ask} /> },
];

function WhyButton({ of, ask }: { of: RoundName; ask: Ask }) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('Why: {{feed}}, round {{round}}', { feed: feedName(of.kind), round: of.round })}
      onClick={() => ask({ kind: of.kind, round: of.round })}
    >
      {t('Why')}
    </Button>
  );
}

/** Every publication of the asset's two feeds, as the chain keeps them. */
export function Nav() {
  const id = useAssetId();
  const token = useToken(id);
  const rounds = useRounds(id);
  const [asked, setAsked] = useState<RoundName | null>(null);
  const { navFeed = null, reserveFeed = null } = token.data ?? {};
  if (!navFeed) {
    return (
      <Panel title={t('NAV and reserves')}>
        <Empty title={t('No feed yet')}>
          {t('Both feeds are deployed together with the token.')}
        </Empty>
      </Panel>
    );
  }
  return (
    <div className={css.stack}>
      <Panel title={t('NAV per share')} aside={t('USD, as published to the feed')}>
        <NavChart query={rounds} />
      </Panel>
      <div className={css.grid}>
        <Rounds title={t('NAV rounds')} kind="nav" query={rounds} feed={navFeed} ask={setAsked} />
        <Rounds
          title={t('Reserve rounds')}
          kind="reserve"
          query={rounds}
          feed={reserveFeed}
          ask={setAsked}
        />
      </div>
      {rounds.data && rounds.data.parked.length > 0 ? (
        <Panel
          title={t('Parked reports')}
          aside={t('outside the feed’s limits; compliance decides')}
        >
          <DataTable
            label={t('Parked reports')}
            rows={rounds.data.parked}
            columns={parkedColumns(setAsked)}
            rowKey={(p) => p.digest}
            empty={null}
          />
        </Panel>
      ) : null}
      <RoundWhy assetId={id} of={asked} onClose={() => setAsked(null)} />
    </div>
  );
}

interface RoundsProps {
  title: string;
  kind: FeedKind;
  query: ReturnType<typeof useRounds>;
  feed: string | null;
  ask: Ask;
}

function Rounds({ title, kind, query, feed, ask }: RoundsProps) {
  return (
    <Panel title={title} aside={feed ? <Hex value={feed} kind={t('feed address')} /> : null}>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            label={title}
            rows={roundsOf(items, kind).reverse()}
            columns={columns(ask)}
            rowKey={(r) => r.round}
            csvName={`${kind}-rounds`}
            empty={
              <Empty title={t('No round yet')}>
                {t('The oracle publishes within its heartbeat.')}
              </Empty>
            }
          />
        )}
      </Loaded>
    </Panel>
  );
}
