import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatNewYork, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/staff.ts';
import { feedName, RoundWhy, type RoundName } from '../asset/RoundWhy.tsx';

type PublicAsset = Answer<'/api/v1/public/assets/{id}', 'get'>;

interface Feed extends RoundName {
  assetId: string;
  assetName: string;
  address: string;
  answer: string;
  valuationTime: string;
}

/** The newest round of every feed, and why it is what it is. */
export function Feeds() {
  const [asked, setAsked] = useState<Feed | null>(null);
  const pages = usePages();
  const assets = $api.useQuery(
    'get',
    '/api/v1/public/assets',
    { params: { query: pages.query } },
    { refetchInterval: 15_000, placeholderData: keepPreviousData },
  );
  return (
    <Panel title={t('Feeds')} aside={t('newest round of each, USD')}>
      <Loaded query={assets}>
        {({ items, nextCursor }) => (
          <>
            <DataTable
              label={t('Feeds')}
              rows={items.flatMap(feedsOf)}
              columns={columns(setAsked)}
              rowKey={(feed) => feed.address}
              csvName="feeds"
              empty={
                <Empty title={t('No feed yet')}>
                  {t('A feed appears here with its first round.')}
                </Empty>
              }
            />
            <Pager pages={pages} next={nextCursor} />
          </>
        )}
      </Loaded>
      <RoundWhy assetId={asked?.assetId ?? ''} of={asked} onClose={() => setAsked(null)} />
    </Panel>
  );
}

function feedsOf({ id, name, nav, navFeed, reserve, reserveFeed }: PublicAsset): Feed[] {
  const asset = { assetId: id, assetName: name };
  return [
    ...(nav ? [{ ...asset, ...nav, kind: 'nav' as const, address: navFeed }] : []),
    ...(reserve ? [{ ...asset, ...reserve, kind: 'reserve' as const, address: reserveFeed }] : []),
  ];
}

const columns = (ask: (feed: Feed) => void): Column<Feed>[] => [
  {
    id: 'asset',
    header: t('Feed'),
    cell: (feed) => (
      <>
        <strong>{feed.assetName}</strong>
        <div className="muted">
          {feedName(feed.kind)} <Hex value={feed.address} />
        </div>
      </>
    ),
    sort: (feed) => feed.assetName,
    csv: (feed) => `${feed.assetName} ${feed.kind} ${feed.address}`,
  },
  {
    id: 'answer',
    header: t('Published'),
    end: true,
    cell: (feed) => formatUsd6(feed.answer),
    sort: (feed) => BigInt(feed.answer),
    csv: (feed) => feed.answer,
  },
  {
    id: 'valued',
    header: t('Valued'),
    cell: (feed) => formatNewYork(feed.valuationTime),
    sort: (feed) => feed.valuationTime,
    csv: (feed) => feed.valuationTime,
  },
  {
    id: 'why',
    header: t('Round'),
    end: true,
    cell: (feed) => (
      <button
        type="button"
        className={css.linkButton}
        aria-label={t('{{round}}, why: {{feed}}', {
          feed: `${feed.assetName}, ${feedName(feed.kind)}`,
          round: feed.round,
        })}
        onClick={() => ask(feed)}
      >
        {t('{{round}}, why', { round: feed.round })}
      </button>
    ),
    csv: (feed) => feed.round,
  },
];
