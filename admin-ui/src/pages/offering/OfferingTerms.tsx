import type { ReactNode } from 'react';
import { formatTime, formatUsd6 } from '../../design/format.ts';
import { Hex } from '../../design/Hex.tsx';
import { Facts } from '../../design/Page.tsx';
import { type Offering, paymentText, usePublished } from './offering.ts';

/** What is sold, for what and until when, as sentences. */
export function OfferingTerms({ offering }: { offering: Offering }) {
  const { terms } = offering;
  const asset = usePublished(offering.assetId);
  const rows: [string, ReactNode][] = [
    ['Price', priceWords(offering)],
    ...(terms.price.kind === 'nav' && asset?.nav
      ? [
          ['NAV now', `${formatUsd6(asset.nav.answer)} USD, round ${asset.nav.round}`] as [
            string,
            ReactNode,
          ],
        ]
      : []),
    [
      'Orders',
      terms.bookClosesAt
        ? `from ${formatTime(terms.opensAt)} until ${formatTime(terms.bookClosesAt)}, then divided pro rata where there are too many`
        : `from ${formatTime(terms.opensAt)} until ${formatTime(terms.closesAt)}, first come`,
    ],
    ['Payment until', formatTime(terms.closesAt)],
    [
      'Per investor',
      `from ${paymentText(terms.minPerInvestorBaseUnits, offering)} to ${paymentText(terms.maxPerInvestorBaseUnits, offering)}`,
    ],
    ['At most in all', paymentText(terms.hardCapBaseUnits, offering)],
    [
      'At least in all',
      terms.softCapBaseUnits === '0'
        ? 'no minimum'
        : `${paymentText(terms.softCapBaseUnits, offering)}, else everything goes back`,
    ],
    [
      'By bank transfer',
      terms.bankCapBaseUnits === '0'
        ? 'not taken'
        : `up to ${paymentText(terms.bankCapBaseUnits, offering)} of it`,
    ],
    [
      'Cooling-off',
      terms.coolingOffHours
        ? `${terms.coolingOffHours} hours after the payment the order can be withdrawn`
        : 'none',
    ],
    [
      'Delivery',
      `within ${terms.deliveryPeriodDays} days after the close, else the money can be taken back`,
    ],
    [
      'Peg',
      terms.peg
        ? `nothing is sold while ${offering.paymentSymbol} is more than ${terms.peg.bandBps / 100} % off a dollar`
        : `${offering.paymentSymbol} is taken at par`,
    ],
    ['Money goes to', <Hex key="treasury" value={String(terms.treasury)} />],
    [
      'Contract',
      offering.address ? <Hex key="contract" value={offering.address} /> : 'not on the chain yet',
    ],
  ];
  return <Facts items={rows} />;
}

/** "100.00 USDC a token", or the next NAV. */
export function priceWords(offering: Offering): string {
  const { price } = offering.terms;
  if (price.kind === 'fixed') return `${paymentText(price.perTokenBaseUnits, offering)} a token`;
  return price.forward ? 'the first NAV valued after the order' : 'the NAV in force';
}
