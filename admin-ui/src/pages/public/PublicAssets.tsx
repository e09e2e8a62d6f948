import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { formatNewYork, formatPpm, formatShares, formatUsd6, words } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { Pager, usePages } from '../../design/Pager.tsx';
import { t } from '../../i18n/i18n.ts';

type PublicAssetView = Answer<'/api/v1/public/assets/{id}', 'get'>;

const columns: Column<PublicAssetView>[] = [
  {
    id: 'name',
    header: t('Asset'),
    cell: (a) => (
      <>
        <Link to="/public/assets/$assetId" params={{ assetId: a.id }}>
          <strong>{a.name}</strong>
        </Link>
        <div className="muted">{a.issuerName}</div>
      </>
    ),
    sort: (a) => a.name,
    csv: (a) => a.name,
  },
  {
    id: 'kind',
    header: t('Kind'),
    cell: (a) => words(a.kind),
    sort: (a) => a.kind,
    csv: (a) => a.kind,
  },
  {
    id: 'nav',
    header: t('NAV, USD'),
    end: true,
    cell: (a) => (a.nav ? formatUsd6(a.nav.answer) : '–'),
    csv: (a) => a.nav?.answer ?? '',
  },
  {
    id: 'valued',
    header: t('Valued'),
    cell: (a) => (a.nav ? formatNewYork(a.nav.valuationTime) : '–'),
    csv: (a) => a.nav?.valuationTime ?? '',
  },
  {
    id: 'supply',
    header: t('Tokens'),
    end: true,
    cell: (a) => formatShares(a.supplyBaseUnits, a.decimals),
    csv: (a) => a.supplyBaseUnits,
  },
  {
    id: 'coverage',
    header: t('Coverage'),
    end: true,
    cell: (a) => (a.coveragePpm ? formatPpm(a.coveragePpm) : '–'),
    csv: (a) => a.coveragePpm ?? '',
  },
  {
    id: 'state',
    header: t('State'),
    cell: (a) => <StateBadge state={a.state} />,
    csv: (a) => a.state,
  },
];

/** What the register publishes to everybody. */
export function PublicAssets() {
  return (
    <div className={css.stack}>
      <PageHead
        title={t('Published assets')}
        sub={t(
          'What stands behind each token, read from the chain and from the official curve. No account is needed.',
        )}
      />
      <PublishedAssets />
    </div>
  );
}

/** Every published asset with its NAV, supply and coverage. */
export function PublishedAssets() {
  const pages = usePages();
  const assets = $api.useQuery(
    'get',
    '/api/v1/public/assets',
    { params: { query: pages.query } },
    { placeholderData: keepPreviousData },
  );
  return (
    <Panel title={t('Assets')}>
      <Loaded query={assets}>
        {({ items, nextCursor }) => (
          <>
            <DataTable
              label={t('Published assets')}
              rows={items}
              columns={columns}
              rowKey={(a) => a.id}
              csvName="published-assets"
              empty={
                <Empty title={t('Nothing is published yet')}>
                  {t('An asset appears here when its token is on the chain.')}
                </Empty>
              }
            />
            <Pager pages={pages} next={nextCursor} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
