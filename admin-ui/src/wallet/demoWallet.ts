import { JsonRpcProvider, Wallet } from 'ethers';
import type { SigningWallet } from './providers.ts';

/** The demonstration's own key, which anybody can derive: never worth anything. */
export function fromDemoKey(privateKey: string): SigningWallet {
  const wallet = new Wallet(privateKey);
  return {
    id: 'demo',
    name: 'Demo wallet',
    address: () => Promise.resolve(wallet.address),
    sign: (message) => wallet.signMessage(message),
    send: async ({ to, data, chainId }) => {
      const chain = new JsonRpcProvider(
        `${window.location.origin}/api/v1/public/demo/rpc`,
        chainId,
        { staticNetwork: true, batchMaxCount: 1 },
      );
      try {
        const sent = await wallet.connect(chain).sendTransaction({ to, data });
        return sent.hash;
      } finally {
        chain.destroy();
      }
    },
  };
}
