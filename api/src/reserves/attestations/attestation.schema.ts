import { ATTESTATION_OUTCOMES, signedAttestation } from '@cadastre/core';
import { z } from 'zod';
import { instant, line, reason, uuid } from '../../platform/fields.js';
import { pageOf } from '../../platform/page.js';

const account = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address of 20 bytes');

export const custodianKeyBody = z.strictObject({
  custodian: line(200).describe('as its statements name it'),
  account: line(100),
  keyId: line(100).describe('the custodian’s own name for the key'),
  address: account.describe('account that its signatures recover to'),
  validFrom: instant,
  validUntil: instant,
  reason,
});
export type CustodianKeyBody = z.output<typeof custodianKeyBody>;

export const custodianKeyView = z
  .object({
    id: uuid,
    assetId: uuid,
    custodian: z.string(),
    account: z.string(),
    keyId: z.string(),
    address: z.string(),
    validFrom: instant,
    validUntil: instant,
    revokedAt: instant.nullable(),
    revokedReason: z.string().nullable(),
    state: z.enum(['proposed', 'accepted', 'refused']),
    approvalId: uuid.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'CustodianKey' });
export type CustodianKeyView = z.output<typeof custodianKeyView>;
export const custodianKeyPage = pageOf(custodianKeyView);

export const attestationBody = z.strictObject({
  statement: signedAttestation.describe('what the custodian signed (EIP-712), with the signature'),
  documentId: uuid.optional().describe('the paper behind it; its SHA-256 is the statement’s'),
});
export type AttestationBody = z.output<typeof attestationBody>;

export const attestationView = z
  .object({
    id: uuid,
    assetId: uuid,
    statement: signedAttestation,
    documentId: uuid.nullable(),
    signer: z.string(),
    receivedAt: instant,
    outcome: z.enum(ATTESTATION_OUTCOMES).describe('what it is worth now, alone'),
  })
  .meta({ id: 'CustodianAttestation' });
export type AttestationView = z.output<typeof attestationView>;
export const attestationPage = pageOf(attestationView);
