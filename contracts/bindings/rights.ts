import {
  AbiCoder,
  keccak256,
  type Signer,
  type TypedDataDomain,
  type TypedDataField,
} from 'ethers';
import { merkleTree, type MerkleTree } from './merkle.js';

/** What stands between an account and its income, by the number of the contract's `PayObstacle` enum. */
export const PAY_OBSTACLES = [
  'NONE',
  'NOTHING_DUE',
  'ALREADY_PAID',
  'NOT_ELIGIBLE',
  'FROZEN',
  'PAYMENT_REFUSED',
] as const;
export type PayObstacle = (typeof PAY_OBSTACLES)[number];

/** What each obstacle means to a person, with the way out. */
export const PAY_OBSTACLE_SENTENCES: Readonly<Record<PayObstacle, string>> = {
  NONE: 'Nothing stands against it.',
  NOTHING_DUE: 'Nothing is due to this account. It held nothing then, or takes no part.',
  ALREADY_PAID: 'It was paid before.',
  NOT_ELIGIBLE:
    'The wallet, or the one that took its place, has no valid verification. Renew it; the money waits.',
  FROZEN: 'The account is frozen on this token. Contact compliance; the money waits.',
  PAYMENT_REFUSED:
    'The payment token refuses to pay this wallet. Have the registry replace the wallet; the money waits.',
};

/** The name of an obstacle. @throws RangeError for a number that is none */
export function payObstacleName(code: bigint | number): PayObstacle {
  const name = PAY_OBSTACLES[Number(code)];
  if (name === undefined) throw new RangeError(`No obstacle has number ${code}`);
  return name;
}

/** How an account votes, by the number of the contract's `Choice` enum. */
export const CHOICES = ['NONE', 'AGAINST', 'FOR', 'ABSTAIN'] as const;
export type Choice = (typeof CHOICES)[number];

/** What the committee signs for a net distribution; sums cumulative, base units of the payment token. */
export interface NetRoot {
  readonly distributor: string;
  readonly id: bigint;
  readonly number: bigint;
  readonly epoch: bigint;
  readonly expiry: bigint;
  readonly root: string;
  readonly net: bigint;
  readonly withheld: bigint;
  readonly documentHash: string;
}

/** EIP-712 types of a net root; the domain is the committee's (`reportDomain`). */
export const netRootTypes: Record<string, TypedDataField[]> = {
  NetRoot: [
    { name: 'distributor', type: 'address' },
    { name: 'id', type: 'uint256' },
    { name: 'number', type: 'uint32' },
    { name: 'epoch', type: 'uint32' },
    { name: 'expiry', type: 'uint32' },
    { name: 'root', type: 'bytes32' },
    { name: 'net', type: 'uint128' },
    { name: 'withheld', type: 'uint128' },
    { name: 'documentHash', type: 'bytes32' },
  ],
};

/** One signer's signature over a net root (65 bytes, hex); pack them with `packProof`. */
export function signNetRoot(
  signer: Signer,
  domain: TypedDataDomain,
  netRoot: NetRoot,
): Promise<string> {
  return signer.signTypedData(domain, netRootTypes, netRoot);
}

/** What an account has earned net of tax since a distribution was opened, base units. */
export interface NetLine {
  readonly account: string;
  readonly cumulative: bigint;
}

/** The leaf of a line, as `Distributor.leafOf`. */
export function netLeaf(distributor: string, id: bigint, line: NetLine): string {
  return keccak256(
    keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ['address', 'uint256', 'address', 'uint128'],
        [distributor, id, line.account, line.cumulative],
      ),
    ),
  );
}

/**
 * The Merkle tree of a net distribution; proofs in the order of the lines.
 * @throws RangeError when an account stands twice or there is no line
 */
export function netTree(distributor: string, id: bigint, lines: readonly NetLine[]): MerkleTree {
  if (new Set(lines.map((line) => line.account.toLowerCase())).size !== lines.length)
    throw new RangeError('An account stands twice in the distribution');
  return merkleTree(lines.map((line) => netLeaf(distributor, id, line)));
}
