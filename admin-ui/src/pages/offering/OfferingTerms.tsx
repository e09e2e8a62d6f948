import type { ReactNode } from 'react';
import { formatTime, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Facts } from '../../design/Page.tsx';
import { type Offering, paymentText, usePublished } from './offering.ts';
import { t } from '../../i18n/i18n.ts';

/** What is sold, for what and until when, as sentences. */
export function OfferingTerms({ offering }: { offering: Offering }) {
  const { terms } = offering;
  const asset = usePublished(offering.assetId);
  const rows: [string, ReactNode][] = [
    [t('Price'), priceWords(offering)],
    ...(terms.price.kind === 'nav' && asset?.nav
      ? [
          [
            t('NAV now'),
            t('{{answer}} USD, round {{round}}', {
              answer: formatUsd6(asset.nav.answer),
              round: asset.nav.round,
            }),
          ] as [string, ReactNode],
        ]
      : []),
    [
      t('Orders'),
      terms.bookClosesAt
        ? t(
            'from {{opensAt}} until {{bookClosesAt}}, then divided pro rata where there are too many',
            { opensAt: formatTime(terms.opensAt), bookClosesAt: formatTime(terms.bookClosesAt) },
          )
        : t('from {{opensAt}} until {{closesAt}}, first come', {
            opensAt: formatTime(terms.opensAt),
            closesAt: formatTime(terms.closesAt),
          }),
    ],
    [t('Payment until'), formatTime(terms.closesAt)],
    [
      t('Per investor'),
      t('from {{minPerInvestorBaseUnits}} to {{maxPerInvestorBaseUnits}}', {
        minPerInvestorBaseUnits: paymentText(terms.minPerInvestorBaseUnits, offering),
        maxPerInvestorBaseUnits: paymentText(terms.maxPerInvestorBaseUnits, offering),
      }),
    ],
    [t('At most in all'), paymentText(terms.hardCapBaseUnits, offering)],
    [
      t('At least in all'),
      terms.softCapBaseUnits === '0'
        ? t('no minimum')
        : t('{{softCapBaseUnits}}, else everything goes back', {
            softCapBaseUnits: paymentText(terms.softCapBaseUnits, offering),
          }),
    ],
    [
      t('By bank transfer'),
      terms.bankCapBaseUnits === '0'
        ? t('not taken')
        : t('up to {{bankCapBaseUnits}} of it', {
            bankCapBaseUnits: paymentText(terms.bankCapBaseUnits, offering),
          }),
    ],
    [
      t('Cooling-off'),
      terms.coolingOffHours
        ? t('{{coolingOffHours}} hours after the payment the order can be withdrawn', {
            coolingOffHours: terms.coolingOffHours,
          })
        : t('none'),
    ],
    [
      t('Delivery'),
      t('within {{deliveryPeriodDays}} days after the close, else the money can be taken back', {
        deliveryPeriodDays: terms.deliveryPeriodDays,
      }),
    ],
    [
      t('Peg'),
      terms.peg
        ? t('nothing is sold while {{paymentSymbol}} is more than {{bandBps}} % off a dollar', {
            paymentSymbol: offering.paymentSymbol,
            bandBps: terms.peg.bandBps / 100,
          })
        : t('{{paymentSymbol}} is taken at par', { paymentSymbol: offering.paymentSymbol }),
    ],
    [t('Money goes to'), <Hex key="treasury" value={String(terms.treasury)} />],
    [
      t('Contract'),
      offering.address ? (
        <Hex key="contract" value={offering.address} />
      ) : (
        t('not on the chain yet')
      ),
    ],
  ];
  return <Facts items={rows} />;
}

/** "100.00 USDC a token", or the next NAV. */
export function priceWords(offering: Offering): string {
  const { price } = offering.terms;
  if (price.kind === 'fixed')
    return t('{{price}} a token', { price: paymentText(price.perTokenBaseUnits, offering) });
  return price.forward ? t('the first NAV valued after the order') : t('the NAV in force');
}
