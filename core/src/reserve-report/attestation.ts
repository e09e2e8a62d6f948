import { z } from 'zod';
import { address, instant, sha256Text, unixSeconds, whole } from './primitives.js';

/** What a custodian signs (EIP-712); times in Unix seconds. */
export const CUSTODIAN_TYPES = {
  CustodianAttestation: [
    { name: 'custodian', type: 'string' },
    { name: 'account', type: 'string' },
    { name: 'assetClass', type: 'string' },
    { name: 'quantity', type: 'uint256' },
    { name: 'scale', type: 'uint8' },
    { name: 'unit', type: 'string' },
    { name: 'encumbered', type: 'uint256' },
    { name: 'asOf', type: 'uint64' },
    { name: 'nonce', type: 'uint256' },
    { name: 'expiry', type: 'uint64' },
    { name: 'documentHash', type: 'bytes32' },
    { name: 'keyId', type: 'string' },
  ],
};

export const custodianDomain = (chainId: number) => ({
  name: 'Cadastre Custodian Attestation',
  version: '1',
  chainId,
});

/** A custodian's statement over its signature. `quantity` and `encumbered` count 10^−`scale` `unit`s. */
export const signedAttestation = z.strictObject({
  custodian: z.string().min(1).max(200),
  account: z.string().min(1).max(100),
  assetClass: z.string().min(1).max(100),
  quantity: whole,
  scale: z.int().min(0).max(18),
  unit: z.string().min(1).max(40),
  encumbered: whole,
  asOf: instant,
  nonce: whole,
  expiry: instant,
  /** SHA-256 of the paper behind it. */
  documentSha256: sha256Text,
  keyId: z.string().min(1).max(100),
  /** 65 bytes r, s, v. */
  signature: z
    .string()
    .regex(
      /^0x[0-9a-f]{130}$/,
      'must be a signature: 0x and two hex digits for each byte, 65 bytes in general',
    ),
});
export type SignedAttestation = z.output<typeof signedAttestation>;

/** The statement with what was known of its key at the report's time. */
export const reportAttestation = signedAttestation.extend({
  /** Who the signature recovers to; null where it recovers to nobody. */
  signer: address.nullable(),
  /** The key registered under `keyId` for this custodian and account; null where there is none. */
  key: z
    .strictObject({
      address,
      validFrom: instant,
      validUntil: instant,
      revokedAt: instant.nullable(),
    })
    .nullable(),
});
export type ReportAttestation = z.output<typeof reportAttestation>;

/** The EIP-712 message of a statement. */
export const attestationMessage = ({
  signature: _signature,
  documentSha256,
  asOf,
  expiry,
  ...rest
}: SignedAttestation) => ({
  ...rest,
  asOf: BigInt(unixSeconds(asOf)),
  expiry: BigInt(unixSeconds(expiry)),
  documentHash: `0x${documentSha256}`,
});

export const ATTESTATION_OUTCOMES = [
  'valid',
  'signature_wrong',
  'key_unknown',
  'key_not_valid',
  'key_revoked',
  'from_the_future',
  'expired',
  'stale',
  'other_unit',
  'encumbered_beyond',
  'replaced',
  'contradicted',
] as const;
export type AttestationOutcome = (typeof ATTESTATION_OUTCOMES)[number];

export interface AttestationRule {
  /** Unix seconds. */
  at: number;
  maxAgeDays: number;
  unit: string;
  scale: number;
}

/**
 * What each statement is worth at a time, in the order given. Of one account the highest number that
 * is valid counts and lower ones are `replaced`; two different statements under one number
 * contradict each other, and neither counts.
 */
export function judgeAttestations(
  all: readonly ReportAttestation[],
  rule: AttestationRule,
): AttestationOutcome[] {
  const alone = all.map((one) => judgeAlone(one, rule));
  return all.map((one, i) => {
    if (alone[i] !== 'valid') return alone[i] ?? 'valid';
    const others = all.filter(
      (other, j) => j !== i && alone[j] === 'valid' && accountOf(other) === accountOf(one),
    );
    if (others.some(({ nonce }) => nonce === one.nonce)) return 'contradicted';
    return others.some(({ nonce }) => BigInt(nonce) > BigInt(one.nonce)) ? 'replaced' : 'valid';
  });
}

const accountOf = ({ custodian, account }: SignedAttestation): string =>
  JSON.stringify([custodian, account]);

function judgeAlone(one: ReportAttestation, rule: AttestationRule): AttestationOutcome {
  const { key } = one;
  const [asOf, expiry] = [unixSeconds(one.asOf), unixSeconds(one.expiry)];
  if (!key) return 'key_unknown';
  if (one.signer?.toLowerCase() !== key.address.toLowerCase()) return 'signature_wrong';
  if (asOf < unixSeconds(key.validFrom) || asOf >= unixSeconds(key.validUntil)) {
    return 'key_not_valid';
  }
  if (key.revokedAt !== null && unixSeconds(key.revokedAt) <= rule.at) return 'key_revoked';
  if (asOf > rule.at) return 'from_the_future';
  if (expiry <= rule.at) return 'expired';
  if (rule.at - asOf > rule.maxAgeDays * 86_400) return 'stale';
  if (one.unit !== rule.unit || one.scale !== rule.scale) return 'other_unit';
  if (BigInt(one.encumbered) > BigInt(one.quantity)) return 'encumbered_beyond';
  return 'valid';
}
