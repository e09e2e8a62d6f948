import type { JsonRpcProvider } from 'ethers';
import type { SigningWallet } from './providers.ts';

/** Loaded when something is signed: only the demonstration needs a signer of its own. */
const library = () => import('ethers');

/** The demonstration's own key, which anybody can derive: never worth anything. */
export function fromDemoKey({
  address,
  privateKey,
}: {
  address: string;
  privateKey: string;
}): SigningWallet {
  const wallet = async () => new (await library()).Wallet(privateKey);
  return {
    id: 'demo',
    name: 'Demo wallet',
    address: () => Promise.resolve(address),
    sign: async (message) => (await wallet()).signMessage(message),
    signTyped: async ({ domain, types, message }) =>
      (await wallet()).signTypedData(domain, types, message),
    send: ({ to, data, chainId }) =>
      onChain(chainId, async (chain) => {
        const sent = await (await wallet()).connect(chain).sendTransaction({ to, data });
        return sent.hash;
      }),
    mined: (hash, chainId) =>
      onChain(chainId, async (chain) => {
        const receipt = await chain.getTransactionReceipt(hash);
        return receipt ? receipt.status === 1 : null;
      }),
  };
}

/** Asks the local node through the product's own port. */
async function onChain<T>(
  chainId: number,
  ask: (chain: JsonRpcProvider) => Promise<T>,
): Promise<T> {
  const ethers = await library();
  const node = `${window.location.origin}/api/v1/public/demo/rpc`;
  const chain = new ethers.JsonRpcProvider(node, chainId, {
    staticNetwork: true,
    batchMaxCount: 1,
  });
  try {
    return await ask(chain);
  } finally {
    chain.destroy();
  }
}
