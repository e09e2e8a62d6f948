import { useMemo } from 'react';
import { useDemoWallet } from '../session/demo.ts';
import { fromDemoKey } from './demoWallet.ts';
import { fromAnnounced, useAnnouncedWallets, type SigningWallet } from './providers.ts';

/** Every wallet that can sign here: the announced ones, and the persona's own in a demonstration. */
export function useSigningWallets(): SigningWallet[] {
  const announced = useAnnouncedWallets();
  const demo = useDemoWallet();
  return useMemo(
    () => [...announced.map(fromAnnounced), ...(demo ? [fromDemoKey(demo)] : [])],
    [announced, demo],
  );
}
