import { deedMachine, type DeedState } from '@cadastre/core';
import { z } from 'zod';
import { instant, reason, uuid } from '../platform/fields.js';
import { address } from '../tokens/token.schema.js';

/** As the contract spells them: no two spellings of one title. */
const registerName = z
  .string()
  .regex(/^[A-Z0-9./-]{1,64}$/, 'must be 1 to 64 of A–Z, 0–9, “.”, “-” and “/”');

export const deedBody = z.strictObject({
  country: z.int().min(1).max(999).describe('ISO 3166-1 numeric').meta({ example: 840 }),
  register: registerName.describe('the land register').meta({ example: 'WAYNE-COUNTY-MI' }),
  folio: registerName.describe('its entry').meta({ example: '22/041-9415' }),
  documentId: uuid.describe('the extract from the land register'),
  holder: address.describe('the registered wallet that gets the deed and locks it in the vault'),
  paymentToken: address.describe('in which a buy-out is paid'),
  approvalBps: z
    .int()
    .min(5_001)
    .max(10_000)
    .describe('part of all fractions that must vote for a buy-out, of 10,000; above half')
    .meta({ example: 7_500 }),
});
export type DeedBody = z.output<typeof deedBody>;

export const deedState = z.enum(deedMachine.states as [DeedState, ...DeedState[]]);

export const deedView = z
  .object({
    id: uuid,
    assetId: uuid,
    state: deedState,
    country: z.number().int(),
    register: z.string(),
    folio: z.string(),
    titleId: z.string().describe('as the contract derives it from country, register and folio'),
    documentId: uuid,
    holder: z.string(),
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    approvalBps: z.number().int(),
    vault: z.string().nullable().describe('null until it is being launched'),
    vaultReady: z.boolean(),
    releasedTo: z.string().nullable(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Deed' });
export type DeedView = z.output<typeof deedView>;

export const deedAnswer = z.object({ deed: deedView, approvalId: uuid }).meta({ id: 'DeedAnswer' });
export type DeedAnswer = z.output<typeof deedAnswer>;

export const releaseBody = z.strictObject({
  to: address.describe('a registered wallet'),
  reason,
});
export type ReleaseBody = z.output<typeof releaseBody>;

export const strikeBody = z.strictObject({
  documentId: uuid.describe('why it leaves the platform'),
  reason,
});
export type StrikeBody = z.output<typeof strikeBody>;

export const depositBody = z.strictObject({ walletId: uuid.describe('which holds the deed') });
export type DepositBody = z.output<typeof depositBody>;
