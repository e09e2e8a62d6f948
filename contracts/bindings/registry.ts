import { TypedDataEncoder, type TypedDataDomain, type TypedDataField } from 'ethers';

/** A wallet's record as the registry keeps it; times in seconds, country ISO 3166-1 numeric. */
export interface InvestorRecord {
  readonly expiry: bigint;
  readonly country: number;
  readonly tier: number;
  /** Status in the low byte (see `RECORD_STATUS`), free attributes in the high byte. */
  readonly flags: number;
  readonly investorId: bigint;
  readonly provider: number;
  readonly updatedAt: bigint;
}

/** What a registrar gives: no status, no stamp. `attributes` is the high byte of `flags`. */
export interface InvestorRecordInput {
  readonly expiry: bigint;
  readonly country: number;
  readonly tier: number;
  readonly investorId: bigint;
  readonly provider: number;
  readonly attributes?: number;
}

/** Status bits of `flags`. */
export const RECORD_STATUS = { suspended: 1, revoked: 2, replaced: 4 } as const;

function field(name: string, value: bigint | number, bits: number): bigint {
  const v = BigInt(value);
  if (v < 0n || v >> BigInt(bits) !== 0n)
    throw new RangeError(`${name} does not fit ${bits} bits: ${v}`);
  return v;
}

/**
 * Packs a record for `register` and `registerBatch` (layout in IInvestorRegistry.sol).
 * @throws RangeError when a field does not fit.
 */
export function packRecord(r: InvestorRecordInput): bigint {
  return (
    field('expiry', r.expiry, 40) |
    (field('country', r.country, 16) << 40n) |
    (field('tier', r.tier, 8) << 56n) |
    (field('attributes', r.attributes ?? 0, 8) << 72n) |
    (field('investorId', r.investorId, 64) << 80n) |
    (field('provider', r.provider, 32) << 144n)
  );
}

/** Unpacks a registry word (`wordOf`, `pair`, or the `record` of `WalletRegistered`). */
export function unpackRecord(word: bigint): InvestorRecord {
  const bits = (from: bigint, width: bigint): bigint => (word >> from) & ((1n << width) - 1n);
  return {
    expiry: bits(0n, 40n),
    country: Number(bits(40n, 16n)),
    tier: Number(bits(56n, 8n)),
    flags: Number(bits(64n, 16n)),
    investorId: bits(80n, 64n),
    provider: Number(bits(144n, 32n)),
    updatedAt: bits(176n, 40n),
  };
}

/** What an attestor signs for `registerBySignature`. */
export interface Attestation {
  readonly wallet: string;
  readonly record: bigint;
  readonly evidenceHash: string;
  readonly issuedAt: bigint;
  readonly deadline: bigint;
}

/** EIP-712 types of an attestation, for `signer.signTypedData`. */
export const attestationTypes: Record<string, TypedDataField[]> = {
  Attestation: [
    { name: 'wallet', type: 'address' },
    { name: 'record', type: 'uint256' },
    { name: 'evidenceHash', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint40' },
    { name: 'deadline', type: 'uint40' },
  ],
};

/** EIP-712 domain of the investor registry. */
export function registryDomain(chainId: bigint | number, registry: string): TypedDataDomain {
  return { name: 'Cadastre Registry', version: '1', chainId, verifyingContract: registry };
}

/** EIP-712 hash of an attestation; the same as `InvestorRegistry.attestationDigest`. */
export function attestationDigest(domain: TypedDataDomain, attestation: Attestation): string {
  return TypedDataEncoder.hash(domain, attestationTypes, attestation);
}
