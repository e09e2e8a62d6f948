import { CoreError } from '../errors.js';
import { fromHex, type Hex, joinBytes, toHex, uint256 } from './bytes.js';
import { keccakInto } from './keccak-sponge.js';

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
  /** Ascending by address, lower case. */
  holdings: Holding[];
  /** Leaves first, root last; each node packed as its hash and its sum, 32 bytes each. */
  levels: Uint8Array[];
}

/** Bytes of a packed node. */
export const NODE_BYTES = 64;
const EMPTY = new Uint8Array(NODE_BYTES);
const LIMIT = 1n << 256n;

/** Leaf: keccak256(0x00 | chainId u256 | token | block u256 | holder | balance u256). */
export function sumLeaf(subject: TreeSubject, { holder, balance }: Holding): SumNode {
  return nodeAt(packLeaves(subject, [{ holder, balance }]), 0);
}

/**
 * Builds the tree of a cap table, padded with empty leaves to a power of two.
 * @throws MerkleError `no_holders`, `holder_duplicate`, `sum_out_of_range`; BytesError for a malformed address
 *   or a balance that is no 256-bit number
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
  const levels = levelsAbove(padded(packLeaves(subject, holdings)));
  const root = nodeAt(levels.at(-1) ?? EMPTY, 0);
  return { root: root.hash, sum: root.sum, holdings, levels };
}

/** All leaves, packed, in the order given. */
export function packLeaves(subject: TreeSubject, holdings: readonly Holding[]): Uint8Array {
  const message = joinBytes(
    Uint8Array.of(0),
    uint256(subject.chainId),
    fromHex(subject.token, 20),
    uint256(subject.block),
    new Uint8Array(20 + 32),
  );
  const [holderAt, balanceAt] = [85, 105];
  const leaves = new Uint8Array(holdings.length * NODE_BYTES);
  holdings.forEach(({ holder, balance }, i) => {
    const sum = uint256(balance);
    message.set(fromHex(holder, 20), holderAt);
    message.set(sum, balanceAt);
    keccakInto(message, leaves, i * NODE_BYTES);
    leaves.set(sum, i * NODE_BYTES + 32);
  });
  return leaves;
}

/** With empty leaves up to a power of two, or to `least` leaves if that is more. */
export function padded(leaves: Uint8Array, least = 1): Uint8Array {
  let size = least * NODE_BYTES;
  while (size < leaves.length) size *= 2;
  const out = new Uint8Array(size);
  out.set(leaves);
  return out;
}

/** The level given and all above it, root last. @throws MerkleError `sum_out_of_range` */
export function levelsAbove(level: Uint8Array): Uint8Array[] {
  const levels = [level];
  for (let below = level; below.length > NODE_BYTES;) {
    below = join(below);
    levels.push(below);
  }
  return levels;
}

/** Node: keccak256(0x01 | left hash | left sum u256 | right hash | right sum u256). */
function join(below: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + 2 * NODE_BYTES);
  message[0] = 1;
  const above = new Uint8Array(below.length / 2);
  for (let at = 0; at < above.length; at += NODE_BYTES) {
    message.set(below.subarray(2 * at, 2 * at + 2 * NODE_BYTES), 1);
    keccakInto(message, above, at);
    addSums(message, above, at + 32);
  }
  return above;
}

/** Adds the two sums of a message, the last byte first. @throws MerkleError `sum_out_of_range` */
function addSums(message: Uint8Array, out: Uint8Array, at: number): void {
  let carry = 0;
  for (let i = 31; i >= 0; i -= 1) {
    const sum = (message[33 + i] as number) + (message[97 + i] as number) + carry;
    out[at + i] = sum & 0xff;
    carry = sum >> 8;
  }
  if (carry === 0) return;
  throw new MerkleError('sum_out_of_range', 'The balances add up to more than 256 bits hold.');
}

/** A packed node by its place in its level. */
export function nodeAt(level: Uint8Array, index: number): SumNode {
  const packed = level.subarray(index * NODE_BYTES, (index + 1) * NODE_BYTES);
  return { hash: toHex(packed.subarray(0, 32)), sum: BigInt(toHex(packed.subarray(32))) };
}

/** The siblings of a place, from these levels' first to below their root. */
export const siblingsOf = (levels: readonly Uint8Array[], index: number): SumNode[] =>
  levels.slice(0, -1).map((level, depth) => nodeAt(level, (index >> depth) ^ 1));

/** The proof of one holder. @throws MerkleError `holder_unknown` */
export function proveHolding(tree: SumTree, holder: string): SumProof {
  const index = placeOf(tree.holdings, holder);
  return { index, siblings: siblingsOf(tree.levels, index) };
}

/** A holder's place among holdings that ascend by address. @throws MerkleError `holder_unknown` */
export function placeOf(holdings: readonly Holding[], holder: string): number {
  const index = holdings.findIndex((one) => one.holder.toLowerCase() === holder.toLowerCase());
  if (index < 0) throw new MerkleError('holder_unknown', `${holder} is not in this tree.`);
  return index;
}

/** Whether a proof leads from a holder's balance to the root and its total. Each sum is a 256-bit number. */
export function verifyHolding(
  subject: TreeSubject,
  holding: Holding,
  proof: SumProof,
  root: Hex,
  sum: bigint,
): boolean {
  const { index, siblings } = proof;
  if (siblings.some((sibling) => sibling.sum < 0n || sibling.sum >= LIMIT)) return false;
  let node = packLeaves(subject, [holding]);
  try {
    siblings.forEach((sibling, depth) => {
      const other = joinBytes(fromHex(sibling.hash, 32), uint256(sibling.sum));
      node = join((index >> depth) & 1 ? joinBytes(other, node) : joinBytes(node, other));
    });
  } catch (error) {
    if (error instanceof MerkleError) return false;
    throw error;
  }
  const top = nodeAt(node, 0);
  return index >> siblings.length === 0 && top.hash === root && top.sum === sum;
}
