import { getRouteApi, Link } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import type { Answer } from '../../api/types.ts';
import { useWhole } from '../../api/whole.ts';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatDate, formatShares, formatTime, formatUsd6 } from '../../design/format.ts';
import { Loaded, LoadedPage } from '../../design/Loaded.tsx';
import { Empty, PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { usePublished } from '../offering/offering.ts';
import { type Queue, queueMoney, useQueue } from '../redemption/redemption.ts';
import { OwnRedemptions } from './OwnRedemptions.tsx';
import { RedeemForm } from './RedeemForm.tsx';
import { t } from '../../i18n/i18n.ts';

export type Holding = Answer<'/api/v1/holdings', 'get'>['items'][number];
const route = getRouteApi('/inside/redeem/$tokenId');

/** Tokens back for money: in the queue at the next NAV, or at once for a fee. */
export function Redeem() {
  const { tokenId } = route.useParams();
  const holdings = useWhole('/api/v1/holdings');
  return (
    <LoadedPage query={holdings}>
      {({ items }) => (
        <RedeemToken tokenId={tokenId} held={items.filter((item) => item.tokenId === tokenId)} />
      )}
    </LoadedPage>
  );
}

function RedeemToken({ tokenId, held }: { tokenId: string; held: Holding[] }) {
  const [first] = held;
  useCrumbs(
    { label: t('Portfolio'), to: '/portfolio' },
    { label: t('Redeem {{symbol}}', { symbol: first?.symbol ?? '' }) },
  );
  const queue = useQueue(tokenId);
  const gold = usePublished(first?.assetId)?.kind === 'commodity';
  const elsewhere = (
    <Button component={Link} to={gold ? `/bars/${tokenId}` : '/transfer'} variant="default">
      {gold ? t('Take bars') : t('Transfer instead')}
    </Button>
  );
  return (
    <div className={css.stack}>
      <PageHead
        title={first ? t('Redeem {{name}}', { name: first.name }) : t('Redeem')}
        sub={t(
          'Your wallet hands the tokens to the queue’s contract; the contract pays your wallet.',
        )}
      />
      {queue.none || (queue.data && !queue.data.chain) ? (
        <Panel title={t('Redemption')}>
          <Empty title={t('This token is not redeemed here yet')} action={elsewhere}>
            {gold
              ? t('Its gold leaves the vault by the whole bar.')
              : t('Its issuer has not opened a redemption queue.')}
          </Empty>
        </Panel>
      ) : (
        <Loaded query={queue}>
          {(data) => (
            <>
              <LaneFigures queue={data} holding={first} />
              {first ? <RedeemForm queue={data} held={held} initial={first} /> : null}
              <OwnRedemptions queue={data} decimals={first?.decimals ?? 6} />
            </>
          )}
        </Loaded>
      )}
    </div>
  );
}

function LaneFigures({ queue, holding }: { queue: Queue; holding: Holding | undefined }) {
  const lane = queue.chain?.instantLane;
  const shut = !lane || lane.dailyLimit === '0';
  return (
    <Figures>
      <Figure
        label={t('NAV')}
        value={holding?.nav ? formatUsd6(holding.nav) : '–'}
        unit="USD"
        asOf={
          holding?.navAsOf
            ? t('as of {{navAsOf}}', { navAsOf: formatTime(holding.navAsOf) })
            : t('not priced')
        }
      />
      <Figure
        label={t('Next dealing day')}
        value={formatDate(queue.nextDealing.date)}
        asOf={t('requests until {{cutOff}}; paid by {{payableBy}}', {
          cutOff: formatTime(queue.nextDealing.cutOff),
          payableBy: formatDate(queue.nextDealing.payableBy),
        })}
      />
      <Figure
        label={t('Smallest request')}
        value={formatShares(queue.minShares, holding?.decimals ?? 6)}
        unit={holding?.symbol ?? t('tokens')}
        asOf={t('or everything in the wallet')}
      />
      <Figure
        label={t('At once')}
        value={shut ? t('shut') : t('fee {{percent}} %', { percent: lane.feeBps / 100 })}
        asOf={
          shut
            ? t('only the queue takes requests')
            : t('{{leftToday}} left today (UTC)', { leftToday: queueMoney(lane.leftToday, queue) })
        }
      />
    </Figures>
  );
}
