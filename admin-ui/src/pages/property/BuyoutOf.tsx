import { lazy, Suspense } from 'react';
import { useSession } from '../../session/session.ts';

const Bid = lazy(() =>
  import('../investor/PropertyCalls.tsx').then((module) => ({ default: module.Bid })),
);
const Sheet = lazy(() =>
  import('./BuyoutPage.tsx').then((module) => ({ default: module.BuyoutPage })),
);

/** One address: the bidder pays here; the issuer and who watches over it see the whole offer. */
export function BuyoutOf() {
  const investor = useSession()?.role === 'investor';
  return <Suspense>{investor ? <Bid /> : <Sheet />}</Suspense>;
}
