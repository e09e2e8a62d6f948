import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { useClock } from '../../app/now.ts';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { formatTime } from '../../design/format.ts';
import { Loaded } from '../../design/Loaded.tsx';
import { Empty, Facts, Panel } from '../../design/Page.tsx';
import {
  isFull,
  isSelling,
  type Offering,
  paymentText,
  usePublished,
} from '../offering/offering.ts';
import { priceWords } from '../offering/OfferingTerms.tsx';
import own from './investor.module.css';
import { t } from '../../i18n/i18n.ts';

/** Sales that are on the chain and open, of one asset or of all. */
export function OpenOfferings({ assetId }: { assetId?: string }) {
  const query = $api.useQuery(
    'get',
    '/api/v1/offerings',
    { params: { query: { limit: 100, state: 'open', ...(assetId ? { assetId } : {}) } } },
    { refetchInterval: 30_000 },
  );
  return (
    <Panel title={t('On sale')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('Nothing is on sale now')}>
              {t(
                'A sale appears here when its issuer opens it. Have your identity and a wallet ready: both are asked for before the first order.',
              )}
            </Empty>
          ) : (
            <div className={own.cards}>
              {items.map((offering) => (
                <OfferCard key={offering.id} offering={offering} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

function OfferCard({ offering }: { offering: Offering }) {
  const clock = useClock();
  const asset = usePublished(offering.assetId);
  const name = asset?.name ?? t('An asset');
  const ends = offering.terms.bookClosesAt ?? offering.terms.closesAt;
  const full = isFull(offering);
  const selling = clock !== null && isSelling(offering, clock) && !full;
  return (
    <section className={css.panel} aria-label={t('Sale of {{name}}', { name })}>
      <div className={own.row}>
        <h3 className={own.cardTitle}>{name}</h3>
        <StateBadge state={offering.paused ? 'paused' : offering.state} />
      </div>
      <div className={own.facts}>
        <Facts
          items={[
            [t('Price'), priceWords(offering)],
            [t('From'), paymentText(offering.terms.minPerInvestorBaseUnits, offering)],
            [
              t('Ordered'),
              t('{{ordered}} of {{hardCapBaseUnits}}', {
                ordered: paymentText(offering.totals.ordered, offering),
                hardCapBaseUnits: paymentText(offering.terms.hardCapBaseUnits, offering),
              }),
            ],
            [
              selling ? t('Orders until') : t('Orders'),
              selling ? formatTime(ends) : full ? t('nothing is left') : t('not taken now'),
            ],
          ]}
        />
      </div>
      <div className={css.actions}>
        <Button
          component={Link}
          to={`/offers/${offering.id}`}
          aria-label={
            selling
              ? t('Subscribe to {{name}}', { name })
              : t('Read the terms of {{name}}', { name })
          }
        >
          {selling ? t('Subscribe') : t('Read the terms')}
        </Button>
        <Button component={Link} to={`/public/assets/${offering.assetId}`} variant="default">
          {t('About the asset')}
        </Button>
      </div>
    </section>
  );
}
