import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import {
  formatCents,
  formatCount,
  formatShares,
  formatTime,
  formatUsd6,
} from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { LoadedPage } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel, TaskRow } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { usePublishedAssets } from '../offering/offering.ts';
import own from './investor.module.css';
import { OrderTable } from './OrderTable.tsx';
import { ValueChart } from './ValueChart.tsx';
import { t } from '../../i18n/i18n.ts';

type Holdings = Answer<'/api/v1/holdings', 'get'>;

/** What the investor owns, at the last NAV. */
export function Portfolio() {
  useCrumbs({ label: t('Portfolio') });
  const holdings = useWhole('/api/v1/holdings', { refetchInterval: 15_000 });
  const cases = $api.useQuery('get', '/api/v1/kyc-cases', { params: { query: { limit: 5 } } });
  const wallets = $api.useQuery('get', '/api/v1/wallets', { params: { query: { limit: 50 } } });
  const kyc = cases.data?.items[0];
  const admitted = kyc?.state === 'approved';
  const hasWallet = (wallets.data?.items ?? []).some((w) => w.state !== 'removed');
  return (
    <div className={css.stack}>
      {cases.data && !admitted ? (
        <TaskRow
          title={kyc ? t('Your identity case is open.') : t('You are not admitted yet.')}
          detail={
            kyc?.state === 'in_review'
              ? t('An officer reads it.')
              : t('It takes about five minutes and two papers.')
          }
          action={
            <Button component={Link} to="/identity">
              {kyc ? t('Open the case') : t('Begin')}
            </Button>
          }
        />
      ) : null}
      {admitted && wallets.data && !hasWallet ? (
        <TaskRow
          title={t('You have no wallet here yet.')}
          detail={t('Prove one with a signature; it costs nothing.')}
          action={
            <Button component={Link} to="/wallets">
              {t('Prove a wallet')}
            </Button>
          }
        />
      ) : null}
      <LoadedPage query={holdings}>{(data) => <Owned holdings={data} />}</LoadedPage>
      <ClaimTask />
      <OrderTable />
    </div>
  );
}

/** Income that waits for a signature, said where the investor looks first. */
function ClaimTask() {
  const income = useWhole('/api/v1/income', { refetchInterval: 30_000 });
  const waiting = (income.data?.items ?? []).filter((line) => line.claim !== null).length;
  if (waiting === 0) return null;
  return (
    <TaskRow
      title={
        waiting === 1
          ? t('A distribution can be claimed.')
          : t('{{waiting}} distributions can be claimed.', { waiting })
      }
      detail={t('Or wait: most are sent to your wallet.')}
      action={
        <Button component={Link} to="/income" variant="default">
          {t('See the income')}
        </Button>
      }
    />
  );
}

function Owned({ holdings }: { holdings: Holdings }) {
  const published = usePublishedAssets();
  const ending = new Set(published.filter((a) => a.state === 'winding_down').map((a) => a.id));
  const gold = new Set(published.filter((a) => a.kind === 'commodity').map((a) => a.id));
  const held = holdings.items.filter((item) => item.amountBaseUnits !== '0');
  const total = held.reduce((sum, item) => sum + BigInt(item.valueCents ?? '0'), 0n);
  const unpriced = held.filter((item) => item.valueCents === null).length;
  return (
    <>
      <div>
        <div className="muted">{t('What you own, at the last NAV')}</div>
        <PageHead title={`${formatCents(total)} USD`} />
        <div className={css.sub}>
          {t('block {{block}}', { block: formatCount(holdings.block) })}
          {unpriced > 0 ? ` · ${t('{{number}} not yet priced', { number: unpriced })}` : ''}
        </div>
      </div>
      <ValueChart />
      {held.length === 0 ? (
        <Panel title={t('Holdings')}>
          <Empty
            title={t('Nothing yet')}
            action={
              <Button component={Link} to="/market" variant="default">
                {t('See what is on sale')}
              </Button>
            }
          >
            {t('Shares appear here when an order settles.')}
          </Empty>
        </Panel>
      ) : (
        <div className={own.cards}>
          {held.map((item) => (
            <section
              key={item.tokenId + item.walletId}
              className={css.panel}
              aria-label={item.name}
            >
              <div className={own.row}>
                <div>
                  <h2>{item.name}</h2>
                  {ending.has(item.assetId) ? <StateBadge state="winding_down" /> : null}
                  <div className="muted">
                    {formatShares(item.amountBaseUnits, item.decimals)} {item.symbol}
                  </div>
                </div>
                <div className="num">
                  <strong>
                    {item.valueCents ? `${formatCents(item.valueCents)} USD` : t('not priced')}
                  </strong>
                  <div className="muted">
                    {item.nav ? t('NAV {{nav}} USD', { nav: formatUsd6(item.nav) }) : ''}
                  </div>
                </div>
              </div>
              <div className={own.row} style={{ marginTop: 10, fontSize: 13 }}>
                <span className="muted">
                  <Hex value={item.walletAddress} />
                </span>
                <span className="muted">
                  {item.navAsOf
                    ? t('as of {{navAsOf}}, round {{navRound}}', {
                        navAsOf: formatTime(item.navAsOf),
                        navRound: item.navRound ?? '–',
                      })
                    : ''}
                </span>
              </div>
              <div className={css.actions} style={{ marginTop: 12 }}>
                <Button
                  component={Link}
                  to={`/transfer?token=${item.tokenId}&wallet=${item.walletId}`}
                  variant="default"
                  size="compact-md"
                  aria-label={t('Transfer {{name}}', { name: item.name })}
                >
                  {t('Transfer')}
                </Button>
                <Button
                  component={Link}
                  to={`/redeem/${item.tokenId}`}
                  variant="default"
                  size="compact-md"
                  aria-label={t('Redeem {{name}}', { name: item.name })}
                >
                  {t('Redeem')}
                </Button>
                {gold.has(item.assetId) ? (
                  <Button
                    component={Link}
                    to={`/bars/${item.tokenId}`}
                    variant="default"
                    size="compact-md"
                    aria-label={t('Take bars of {{name}}', { name: item.name })}
                  >
                    {t('Take bars')}
                  </Button>
                ) : null}
                <Button
                  component={Link}
                  to={`/public/assets/${item.assetId}`}
                  variant="default"
                  size="compact-md"
                  aria-label={t('Read about {{name}}', { name: item.name })}
                >
                  {t('Read')}
                </Button>
              </div>
            </section>
          ))}
        </div>
      )}
    </>
  );
}
