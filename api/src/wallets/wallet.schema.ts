import { walletMachine } from '@cadastre/core';
import { isAddress } from 'ethers';
import { z } from 'zod';
import { instant, isoDate, line, reason, uuid } from '../platform/fields.js';
import { pageOf, pageOrder, pageQuery } from '../platform/page.js';
import { sha256Hex } from '../platform/values.js';

const address = z
  .string()
  .refine((value) => /^0x/.test(value) && isAddress(value), {
    error:
      'must be an Ethereum address: 0x and 40 hex digits, with a right EIP-55 checksum if mixed',
  })
  .describe('Ethereum address');

export const challengeBody = z.strictObject({ address });
export type ChallengeBody = z.output<typeof challengeBody>;

export const challengeView = z
  .object({
    message: z.string().describe('EIP-4361 text to sign as it stands (personal_sign)'),
    nonce: z.string(),
    expiresAt: instant,
  })
  .meta({ id: 'WalletChallenge' });
export type ChallengeView = z.output<typeof challengeView>;

export const proveBody = z.strictObject({
  message: z.string().min(1).max(4000),
  signature: z
    .string()
    .max(2 + 2 * 4096)
    .regex(/^0x(?:[0-9a-fA-F]{2})*$/, 'must be bytes as 0x and hex digits, 4096 at most')
    .describe('65 bytes of an account with a key; of a contract wallet what it takes (ERC-1271)'),
  label: line(100),
});
export type ProveBody = z.output<typeof proveBody>;

export const proveAgainBody = proveBody.omit({ label: true });
export type ProveAgainBody = z.output<typeof proveAgainBody>;

export const walletReasonBody = z.strictObject({ reason });
export type WalletReasonBody = z.output<typeof walletReasonBody>;

export const walletListQuery = pageQuery.extend({
  state: z.enum(walletMachine.states).optional(),
  search: z
    .string()
    .trim()
    .regex(/^(0x[0-9a-f]{1,40}|(inv-)?[0-9]{1,12})$/i, {
      error: "must begin an address (0x…) or be an investor's reference, e.g. INV-000012",
    })
    .optional()
    .describe("the beginning of an address, or an investor's reference"),
  order: pageOrder,
});
export type WalletListQuery = z.output<typeof walletListQuery>;

/** What the registry was asked to hold for a wallet; ISO numeric country, tier 1 to 3. */
export const registerEntry = z.object({
  investorId: z.string(),
  tier: z.int(),
  country: z.int(),
  expiresAt: instant.describe('first instant at which the entry no longer holds'),
  evidenceHash: sha256Hex.describe("SHA-256 of the KYC decision's canonical JSON"),
  record: z.string().describe('the packed word, 0x-hex'),
  sanctionsLists: z.array(z.object({ file: z.string(), sha256: sha256Hex })),
});
export type RegisterEntry = z.output<typeof registerEntry>;

export const walletView = z
  .object({
    id: uuid,
    organisationId: uuid.nullable().describe('null for issuers'),
    investorReference: z.string().nullable(),
    address: z.string().describe('EIP-55'),
    label: z.string(),
    state: z.enum(walletMachine.states),
    allowedEvents: z.array(z.string()),
    provenAt: instant.describe('the last time it was proven'),
    proofKind: z.enum(['key', 'contract']).describe('contract: by ERC-1271'),
    kycCaseId: uuid.nullable(),
    kycExpiresOn: isoDate.nullable(),
    operationId: uuid.nullable().describe('the command that enters the wallet; see /operations'),
    register: registerEntry.nullable().describe('what we asked for'),
    chain: z
      .object({
        investorId: z.string(),
        tier: z.int(),
        country: z.int(),
        expiresAt: instant,
        evidenceHash: sha256Hex,
        suspended: z.boolean(),
        revoked: z.boolean(),
        replaced: z.boolean(),
      })
      .nullable()
      .describe('what the registry contract holds'),
    agrees: z
      .boolean()
      .nullable()
      .describe('register = chain; null where there is nothing to compare'),
    decidedBy: uuid.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Wallet' });
export type WalletView = z.output<typeof walletView>;
export const walletPage = pageOf(walletView);

export const walletReleaseView = z
  .object({ approvalId: uuid.describe('another officer decides; see /approvals') })
  .meta({ id: 'WalletRelease' });
