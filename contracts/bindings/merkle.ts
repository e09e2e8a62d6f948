import { concat, keccak256 } from 'ethers';

/** A root and the proof of each leaf, in the order the leaves were given. */
export interface MerkleTree {
  readonly root: string;
  readonly proofs: readonly (readonly string[])[];
}

/**
 * Merkle tree over distinct leaves: leaves in ascending order, pairs hashed in ascending order, a last odd node carried
 * up; what OpenZeppelin's MerkleProof verifies. The same leaves in any order give the same root.
 * @param leaves 32-byte hex, hashed twice by the caller so that no inner node passes for one
 * @throws RangeError when there is no leaf
 */
export function merkleTree(leaves: readonly string[]): MerkleTree {
  if (leaves.length === 0) throw new RangeError('A tree has at least one leaf');
  const proofs = leaves.map((): string[] => []);
  let level = leaves
    .map((hash, index) => ({ hash: hash.toLowerCase(), below: [index] }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
  while (level.length > 1) {
    const above: typeof level = [];
    for (let place = 0; place < level.length; place += 2) {
      const [left, right] = [level[place], level[place + 1]];
      if (left === undefined) continue;
      if (right === undefined) {
        above.push(left);
        continue;
      }
      for (const index of left.below) proofs[index]?.push(right.hash);
      for (const index of right.below) proofs[index]?.push(left.hash);
      const pair = left.hash < right.hash ? [left.hash, right.hash] : [right.hash, left.hash];
      above.push({ hash: keccak256(concat(pair)), below: [...left.below, ...right.below] });
    }
    level = above;
  }
  return { root: level[0]?.hash ?? '', proofs };
}
