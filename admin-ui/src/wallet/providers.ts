import { useEffect, useState } from 'react';
import { forProvider, type TypedData } from './typedData.ts';
import { t } from '../i18n/i18n.ts';

/** What an injected wallet answers (EIP-1193). */
interface Eip1193Provider {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
}

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
  /** Signs structured data that the wallet shows to its person (EIP-712). */
  signTyped(data: TypedData): Promise<string>;
  /** Sends a transaction and gives its hash; null where the wallet has no way to the chain. */
  send: ((transaction: { to: string; data: string; chainId: number }) => Promise<string>) | null;
  /** Whether a transaction is in a block and succeeded; null while it is not in one. */
  mined: (hash: string, chainId: number) => Promise<boolean | null>;
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

/** An announced wallet as a signer; no library stands between, the wallet fills in fee and nonce. */
export function fromAnnounced({ info, provider }: AnnouncedWallet): SigningWallet {
  const ask = (method: string, ...params: unknown[]) => provider.request({ method, params });
  const address = async () => {
    const accounts = await ask('eth_requestAccounts');
    const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
    if (typeof first !== 'string') throw new Error(t('The wallet names no account: unlock it.'));
    return first;
  };
  return {
    id: info.uuid,
    name: info.name,
    address,
    sign: async (message) => String(await ask('personal_sign', hexOf(message), await address())),
    signTyped: async (data) =>
      String(await ask('eth_signTypedData_v4', await address(), forProvider(data))),
    send: async ({ to, data, chainId }) => {
      const chain = Number(await ask('eth_chainId'));
      if (chain !== chainId) {
        throw new Error(
          t('The wallet is on chain {{chain}}. Switch it to chain {{chainId}}.', {
            chain,
            chainId,
          }),
        );
      }
      return String(await ask('eth_sendTransaction', { from: await address(), to, data }));
    },
    mined: async (hash) => {
      const receipt = await ask('eth_getTransactionReceipt', hash);
      if (typeof receipt !== 'object' || receipt === null || !('status' in receipt)) return null;
      return Number(receipt.status) === 1;
    },
  };
}

const hexOf = (text: string): string =>
  `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
