import { BrowserProvider, type Eip1193Provider } from 'ethers';
import { useEffect, useState } from 'react';

/** A wallet the browser announced (EIP-6963). */
export interface AnnouncedWallet {
  info: { uuid: string; name: string; icon: string; rdns: string };
  provider: Eip1193Provider;
}

/** Something that can sign for an address: an announced wallet, or the demonstration's own key. */
export interface SigningWallet {
  id: string;
  name: string;
  /** Asks for the address; an announced wallet may ask its person first. */
  address(): Promise<string>;
  sign(message: string): Promise<string>;
  /** Sends a transaction and gives its hash; null where the wallet has no way to the chain. */
  send: ((transaction: { to: string; data: string; chainId: number }) => Promise<string>) | null;
}

/** Every wallet that answers the EIP-6963 question, also those that answer later. */
export function useAnnouncedWallets(): AnnouncedWallet[] {
  const [wallets, setWallets] = useState<AnnouncedWallet[]>([]);
  useEffect(() => {
    const hear = (event: Event) => {
      const detail = (event as CustomEvent<AnnouncedWallet>).detail;
      setWallets((known) =>
        known.some((w) => w.info.uuid === detail.info.uuid) ? known : [...known, detail],
      );
    };
    window.addEventListener('eip6963:announceProvider', hear);
    window.dispatchEvent(new Event('eip6963:requestProvider'));
    return () => window.removeEventListener('eip6963:announceProvider', hear);
  }, []);
  return wallets;
}

export function fromAnnounced({ info, provider }: AnnouncedWallet): SigningWallet {
  const browser = new BrowserProvider(provider);
  return {
    id: info.uuid,
    name: info.name,
    address: async () => (await browser.getSigner()).getAddress(),
    sign: async (message) => (await browser.getSigner()).signMessage(message),
    send: async ({ to, data, chainId }) => {
      const network = await browser.getNetwork();
      if (network.chainId !== BigInt(chainId)) {
        throw new Error(
          `The wallet is on chain ${network.chainId}. Switch it to chain ${chainId}.`,
        );
      }
      const sent = await (await browser.getSigner()).sendTransaction({ to, data });
      return sent.hash;
    },
  };
}
