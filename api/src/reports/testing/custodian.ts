import {
  ATTESTED_UNIT,
  attestationMessage,
  CUSTODIAN_TYPES,
  custodianDomain,
  type SignedAttestation,
} from '@cadastre/core';
import { id, Wallet } from 'ethers';
import type { AssetKind } from '../../assets/asset.schema.js';
import type { CustodianKeyView } from '../../reserves/attestations/attestation.schema.js';
import { approve } from '../../testing/approvals.js';
import type { Persona } from '../../testing/test-app.js';

export const CUSTODIAN = new Wallet(id('a custodian of tests'));
const NAMES = { custodian: 'Example Custody Bank', account: 'EX-1', keyId: 'key-1' };
const CHAIN = 31_337;

/** Proposes the custodian's key for an asset and has it accepted. */
export async function acceptedKey(
  issuer: Persona,
  officer: Persona,
  assetId: string,
): Promise<CustodianKeyView> {
  const { body } = await issuer.http
    .post(`/assets/${assetId}/custodian-keys`, {
      ...NAMES,
      address: CUSTODIAN.address,
      validFrom: '2026-01-01T00:00:00Z',
      validUntil: '2027-01-01T00:00:00Z',
      reason: 'Named in the custody agreement.',
    })
    .expect(202);
  const { approvalId } = body as CustodianKeyView;
  await approve(officer, approvalId ?? '');
  return body as CustodianKeyView;
}

/** A statement signed by the custodian, or by somebody else. */
export async function statement(
  kind: AssetKind,
  over: Partial<Omit<SignedAttestation, 'signature'>> = {},
  by = CUSTODIAN,
): Promise<SignedAttestation> {
  const stated = {
    ...NAMES,
    ...ATTESTED_UNIT[kind],
    assetClass: kind,
    quantity: '0',
    encumbered: '0',
    asOf: '2026-04-15T19:00:00.000Z',
    nonce: '1',
    expiry: '2026-06-15T19:00:00.000Z',
    documentSha256: '0'.repeat(64),
    ...over,
  };
  const message = attestationMessage({ ...stated, signature: '' });
  const signature = await by.signTypedData(custodianDomain(CHAIN), CUSTODIAN_TYPES, message);
  return { ...stated, signature };
}
