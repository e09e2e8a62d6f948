import type { Node } from '../rpc/node.js';
import { RpcError } from '../rpc/rpc.js';

/** A transaction that somebody else sent from one of our keys. */
export interface ForeignTransaction {
  nonce: number;
  /** Null where the node no longer has the state to find it by. */
  hash: string | null;
  blockNumber: number | null;
}

/** Nodes without an archive keep the state of about this many blocks. */
const SEARCHED_BLOCKS = 120;

/**
 * The mined transactions of an account at these nonces: the block is found by halving, since an
 * account's count only grows.
 */
export async function foreignTransactions(
  node: Node,
  address: string,
  nonces: number[],
): Promise<ForeignTransaction[]> {
  const head = await node.head();
  const found: ForeignTransaction[] = [];
  for (const nonce of nonces) {
    found.push(await find(node, address, nonce, head.number).catch(unlessRefused(nonce)));
  }
  return found;
}

async function find(
  node: Node,
  address: string,
  nonce: number,
  head: number,
): Promise<ForeignTransaction> {
  const nothing = { nonce, hash: null, blockNumber: null };
  const lowest = Math.max(0, head - SEARCHED_BLOCKS);
  if ((await node.transactionCount(address, head)) <= nonce) return nothing;
  if ((await node.transactionCount(address, lowest)) > nonce) return nothing;
  // The count passes the nonce in (before, at].
  let before = lowest;
  let at = head;
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2);
    if ((await node.transactionCount(address, middle)) > nonce) at = middle;
    else before = middle;
  }
  const block = await node.rpc.call<{
    transactions: { from: string; nonce: string; hash: string }[];
  } | null>('eth_getBlockByNumber', [`0x${at.toString(16)}`, true]);
  const own = block?.transactions.find(
    (one) => one.from.toLowerCase() === address.toLowerCase() && Number(one.nonce) === nonce,
  );
  return own ? { nonce, hash: own.hash, blockNumber: at } : nothing;
}

/** What cannot be found is told without a hash: finding is a service, not a condition. */
const unlessRefused =
  (nonce: number) =>
  (error: unknown): ForeignTransaction => {
    if (error instanceof RpcError) return { nonce, hash: null, blockNumber: null };
    throw error;
  };
