import type { EntityManager } from 'typeorm';
import type { Block, Node } from '../rpc/node.js';
import { type Cursor, keptBlocks } from './cursor.js';
import { NodeBehind } from './fetch-range.js';

/** The node's chain is not the one the deployment and the ledger's rows belong to. */
export class WrongChain extends Error {}

/** Kept blocks compared at a time. */
const BATCH = 64;

/**
 * Whether a node behind the ledger is on another branch than the ledger came by. On our own branch it
 * is late and no more. One that stays on another is where the chain is now: a development node that
 * lost its last blocks.
 */
export async function onAnotherBranch(em: EntityManager, head: Block): Promise<boolean> {
  const [kept] = await keptBlocks(em, head.number, 1);
  return kept?.number === head.number && kept.hash !== head.hash;
}

/**
 * The newest kept block, at or below a number, that the node still has under the same hash.
 * @throws WrongChain where there is none, NodeBehind where the node lacks the blocks to compare
 */
export async function commonAncestor(
  em: EntityManager,
  node: Node,
  chainId: number,
  from: number,
): Promise<Cursor> {
  let atMost = from;
  for (;;) {
    const kept = await keptBlocks(em, atMost, BATCH);
    const oldest = kept.at(-1);
    if (!oldest) {
      throw new WrongChain(
        'no block of the ledger is on the chain any more: RPC_URL leads to another chain.',
      );
    }
    const seen = await node.blocks(kept.map((block) => block.number));
    if (seen.some((block) => block === null)) {
      throw new NodeBehind('the node lacks blocks the ledger has seen');
    }
    const match = kept.find((block, i) => seen[i]?.hash === block.hash);
    if (match) return { chainId, ...match };
    atMost = oldest.number - 1;
  }
}
