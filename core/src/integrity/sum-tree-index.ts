import { CoreError } from '../errors.js';
import { fromHex, type Hex, joinBytes, toHex } from './bytes.js';
import {
  type Holding,
  levelsAbove,
  NODE_BYTES,
  packLeaves,
  padded,
  placeOf,
  siblingsOf,
  type SumProof,
  type SumTree,
  type TreeSubject,
} from './merkle-sum-tree.js';

/** An index that does not go with the holders read for it. */
export class TreeIndexError extends CoreError {}

/** Leaves of a subtree that is hashed anew for a proof. */
const SUBTREE = 1024;
const ADDRESS_BYTES = 20;

/**
 * What is kept of a large tree so that a proof needs one page of holders: the first address of each subtree of
 * 1,024 leaves, 20 bytes each, and the subtrees' roots, 64 bytes each.
 */
export interface SumTreeIndex {
  firsts: Uint8Array;
  roots: Uint8Array;
}

export function indexOfTree({ holdings, levels }: SumTree): SumTreeIndex {
  const depth = Math.min(Math.log2(SUBTREE), levels.length - 1);
  const firsts = holdings
    .filter((_, i) => i % SUBTREE === 0)
    .map(({ holder }) => fromHex(holder, ADDRESS_BYTES));
  return { firsts: joinBytes(...firsts), roots: levels[depth] ?? new Uint8Array() };
}

/** Which holders a proof needs: `limit` of them by address, the first being `from`. */
export interface Page {
  subtree: number;
  from: Hex;
  limit: number;
}

/** The page that has a holder, if anybody of that address holds. */
export function pageOfHolder({ firsts }: SumTreeIndex, holder: string): Page {
  const wanted = toHex(fromHex(holder, ADDRESS_BYTES));
  const first = (i: number) => toHex(firsts.subarray(i * ADDRESS_BYTES, (i + 1) * ADDRESS_BYTES));
  let [low, high] = [0, firsts.length / ADDRESS_BYTES - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (first(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return { subtree: low, from: first(low), limit: SUBTREE };
}

/**
 * The proof of a holder from the index and its page.
 * @throws MerkleError `holder_unknown`; TreeIndexError `page_differs` where the page is not the one that was indexed
 */
export function proveFromPage(
  subject: TreeSubject,
  { roots }: SumTreeIndex,
  { subtree }: Page,
  holdings: readonly Holding[],
  holder: string,
): SumProof {
  const place = placeOf(holdings, holder);
  // A tree of one subtree is padded to its own size only.
  const least = roots.length === NODE_BYTES ? 1 : SUBTREE;
  const lower = levelsAbove(padded(packLeaves(subject, holdings), least));
  const root = roots.subarray(subtree * NODE_BYTES, (subtree + 1) * NODE_BYTES);
  if (toHex(lower.at(-1) ?? new Uint8Array()) !== toHex(root)) {
    throw new TreeIndexError(
      'page_differs',
      'The holders read now are not those the tree was built of.',
    );
  }
  const siblings = [...siblingsOf(lower, place), ...siblingsOf(levelsAbove(roots), subtree)];
  return { index: subtree * SUBTREE + place, siblings };
}
