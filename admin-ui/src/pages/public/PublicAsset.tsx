import { Link, useParams } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { DataTable, type Column } from '../../design/DataTable.tsx';
import { Figure, Figures } from '../../design/Figures.tsx';
import {
  formatCents,
  formatCount,
  formatDate,
  formatNewYork,
  formatPpm,
  formatShares,
  formatTime,
  formatUsd6,
  usd6ToCents,
  words,
} from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { OpenOfferings } from '../investor/OpenOfferings.tsx';

type View = Answer<'/api/v1/public/assets/{id}', 'get'>;
type Position = Answer<'/api/v1/public/assets/{id}/statement', 'get'>['positions'][number];

/** An asset's transparency page: NAV, reserves, coverage, and how to check them without us. */
export function PublicAsset() {
  const { assetId } = useParams({ from: '/open/public/assets/$assetId' });
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}', {
    params: { path: { id: assetId } },
  });
  return <Loaded query={query}>{(asset) => <Sheet asset={asset} />}</Loaded>;
}

function Sheet({ asset }: { asset: View }) {
  const reader = useSession()?.role;
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={asset.name}
          badge={<StateBadge state={asset.state} />}
          sub={`${words(asset.kind)} · ${asset.issuerName} · ${asset.symbol}`}
        />
        <Figures>
          <Figure
            label="NAV per share"
            value={asset.nav ? formatUsd6(asset.nav.answer) : '–'}
            unit="USD"
            asOf={asset.nav ? formatNewYork(asset.nav.valuationTime) : 'no round yet'}
            why={
              asset.nav ? (
                <>
                  Round {asset.nav.round} of the feed <Hex value={asset.navFeed} />, published in
                  transaction <Hex value={asset.nav.transactionHash} kind="transaction" />.
                </>
              ) : null
            }
          />
          <Figure
            label="Reserves"
            value={asset.reserve ? formatCents(usd6ToCents(asset.reserve.answer)) : '–'}
            unit="USD"
            exact={asset.reserve ? `${formatUsd6(asset.reserve.answer)} USD` : undefined}
            asOf={asset.reserve ? formatNewYork(asset.reserve.valuationTime) : 'no round yet'}
          />
          <Figure
            label="Coverage"
            value={asset.coveragePpm ? formatPpm(asset.coveragePpm) : '–'}
            asOf="reserves over shares at NAV and liabilities, rounded down"
          />
          <Figure
            label="Tokens outstanding"
            value={formatShares(asset.supplyBaseUnits, asset.decimals)}
            asOf={`block ${formatCount(asset.asOfBlock)}, ${formatTime(asset.asOfTime)}`}
          />
          <Figure
            label="Holders"
            value={formatCount(asset.holders)}
            asOf={`block ${formatCount(asset.asOfBlock)}`}
          />
        </Figures>
      </div>
      {reader === 'investor' ? <OpenOfferings assetId={asset.id} /> : null}
      {reader === undefined ? (
        <p className="muted" style={{ margin: 0 }}>
          Who wants to buy <Link to="/sign-in">signs in</Link> first: sales are for admitted
          investors.
        </p>
      ) : null}
      <div className={css.grid}>
        {asset.kind === 'treasury' ? <Statement id={asset.id} /> : null}
        <div className={css.stack}>
          <Panel title="About">
            <p style={{ margin: 0, maxWidth: '75ch', whiteSpace: 'pre-line' }}>
              {asset.description}
            </p>
          </Panel>
          <Panel title="Check it without us">
            <p style={{ marginTop: 0 }}>
              Every figure above is a public call on the chain; any node answers it.
            </p>
            <Facts
              items={[
                ['Token', <Hex key="t" value={asset.tokenAddress} />],
                ['NAV feed', <Hex key="n" value={asset.navFeed} />],
                ['Reserve feed', <Hex key="r" value={asset.reserveFeed} />],
              ]}
            />
            <p className="muted" style={{ marginBottom: 0 }}>
              <code className="mono">totalSupply()</code> of the token, and{' '}
              <code className="mono">latestRoundData()</code> of each feed (AggregatorV3Interface,
              six decimals), at block {formatCount(asset.asOfBlock)}.
            </p>
          </Panel>
        </div>
      </div>
    </div>
  );
}

const columns: Column<Position>[] = [
  {
    id: 'cusip',
    header: 'CUSIP',
    cell: (p) => <span className="mono">{p.cusip}</span>,
    sort: (p) => p.cusip,
    csv: (p) => p.cusip,
  },
  {
    id: 'face',
    header: 'Face, USD',
    end: true,
    cell: (p) => formatCents(p.faceCents),
    sort: (p) => BigInt(p.faceCents),
    csv: (p) => p.faceCents,
  },
  {
    id: 'cost',
    header: 'Cost per 100',
    end: true,
    cell: (p) => p.costPricePer100,
    csv: (p) => p.costPricePer100,
  },
];

function Statement({ id }: { id: string }) {
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}/statement', {
    params: { path: { id } },
  });
  return (
    <Panel title="What it holds" aside="the statement the oracle prices">
      <Loaded query={query}>
        {(statement) => (
          <>
            <DataTable
              label="What it holds"
              rows={statement.positions}
              columns={columns}
              rowKey={(p) => p.cusip}
              csvName="statement"
              empty={<Empty title="Only cash" />}
            />
            <p className="muted" style={{ marginBottom: 0, fontSize: 13 }}>
              Cash {formatCents(statement.cashCents)} USD, liabilities{' '}
              {formatCents(statement.liabilitiesCents)} USD, fee {statement.feeBpsPerYear} basis
              points a year since {formatDate(statement.feeAccruedSince)}, book-entry shares{' '}
              {formatShares(statement.seedShares, statement.shareDecimals)}. Stated on{' '}
              {formatDate(statement.statedOn)}; what the securities pay later is added on its date.
              As of block {formatCount(statement.asOfBlock)}.
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
