import { useParams } from '@tanstack/react-router';
import { StateBadge } from '../../design/Badge.tsx';
import css from '../../design/design.module.css';
import { Figure, Figures } from '../../design/Figures.tsx';
import { formatTime } from '../../design/format.ts';
import { LoadedPage } from '../../design/Loaded.tsx';
import { PageHead, Panel } from '../../design/Page.tsx';
import { useCrumbs } from '../../shell/Crumbs.tsx';
import { type Offering, paymentText, useOffering, usePublished } from '../offering/offering.ts';
import { OfferingTerms, priceWords } from '../offering/OfferingTerms.tsx';
import { SubscribeForm } from './SubscribeForm.tsx';
import { t } from '../../i18n/i18n.ts';

/** One sale, as an investor reads and joins it. */
export function Subscribe() {
  const { offeringId } = useParams({ from: '/inside/offers/$offeringId' });
  return (
    <LoadedPage query={useOffering(offeringId)}>
      {(offering) => <Offer offering={offering} />}
    </LoadedPage>
  );
}

function Offer({ offering }: { offering: Offering }) {
  const asset = usePublished(offering.assetId);
  const name = asset?.name ?? t('Sale');
  useCrumbs({ label: t('Market'), to: '/market' }, { label: name });
  const ends = offering.terms.bookClosesAt ?? offering.terms.closesAt;
  return (
    <div className={css.stack}>
      <div>
        <PageHead
          title={name}
          badge={<StateBadge state={offering.paused ? 'paused' : offering.state} />}
          sub={
            asset
              ? t('{{issuerName}} sells {{symbol}}', {
                  issuerName: asset.issuerName,
                  symbol: asset.symbol,
                })
              : null
          }
        />
        <Figures>
          <Figure label={t('Price')} value={priceWords(offering)} />
          <Figure
            label={t('Ordered')}
            value={paymentText(offering.totals.ordered, offering)}
            asOf={t('of {{hardCapBaseUnits}} at most', {
              hardCapBaseUnits: paymentText(offering.terms.hardCapBaseUnits, offering),
            })}
          />
          <Figure label={t('Orders until')} value={formatTime(ends)} asOf={t('your time')} />
        </Figures>
      </div>
      <div className={css.wide}>
        <SubscribeForm offering={offering} asset={asset} />
        <Panel title={t('Terms')} aside={t('as compliance approved them')}>
          <OfferingTerms offering={offering} />
        </Panel>
      </div>
    </div>
  );
}
