import type { Node } from '../rpc/node.js';
import { RpcError } from '../rpc/rpc.js';

/** A transaction that somebody else sent from one of our keys. */
export interface ForeignTransaction {
  nonce: number;
  /** Null where the node no longer has the state to find it by. */
  hash: string | null;
  blockNumber: number | null;
}

/**
 * Which transaction used a nonce of an account. `unused`: the node counts it as free; `long ago`: it
 * was used before the blocks whose state the node still has.
 */
export type Taker = { hash: string; blockNumber: number } | 'unused' | 'long ago';

/** Nodes without an archive keep the state of about this many blocks. */
const SEARCHED_BLOCKS = 120;
/** What a node refuses this far below its head it no longer has; nearer, it is behind. */
const SURELY_SEEN = 64;

/**
 * The block is found by going back in growing steps, then by halving: an account's count only grows.
 * @throws RpcError where the node does not have blocks near the head: another one answered before
 */
export async function takerOf(node: Node, address: string, nonce: number): Promise<Taker> {
  const head = await node.head();
  const used = async (block: number) => (await node.transactionCount(address, block)) > nonce;
  if (!(await used(head.number))) return 'unused';
  // The count passes the nonce in (before, at].
  let before: number;
  let at = head.number;
  for (let depth = 1; ; depth *= 2) {
    before = Math.max(0, head.number - depth);
    try {
      if (!(await used(before))) break;
    } catch (error) {
      if (error instanceof RpcError && depth >= SURELY_SEEN) return 'long ago';
      throw error;
    }
    if (before === 0 || depth >= SEARCHED_BLOCKS) return 'long ago';
    at = before;
  }
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if (await used(middle)) at = middle;
    else before = middle;
  }
  const block = await node.rpc.call<{
    transactions: { from: string; nonce: string; hash: string }[];
  } | null>('eth_getBlockByNumber', [`0x${at.toString(16)}`, true]);
  const taker = block?.transactions.find(
    (one) => one.from.toLowerCase() === address.toLowerCase() && Number(one.nonce) === nonce,
  );
  // Two nodes on two branches answered: nothing is known.
  return taker ? { hash: taker.hash, blockNumber: at } : 'unused';
}

/** The mined transactions of an account at these nonces, as far as they can be found. */
export async function foreignTransactions(
  node: Node,
  address: string,
  nonces: number[],
): Promise<ForeignTransaction[]> {
  const found: ForeignTransaction[] = [];
  for (const nonce of nonces) {
    const taker = await takerOf(node, address, nonce).catch(unlessRefused);
    const { hash, blockNumber } =
      typeof taker === 'object' ? taker : { hash: null, blockNumber: null };
    found.push({ nonce, hash, blockNumber });
  }
  return found;
}

/** What cannot be found is told without a hash: finding is a service, not a condition. */
function unlessRefused(error: unknown): Taker {
  if (error instanceof RpcError) return 'unused';
  throw error;
}
