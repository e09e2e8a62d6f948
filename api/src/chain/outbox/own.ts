import { Signature, toBeHex, Transaction } from 'ethers';
import type { Block, Node, RawTransaction } from '../rpc/node.js';

/** A transaction of one of our keys as the chain has it, with its exact bytes. */
export interface Own {
  nonce: number;
  hash: string;
  raw: string;
  to: string;
  data: string;
  gasLimit: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
  headBlock: number;
}

/** Clocks of ours and of those who make blocks agree that far, seconds. */
const SKEW = 3_600;
/** Blocks read at once. */
const CHUNK = 16;

/**
 * The account's transactions of the form we sign, with nonces from `first` and below `end`, lowest
 * first. Blocks are read backwards until the first of them, or until before `since`; nodes need no
 * archive for it.
 */
export async function ownSince(
  node: Node,
  address: string,
  [first, end]: [number, number],
  since: Date,
  chainId: number,
): Promise<Own[]> {
  const notBefore = since.getTime() / 1000 - SKEW;
  const found: Own[] = [];
  const ordered = () => found.sort((a, b) => a.nonce - b.nonce);
  const head = await node.head();
  for (let top = head.number; top >= 0; top -= CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, top + 1) }, (_, i) => top - i);
    const blocks = await node.bodies(numbers);
    for (const { block, transactions } of blocks) {
      const sent = transactions.filter(({ from }) => from.toLowerCase() === address.toLowerCase());
      for (const one of sent) {
        const own = asOurs(one, block, chainId);
        if (own && own.nonce >= first && own.nonce < end) found.push(own);
      }
      // Only behind the whole block: those with later nonces may stand in it too.
      if (sent.some(({ nonce }) => Number(nonce) === first)) return ordered();
    }
    if (blocks.some(({ block }) => block.timestamp < notBefore)) break;
  }
  return ordered();
}

/** Its exact bytes, if it is what we would have signed: a call without value that names its fees. */
function asOurs(one: RawTransaction, block: Block, chainId: number): Own | null {
  if (Number(one.type) !== 2 || BigInt(one.value) !== 0n || !one.to) return null;
  const fees = {
    gasLimit: BigInt(one.gas),
    maxFeePerGas: BigInt(one.maxFeePerGas ?? 0),
    maxPriorityFeePerGas: BigInt(one.maxPriorityFeePerGas ?? 0),
  };
  const call = { to: one.to, data: one.input };
  const signature = Signature.from({
    r: toBeHex(BigInt(one.r), 32),
    s: toBeHex(BigInt(one.s), 32),
    yParity: Number(one.yParity ?? one.v) === 0 ? 0 : 1,
  });
  const nonce = Number(one.nonce);
  const { serialized, hash } = Transaction.from({
    type: 2,
    chainId,
    nonce,
    ...call,
    ...fees,
    signature,
  });
  // Another form (an access list) makes other bytes.
  if (hash !== one.hash) return null;
  return { nonce, hash, raw: serialized, ...call, ...fees, headBlock: block.number };
}
