import type { EntityManager } from 'typeorm';
import type { Block, Node } from '../rpc/node.js';
import { type Cursor, keptBlocks } from './cursor.js';
import { ChainMoved, NodeBehind } from './fetch-range.js';

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

/** Headers of a new branch that are looked at; a longer one is believed by its newest. */
const LONGEST_CHECK = 1_000;

/**
 * Makes sure that a node stands by another branch: from the ancestor up to the head each block
 * follows on the one before. A node that mixes two chains (a balancer before two that disagree) does
 * not get that far, and nothing is taken back on its word.
 * @throws ChainMoved where it contradicts itself, NodeBehind where it lacks a block
 */
export async function checkBranch(node: Node, ancestor: Cursor, head: Block): Promise<void> {
  let parent: { number: number; hash: string } | null = ancestor;
  let from = ancestor.number + 1;
  if (head.number - ancestor.number > LONGEST_CHECK) {
    from = head.number - LONGEST_CHECK + 1;
    parent = null;
  }
  for (; from <= head.number; from += BATCH) {
    const count = Math.min(BATCH, head.number - from + 1);
    const blocks = await node.blocks(Array.from({ length: count }, (_, i) => from + i));
    for (const block of blocks) {
      if (!block) throw new NodeBehind('the node lacks blocks of its own branch');
      if (parent && block.parentHash !== parent.hash) {
        throw new ChainMoved(`block ${block.number} does not follow on block ${parent.number}`);
      }
      parent = block;
    }
  }
  if (head.number > ancestor.number && parent?.hash !== head.hash) {
    throw new ChainMoved('the node contradicts itself about its head');
  }
}
