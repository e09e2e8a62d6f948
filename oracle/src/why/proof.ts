import { getAddress, getBytes, hexlify, recoverAddress } from 'ethers';

/** One place of the committee's list, as a proof tells it. */
export interface ProofMember {
  /** Checksummed address: recovered from the signature, or named where there is none. */
  member: string;
  /** Compact signature (ERC-2098), 64 bytes of 0x-hex; null for who did not sign. */
  signature: string | null;
}

const SIGNATURE_BYTES = 64;
const ADDRESS_BYTES = 20;

/**
 * Walks along a committee's proof (see `IOracleCommittee`) and recovers who signed.
 * @param digest what was signed
 * @throws Error where the proof is too short or too long for its bitmap, or a signature recovers nobody
 */
export function readProof(bitmap: bigint, proof: string, digest: string): ProofMember[] {
  const bytes = getBytes(proof);
  const members: ProofMember[] = [];
  let at = 0;
  while (at < bytes.length) {
    const signed = ((bitmap >> BigInt(members.length)) & 1n) === 1n;
    const length = signed ? SIGNATURE_BYTES : ADDRESS_BYTES;
    if (at + length > bytes.length) throw new Error('the proof is too short for its bitmap');
    const part = hexlify(bytes.subarray(at, at + length));
    members.push(
      signed
        ? { member: recoverAddress(digest, part), signature: part }
        : { member: getAddress(part), signature: null },
    );
    at += length;
  }
  if (bitmap >> BigInt(members.length) !== 0n) throw new Error('the bitmap names nobody');
  return members;
}
