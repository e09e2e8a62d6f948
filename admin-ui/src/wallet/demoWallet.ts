import type { SigningWallet } from './providers.ts';

/** Loaded when something is signed: only the demonstration needs a signer of its own. */
const signer = () => import('./demoSigner.ts');

/** The demonstration's own key, which anybody can derive: never worth anything. */
export function fromDemoKey({
  address,
  privateKey,
}: {
  address: string;
  privateKey: string;
}): SigningWallet {
  return {
    id: 'demo',
    name: 'Demo wallet',
    address: () => Promise.resolve(address),
    sign: async (message) => (await signer()).signMessage(privateKey, message),
    signTyped: async (data) => (await signer()).signTyped(privateKey, data),
    send: async (transaction) => (await signer()).send(privateKey, transaction),
    mined: async (hash, chainId) => (await signer()).mined(hash, chainId),
  };
}
