import { BaseWallet, JsonRpcProvider, SigningKey } from 'ethers';
import type { TypedData } from './typedData.ts';

/** Signing and sending with a key in hand, through the product's own port to the local node. */

// Not ethers' Wallet: that brings word lists and key files, which nothing here needs.
const walletOf = (privateKey: string) => new BaseWallet(new SigningKey(privateKey));

export const signMessage = (privateKey: string, message: string): Promise<string> =>
  walletOf(privateKey).signMessage(message);

export const signTyped = (
  privateKey: string,
  { domain, types, message }: TypedData,
): Promise<string> => walletOf(privateKey).signTypedData(domain, types, message);

/** @returns its hash */
export const send = (
  privateKey: string,
  { to, data, chainId }: { to: string; data: string; chainId: number },
): Promise<string> =>
  onChain(chainId, async (chain) => {
    const sent = await walletOf(privateKey).connect(chain).sendTransaction({ to, data });
    return sent.hash;
  });

/** Whether it is in a block and succeeded; null while it is not in one. */
export const mined = (hash: string, chainId: number): Promise<boolean | null> =>
  onChain(chainId, async (chain) => {
    const receipt = await chain.getTransactionReceipt(hash);
    return receipt ? receipt.status === 1 : null;
  });

async function onChain<T>(
  chainId: number,
  ask: (chain: JsonRpcProvider) => Promise<T>,
): Promise<T> {
  const chain = new JsonRpcProvider(`${window.location.origin}/api/v1/public/demo/rpc`, chainId, {
    staticNetwork: true,
    batchMaxCount: 1,
  });
  try {
    return await ask(chain);
  } finally {
    chain.destroy();
  }
}
