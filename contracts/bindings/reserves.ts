import {
  AbiCoder,
  concat,
  keccak256,
  type Signer,
  type TypedDataDomain,
  type TypedDataField,
} from 'ethers';
import type { IBarVault } from './generated/interfaces/IBarVault.js';

/** Why nothing can be minted, by the number of the contract's `MintStop` enum. */
export const MINT_STOPS = [
  'OK',
  'FEED_UNREADABLE',
  'FEED_DECIMALS_CHANGED',
  'FEED_NOT_OK',
  'ROUND_INCOMPLETE',
  'RESERVE_NOT_POSITIVE',
  'RESERVE_TOO_LARGE',
  'TIME_INVALID',
  'PUBLICATION_STALE',
  'VALUATION_STALE',
  'ATTESTATION_STALE',
] as const;
export type MintStop = (typeof MINT_STOPS)[number];

/** What each stop means to a person, with the way out. */
export const MINT_STOP_SENTENCES: Readonly<Record<MintStop, string>> = {
  OK: 'The reserve is in order.',
  FEED_UNREADABLE: 'The reserve feed does not answer. Minting waits until it does.',
  FEED_DECIMALS_CHANGED:
    'The reserve feed changed its decimals. Have the reserve rules set anew after checking it.',
  FEED_NOT_OK:
    'The reserve feed is empty, paused, stale or waits for an approval. Minting waits until its status is OK.',
  ROUND_INCOMPLETE: 'The reserve feed has no complete answer yet. Wait for the next report.',
  RESERVE_NOT_POSITIVE: 'The reserve is reported as nothing. Nothing can be minted on it.',
  RESERVE_TOO_LARGE: 'The reserve is reported larger than can be believed. Check the feed.',
  TIME_INVALID: 'The times of the reserve feed contradict each other. Check the feed.',
  PUBLICATION_STALE: 'The reserve was published too long ago. Wait for the next report.',
  VALUATION_STALE: 'The reserve was counted too long ago. Wait for a newer count.',
  ATTESTATION_STALE: 'The custodians’ attestation is missing or too old. Wait for the next one.',
};

/** The name of a stop. @throws RangeError for a number that is none */
export function mintStopName(code: bigint | number): MintStop {
  const name = MINT_STOPS[Number(code)];
  if (name === undefined) throw new RangeError(`No mint stop has number ${code}`);
  return name;
}

/** The paper behind a round of a reserve feed; times in seconds, hashes as 32-byte hex. */
export interface ReserveAttestation {
  readonly feed: string;
  readonly epoch: bigint;
  readonly round: bigint;
  readonly attestedAt: bigint;
  readonly expiry: bigint;
  readonly documentHash: string;
  readonly barListRoot: string;
  /** Ids of the custodians, strictly ascending. */
  readonly custodians: readonly string[];
}

/** EIP-712 types of an attestation; the domain is the committee's (`reportDomain`). */
export const reserveAttestationTypes: Record<string, TypedDataField[]> = {
  ReserveAttestation: [
    { name: 'feed', type: 'address' },
    { name: 'epoch', type: 'uint32' },
    { name: 'round', type: 'uint32' },
    { name: 'attestedAt', type: 'uint32' },
    { name: 'expiry', type: 'uint32' },
    { name: 'documentHash', type: 'bytes32' },
    { name: 'barListRoot', type: 'bytes32' },
    { name: 'custodians', type: 'bytes32[]' },
  ],
};

/** One signer's signature over an attestation (65 bytes, hex); pack them with `packProof`. */
export function signReserveAttestation(
  signer: Signer,
  domain: TypedDataDomain,
  attestation: ReserveAttestation,
): Promise<string> {
  return signer.signTypedData(domain, reserveAttestationTypes, attestation);
}

/** What a bar is, as `BarVault.barIdOf`: refiner, serial, year and gross weight together. */
export function barIdOf(bar: IBarVault.BarStruct): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['string', 'string', 'uint16', 'uint64'],
      [bar.refiner, bar.serial, bar.year, bar.grossMilliOz],
    ),
  );
}

/** The leaf of a bar in the attested list; hashed twice, so that no inner node passes for a bar. */
export function barLeaf(bar: IBarVault.BarStruct): string {
  return keccak256(
    keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ['string', 'string', 'uint16', 'uint64', 'uint16', 'uint64'],
        [bar.refiner, bar.serial, bar.year, bar.grossMilliOz, bar.finenessTenths, bar.fineMilliOz],
      ),
    ),
  );
}

/** The root of a bar list and the proof of each bar, in the order given. */
export interface BarTree {
  readonly root: string;
  readonly proofs: readonly (readonly string[])[];
}

/**
 * Builds the Merkle tree of a bar list: leaves in ascending order, pairs hashed in ascending order, a last odd node
 * carried up.
 * @throws RangeError when a bar is listed twice or the list is empty
 */
export function barTree(bars: readonly IBarVault.BarStruct[]): BarTree {
  if (bars.length === 0) throw new RangeError('A bar list has at least one bar');
  if (new Set(bars.map(barIdOf)).size !== bars.length)
    throw new RangeError('A bar is listed twice');
  const leaves = bars.map((bar): BarNode => ({ hash: barLeaf(bar), below: [[]] }));
  let level = [...leaves].sort((a, b) => compare(a.hash, b.hash));
  while (level.length > 1) level = above(level);
  const proofs = leaves.flatMap((leaf) => leaf.below);
  return { root: level.map((node) => node.hash).join(''), proofs };
}

interface BarNode {
  readonly hash: string;
  /** The growing proofs of the bars below. */
  readonly below: string[][];
}

function above(level: readonly BarNode[]): BarNode[] {
  const nodes: BarNode[] = [];
  for (const [place, left] of level.entries()) {
    const right = level[place + 1];
    if (place % 2 === 1) continue;
    if (right === undefined) {
      nodes.push(left);
      continue;
    }
    for (const proof of left.below) proof.push(right.hash);
    for (const proof of right.below) proof.push(left.hash);
    const hash = keccak256(concat([left.hash, right.hash].sort(compare)));
    nodes.push({ hash, below: [...left.below, ...right.below] });
  }
  return nodes;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
