import { lazy, Suspense } from 'react';
import { useSession } from '../session/session.ts';

const Own = lazy(() =>
  import('./investor/OwnWallets.tsx').then((module) => ({ default: module.OwnWallets })),
);
const Every = lazy(() =>
  import('./compliance/EveryWallet.tsx').then((module) => ({ default: module.EveryWallet })),
);

/** An investor proves wallets here; an officer decides on them. */
export function Wallets() {
  const investor = useSession()?.role === 'investor';
  return <Suspense>{investor ? <Own /> : <Every />}</Suspense>;
}
