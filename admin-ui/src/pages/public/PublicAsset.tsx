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
  formatPlain,
  formatPpm,
  formatShares,
  formatTime,
  formatUnitsCut,
  formatUsd6,
  usd6ToCents,
  words,
} from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Loaded, LoadedPage } from '../../design/Loaded.tsx';
import { Empty, Facts, PageHead, Panel } from '../../design/Page.tsx';
import { useSession } from '../../session/session.ts';
import { EndOf } from '../asset/EndOf.tsx';
import { OpenOfferings } from '../investor/OpenOfferings.tsx';
import { NewestProof } from './NewestProof.tsx';
import { PaidIncome } from './PaidIncome.tsx';
import { ProvenHoldings } from './ProvenHoldings.tsx';
import { PublicNav } from './PublicNav.tsx';
import { PublicPapers } from './PublicPapers.tsx';
import { Restrictions, Risks } from './Restrictions.tsx';
import { t } from '../../i18n/i18n.ts';

type View = Answer<'/api/v1/public/assets/{id}', 'get'>;
type Position = Answer<'/api/v1/public/assets/{id}/statement', 'get'>['positions'][number];

/** An asset's transparency page: NAV, reserves, coverage, and how to check them without us. */
export function PublicAsset() {
  const { assetId } = useParams({ from: '/open/public/assets/$assetId' });
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}', {
    params: { path: { id: assetId } },
  });
  return <LoadedPage query={query}>{(asset) => <Sheet asset={asset} />}</LoadedPage>;
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
            label={t('NAV per share')}
            value={asset.nav ? formatUsd6(asset.nav.answer) : '–'}
            unit="USD"
            asOf={asset.nav ? formatNewYork(asset.nav.valuationTime) : t('no round yet')}
            why={
              asset.nav ? (
                <>
                  {t('Round {{round}} of the feed', { round: asset.nav.round })}{' '}
                  <Hex value={asset.navFeed} />
                  <div>
                    {t('Published in transaction')}{' '}
                    <Hex value={asset.nav.transactionHash} kind={t('transaction')} />
                  </div>
                </>
              ) : null
            }
          />
          <Figure
            label={t('Reserves')}
            value={asset.reserve ? formatCents(usd6ToCents(asset.reserve.answer)) : '–'}
            unit={asset.reserve ? 'USD' : undefined}
            exact={asset.reserve ? `${formatUsd6(asset.reserve.answer)} USD` : undefined}
            asOf={asset.reserve ? formatNewYork(asset.reserve.valuationTime) : t('no round yet')}
          />
          <Figure
            label={t('Coverage')}
            value={asset.coveragePpm ? formatPpm(asset.coveragePpm) : '–'}
            asOf={t('reserves over shares at NAV and liabilities, rounded down')}
          />
          <Figure
            label={t('Tokens outstanding')}
            value={formatUnitsCut(asset.supplyBaseUnits, asset.decimals)}
            exact={`${formatShares(asset.supplyBaseUnits, asset.decimals)} ${asset.symbol}`}
            asOf={t('block {{asOfBlock}}, {{asOfTime}}', {
              asOfBlock: formatCount(asset.asOfBlock),
              asOfTime: formatTime(asset.asOfTime),
            })}
          />
          <Figure
            label={t('Holders')}
            value={formatCount(asset.holders)}
            asOf={t('block {{asOfBlock}}', { asOfBlock: formatCount(asset.asOfBlock) })}
          />
        </Figures>
      </div>
      <EndOf state={asset.state} />
      {reader === 'investor' ? <OpenOfferings assetId={asset.id} /> : null}
      {reader === undefined ? (
        <p className="muted" style={{ margin: 0 }}>
          {t('Sales are for admitted investors.')} <Link to="/sign-in">{t('Sign in to buy')}</Link>
        </p>
      ) : null}
      <div className={css.wide}>
        <div className={css.stack}>
          <PublicNav id={asset.id} />
          {asset.kind === 'treasury' ? (
            <Statement id={asset.id} />
          ) : (
            <ProvenHoldings id={asset.id} />
          )}
          {asset.kind === 'commodity' ? null : <PaidIncome id={asset.id} />}
          <PublicPapers id={asset.id} />
        </div>
        <div className={css.stack}>
          <Panel title={t('About')}>
            <p style={{ margin: 0, maxWidth: '75ch', whiteSpace: 'pre-line' }}>
              {asset.description}
            </p>
          </Panel>
          <Restrictions asset={asset} />
          <Risks kind={asset.kind} />
          <NewestProof id={asset.id} />
          <Panel title={t('Check it without us')}>
            <p style={{ marginTop: 0 }}>
              {t('Every figure above is a public call on the chain; any node answers it.')}
            </p>
            <Facts
              items={[
                [t('Token'), <Hex key="t" value={asset.tokenAddress} />],
                [t('NAV feed'), <Hex key="n" value={asset.navFeed} />],
                [t('Reserve feed'), <Hex key="r" value={asset.reserveFeed} />],
              ]}
            />
            <p className="muted" style={{ marginBottom: 0 }}>
              <code className="mono">totalSupply()</code> {t('of the token and')}{' '}
              <code className="mono">latestRoundData()</code>{' '}
              {t('of each feed (AggregatorV3Interface, six decimals), at block {{block}}.', {
                block: formatCount(asset.asOfBlock),
              })}
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
    header: t('CUSIP'),
    cell: (p) => <span className="mono">{p.cusip}</span>,
    sort: (p) => p.cusip,
    csv: (p) => p.cusip,
  },
  {
    id: 'face',
    header: t('Face, USD'),
    end: true,
    cell: (p) => formatCents(p.faceCents),
    sort: (p) => BigInt(p.faceCents),
    csv: (p) => p.faceCents,
  },
  {
    id: 'cost',
    header: t('Cost per 100'),
    end: true,
    cell: (p) => formatPlain(p.costPricePer100),
    csv: (p) => p.costPricePer100,
  },
];

function Statement({ id }: { id: string }) {
  const query = $api.useQuery('get', '/api/v1/public/assets/{id}/statement', {
    params: { path: { id } },
  });
  return (
    <Panel title={t('What it holds')} aside={t('the statement the oracle prices')}>
      <Loaded query={query}>
        {(statement) => (
          <>
            <DataTable
              label={t('What it holds')}
              rows={statement.positions}
              columns={columns}
              rowKey={(p) => p.cusip}
              csvName="statement"
              empty={<Empty title={t('Only cash')} />}
            />
            <p className="muted" style={{ marginBottom: 0, fontSize: 13 }}>
              {t(
                'Cash {{cash}} USD, liabilities {{liabilities}} USD, fee {{fee}} basis points a year since {{since}}, book-entry shares {{seed}}. Stated on {{stated}}; what the securities pay later is added on its date. As of block {{block}}.',
                {
                  cash: formatCents(statement.cashCents),
                  liabilities: formatCents(statement.liabilitiesCents),
                  fee: statement.feeBpsPerYear,
                  since: formatDate(statement.feeAccruedSince),
                  seed: formatShares(statement.seedShares, statement.shareDecimals),
                  stated: formatDate(statement.statedOn),
                  block: formatCount(statement.asOfBlock),
                },
              )}
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
