import { CoreError } from '../errors.js';
import { joinBytes, fromHex, keccak256, uint256, type Hex } from './bytes.js';

/** A tree that cannot be built, or a proof that cannot be made. */
export class MerkleError extends CoreError {}

/** What a tree speaks of: every leaf commits to it. */
export interface TreeSubject {
  chainId: bigint;
  token: string;
  block: bigint;
}

export interface Holding {
  holder: string;
  balance: bigint;
}

export interface SumNode {
  hash: Hex;
  sum: bigint;
}

/** A holder's place and the siblings from leaf to root. */
export interface SumProof {
  index: number;
  siblings: SumNode[];
}

/** A Merkle sum tree: the root commits to every balance and to their total. */
export interface SumTree {
  root: Hex;
  sum: bigint;
  /** Ascending by address. */
  holdings: Holding[];
  /** Leaves first, root last. */
  levels: SumNode[][];
}

const EMPTY: SumNode = { hash: `0x${'00'.repeat(32)}`, sum: 0n };
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** Leaf: keccak256(0x00 | chainId u256 | token | block u256 | holder | balance u256). */
export function sumLeaf(subject: TreeSubject, holding: Holding): SumNode {
  const hash = keccak256(
    joinBytes(
      LEAF,
      uint256(subject.chainId),
      fromHex(subject.token, 20),
      uint256(subject.block),
      fromHex(holding.holder, 20),
      uint256(holding.balance),
    ),
  );
  return { hash, sum: holding.balance };
}

/** Node: keccak256(0x01 | left hash | left sum u256 | right hash | right sum u256). */
function join(left: SumNode, right: SumNode): SumNode {
  const hash = keccak256(
    joinBytes(
      NODE,
      fromHex(left.hash, 32),
      uint256(left.sum),
      fromHex(right.hash, 32),
      uint256(right.sum),
    ),
  );
  return { hash, sum: left.sum + right.sum };
}

/**
 * Builds the tree of a cap table, padded with empty leaves to a power of two.
 * @throws MerkleError `no_holders`, `holder_duplicate`; BytesError for a malformed address
 */
export function buildSumTree(subject: TreeSubject, holders: readonly Holding[]): SumTree {
  if (holders.length === 0)
    throw new MerkleError('no_holders', 'A tree needs at least one holder.');
  const holdings = holders
    .map(({ holder, balance }) => ({ holder: holder.toLowerCase(), balance }))
    .sort((a, b) => (a.holder < b.holder ? -1 : 1));
  holdings.forEach((holding, i) => {
    if (holding.holder === holdings[i - 1]?.holder) {
      throw new MerkleError(
        'holder_duplicate',
        `${holding.holder} is listed twice: add its balances up first.`,
      );
    }
  });
  const leaves = holdings.map((holding) => sumLeaf(subject, holding));
  while ((leaves.length & (leaves.length - 1)) !== 0) leaves.push(EMPTY);
  const levels = [leaves];
  for (let level = leaves; level.length > 1;) {
    level = pairs(level).map(([left, right]) => join(left, right));
    levels.push(level);
  }
  const root = levels.at(-1)?.[0] ?? EMPTY;
  return { root: root.hash, sum: root.sum, holdings, levels };
}

function pairs(level: readonly SumNode[]): [SumNode, SumNode][] {
  const out: [SumNode, SumNode][] = [];
  for (let i = 0; i < level.length; i += 2) out.push([level[i] ?? EMPTY, level[i + 1] ?? EMPTY]);
  return out;
}

/** The proof of one holder. @throws MerkleError `holder_unknown` */
export function proveHolding(tree: SumTree, holder: string): SumProof {
  const index = tree.holdings.findIndex((holding) => holding.holder === holder.toLowerCase());
  if (index < 0) throw new MerkleError('holder_unknown', `${holder} is not in this tree.`);
  const siblings = tree.levels
    .slice(0, -1)
    .map((level, depth) => level[(index >> depth) ^ 1] ?? EMPTY);
  return { index, siblings };
}

/** Whether a proof leads from a holder's balance to the root and its total. */
export function verifyHolding(
  subject: TreeSubject,
  holding: Holding,
  proof: SumProof,
  root: Hex,
  sum: bigint,
): boolean {
  if (proof.siblings.some((sibling) => sibling.sum < 0n)) return false;
  const top = proof.siblings.reduce(
    (node, sibling, depth) =>
      (proof.index >> depth) & 1 ? join(sibling, node) : join(node, sibling),
    sumLeaf(subject, holding),
  );
  return proof.index >> proof.siblings.length === 0 && top.hash === root && top.sum === sum;
}
