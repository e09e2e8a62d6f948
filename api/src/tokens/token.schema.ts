import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import {
  instant,
  line,
  positiveNumber,
  reason,
  uuid,
  wholeNumber,
  wholeText,
} from '../platform/fields.js';
import { pageOf } from '../platform/page.js';
import { baseUnits } from '../platform/values.js';

/** An account of the chain in a request; mixed case must carry a right checksum (EIP-55). */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'must be an address: 0x and 40 hex digits')
  .refine((text) => isAddress(text), {
    error: 'has a wrong checksum (EIP-55): copy it again, or write it in lower case',
  })
  .transform((text) => (isAddress(text) ? getAddress(text) : text));

/** Base units that fit the token's register (112 bits). */
export const tokenAmount = (field: string) =>
  baseUnits(field)
    .refine((text) => !/^[0-9]+$/.test(text) || BigInt(text) < 1n << 112n, {
      error: `${field} is larger than a token can hold (112 bits)`,
    })
    .refine((text) => !/^0+$/.test(text), { error: `${field} must be above zero` });

const MAX_U32 = 4_294_967_295;

export const rulesBody = z.strictObject({
  minTier: z.int().min(0).max(3).default(0).describe('0 any, 1 retail, 2 accredited, 3 qualified'),
  countries: z
    .array(z.int().min(1).max(999))
    .max(250)
    .default([])
    .refine((codes) => new Set(codes).size === codes.length, { error: 'names a country twice' })
    .describe('ISO 3166-1 numeric codes that may receive; empty for all'),
  maxHolders: z.int().min(1).max(MAX_U32).nullable().default(null),
  maxBalanceBaseUnits: tokenAmount('maxBalanceBaseUnits').nullable().default(null),
  maxSupplyBaseUnits: tokenAmount('maxSupplyBaseUnits').nullable().default(null),
  lockUntil: instant.nullable().default(null).describe('no transfers among holders before'),
});

export const designBody = z.strictObject({
  name: line(64),
  symbol: z.string().regex(/^[A-Z0-9]{2,11}$/, 'must be 2 to 11 capitals or digits'),
  rules: rulesBody,
});
export type DesignBody = z.output<typeof designBody>;

export const tokenState = z.enum(['designed', 'deploying', 'live', 'paused']);

/** What the contract keeps, whoever asks. */
export const rulesView = z.object({
  minTier: z.number().int().describe('0 any, else as the registry counts'),
  countries: z.array(z.number().int()).describe('ISO 3166-1 numeric; empty for all'),
  maxHolders: z.number().int().nullable(),
  maxBalanceBaseUnits: wholeText.nullable(),
  maxSupplyBaseUnits: wholeText.nullable(),
  lockUntil: instant.nullable().describe('no transfers among holders before'),
});
export type RulesView = z.output<typeof rulesView>;

export const tokenView = z
  .object({
    id: uuid,
    assetId: uuid,
    organisationId: uuid,
    state: tokenState,
    name: z.string(),
    symbol: z.string(),
    decimals: z.number().int(),
    rules: rulesView,
    address: z.string().nullable(),
    navFeed: z.string().nullable(),
    reserveFeed: z.string().nullable(),
    approvalId: uuid.nullable().describe('The deployment’s approval'),
    operationId: uuid.nullable().describe('The deployment’s operation'),
    deployedBlock: z.number().int().nullable(),
    deployedAt: instant.nullable(),
    deployedTransaction: z.string().nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable().describe('Why the last deployment failed'),
    supplyBaseUnits: wholeText,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Token' });
export type TokenView = z.output<typeof tokenView>;

export const deployAnswer = z
  .object({ token: tokenView, approvalId: uuid })
  .meta({ id: 'DeploymentProposal' });
export type DeployAnswer = z.output<typeof deployAnswer>;

export const preflightBody = z.strictObject({
  from: address,
  to: address,
  amountBaseUnits: tokenAmount('amountBaseUnits'),
});
export type PreflightBody = z.output<typeof preflightBody>;

export const refusalView = z
  .object({ code: z.string(), sentence: z.string(), cure: z.string() })
  .meta({ id: 'Refusal' });
export type RefusalView = z.output<typeof refusalView>;

export const preflightView = z
  .object({
    allowed: z.boolean(),
    reason: refusalView.nullable(),
    transaction: z
      .object({ to: z.string(), data: z.string(), chainId: z.number().int() })
      .nullable()
      .describe('For the sender’s wallet to sign'),
  })
  .meta({ id: 'TransferPreflight' });
export type PreflightView = z.output<typeof preflightView>;

export const freezeBody = z.strictObject({ walletId: uuid, frozen: z.boolean(), reason });
export type FreezeBody = z.output<typeof freezeBody>;

const paper = { reason, documentId: uuid.describe('the order that is carried out') };
export const enforcementBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('partial_freeze'),
    walletId: uuid,
    amountBaseUnits: wholeNumber
      .refine((amount) => amount < 1n << 112n, { error: 'does not fit 112 bits' })
      .describe('held back from now on, in all; 0 lets everything go'),
    ...paper,
  }),
  z.strictObject({
    kind: z.literal('forced_transfer'),
    walletId: uuid.describe('from which the tokens are taken, held back or not'),
    toWalletId: uuid,
    amountBaseUnits: positiveNumber.refine((amount) => amount < 1n << 112n, {
      error: 'does not fit 112 bits',
    }),
    ...paper,
  }),
]);
export type EnforcementBody = z.output<typeof enforcementBody>;

export const pauseBody = z.strictObject({ paused: z.boolean(), ...paper });
export type PauseBody = z.output<typeof pauseBody>;

export const pauseAnswer = z.object({ approvalId: uuid }).meta({ id: 'PauseAnswer' });
export type PauseAnswer = z.output<typeof pauseAnswer>;

export const orderState = z.enum(['requested', 'approved', 'settled', 'rejected', 'failed']);

export const controlOrderView = z
  .object({
    id: uuid,
    tokenId: uuid,
    kind: z.enum(['freeze', 'unfreeze', 'partial_freeze', 'forced_transfer']),
    state: orderState,
    walletId: uuid,
    walletAddress: z.string(),
    toWalletId: uuid.nullable(),
    toAddress: z.string().nullable(),
    amountBaseUnits: wholeText.nullable().describe('moved, or held back in all'),
    documentId: uuid.nullable(),
    reason: z.string(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    transactionHash: z.string().nullable(),
    blockNumber: z.number().int().nullable(),
    settledAt: instant.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'ControlOrder' });
export type ControlOrderView = z.output<typeof controlOrderView>;
export const controlOrderPage = pageOf(controlOrderView);

export const controlAnswer = z
  .object({ controlOrder: controlOrderView, approvalId: uuid })
  .meta({ id: 'ControlAnswer' });
export type ControlAnswer = z.output<typeof controlAnswer>;

/** After which block: its number, or the time at which it was in force; the newest final one by default. */
export const asOfShape = {
  block: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  at: instant.optional().describe('what was in force at this time; not together with a block'),
};

export const notBoth = ({ block, at }: { block?: number; at?: string }): boolean =>
  block === undefined || at === undefined;

export const capTableQuery = z
  .strictObject(asOfShape)
  .refine(notBoth, { error: 'give a block or a time, not both', path: ['at'] });
export type CapTableQuery = z.output<typeof capTableQuery>;

export const capTableView = z
  .object({
    block: z.object({ number: z.number().int(), hash: z.string(), time: instant }),
    supplyBaseUnits: wholeText,
    holders: z.array(
      z.object({
        address: z.string(),
        walletId: uuid.nullable(),
        investorReference: z.string().nullable(),
        amountBaseUnits: wholeText,
        sharePpm: z.number().int().describe('part of the supply, millionths, rounded down'),
      }),
    ),
  })
  .meta({ id: 'CapTable' });
export type CapTableView = z.output<typeof capTableView>;

export const holdingsView = z
  .object({
    block: z.number().int(),
    items: z.array(
      z.object({
        tokenId: uuid,
        assetId: uuid,
        tokenAddress: z.string(),
        name: z.string(),
        symbol: z.string(),
        decimals: z.number().int(),
        walletId: uuid,
        walletAddress: z.string(),
        amountBaseUnits: wholeText,
        navRound: wholeText.nullable(),
        nav: wholeText.nullable().describe('US dollars per share × 10⁶'),
        navAsOf: instant.nullable(),
        valueCents: wholeText.nullable().describe('at the last NAV, rounded down'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Holdings' });
export type HoldingsView = z.output<typeof holdingsView>;
