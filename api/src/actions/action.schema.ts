import { corporateActionMachine, type CorporateActionState } from '@cadastre/core';
import { z } from 'zod';
import { instant, positiveNumber, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { address, refusalView } from '../tokens/token.schema.js';

const terms = {
  documentId: uuid.describe('the resolution it rests on'),
  effectiveAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .describe('from when it is carried out; holders are told a day ahead at least')
    .meta({ example: '2026-05-01T08:00:00.000Z' }),
};
const ratio = positiveNumber.refine((n) => n < 1n << 63n, { error: 'does not fit 63 bits' });
const redemption = {
  ...terms,
  paymentToken: address.meta({ example: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }),
  pricePerToken: positiveNumber
    .refine((price) => price < 1n << 128n, { error: 'does not fit 128 bits' })
    .describe('base units of the payment token for one whole token'),
};

export const actionBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('conversion'),
    ...terms,
    newAssetId: uuid.describe('whose token is given: the issuer’s own, of the same decimals'),
    numerator: ratio.describe('new base units …'),
    denominator: ratio.describe('… for so many old ones'),
  }),
  z.strictObject({ kind: z.literal('call'), ...redemption }),
  z.strictObject({ kind: z.literal('maturity'), ...redemption }),
]);
export type ActionBody = z.output<typeof actionBody>;

export const actionState = z.enum(
  corporateActionMachine.states as [CorporateActionState, ...CorporateActionState[]],
);
const actionKind = z.enum(['conversion', 'call', 'maturity']);

export const actionLineState = z
  .enum(['due', 'settling', 'skipped', 'done', 'nothing'])
  .describe('skipped: the chain passed it over, see obstacle; nothing: too little for one unit');
export type ActionLineState = z.output<typeof actionLineState>;

export const actionView = z
  .object({
    id: uuid,
    assetId: uuid,
    tokenId: uuid,
    state: actionState,
    kind: actionKind,
    documentId: uuid,
    effectiveAt: instant,
    redemption: z
      .object({
        paymentToken: z.string(),
        paymentSymbol: z.string(),
        paymentDecimals: z.number().int(),
        pricePerToken: wholeText,
        funded: wholeText,
        returned: wholeText,
      })
      .nullable(),
    conversion: z
      .object({ newTokenId: uuid, numerator: wholeText, denominator: wholeText })
      .nullable(),
    calculation: z.object({
      block: z.number().int().describe('whose holdings it is made of'),
      holders: z.number().int(),
      burned: wholeText,
      gained: wholeText.describe('new tokens, or payment; base units'),
      remainder: wholeText,
      remainderGoesTo: z
        .enum(['holders', 'issuer'])
        .describe('holders: old base units they keep; issuer: payment that is returned'),
      linesHash: z.string().describe('SHA-256 of all lines; approvals are bound to it'),
    }),
    progress: z.record(z.string(), z.number().int()).describe('how many lines are in which state'),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    contract: z.string().nullable(),
    chainNumber: wholeText.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'CorporateAction' });
export type ActionView = z.output<typeof actionView>;

export const actionPage = pageOf(actionView);
export const actionsQuery = pageQuery.extend({ state: actionState.optional() });
export type ActionsQuery = z.output<typeof actionsQuery>;

export const actionAnswer = z
  .object({ action: actionView, approvalId: uuid })
  .meta({ id: 'CorporateActionAnswer' });
export type ActionAnswer = z.output<typeof actionAnswer>;

export const actionLine = z
  .object({
    account: z.string(),
    before: wholeText.describe('base units of the asset'),
    burned: wholeText,
    gained: wholeText,
    after: wholeText.describe('base units of the asset that stay'),
    settledBurned: wholeText.describe('as the chain told, over all rounds'),
    settledGained: wholeText,
    state: actionLineState,
    obstacle: z.string().nullable(),
    transactionHash: z.string().nullable(),
  })
  .meta({ id: 'CorporateActionLine' });
export type ActionLine = z.output<typeof actionLine>;
export const actionLinePage = pageOf(actionLine);

export const heldAction = z
  .object({
    actionId: uuid,
    assetId: uuid,
    kind: actionKind,
    state: actionState,
    effectiveAt: instant,
    walletId: uuid,
    account: z.string(),
    balanceBaseUnits: wholeText,
    gained: wholeText.describe('for all of it'),
    paymentSymbol: z.string().nullable().describe('of a call or a maturity'),
    paymentDecimals: z.number().int().nullable(),
    left: wholeText,
  })
  .meta({ id: 'HeldCorporateAction' });
export type HeldAction = z.output<typeof heldAction>;
export const heldActionPage = pageOf(heldAction);

export const actionOrderBody = z.strictObject({
  walletId: uuid,
  amountBaseUnits: positiveNumber.describe('of the asset'),
});
export type ActionOrderBody = z.output<typeof actionOrderBody>;

export const actionOrderView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView),
    burned: wholeText,
    gained: wholeText,
    left: wholeText.describe('of the amount, what makes no whole new base unit'),
    transaction: z
      .object({ to: z.string(), data: z.string(), chainId: z.number().int() })
      .nullable()
      .describe('for the wallet to sign; null where something stands against it'),
  })
  .meta({ id: 'CorporateActionOrder' });
export type ActionOrderView = z.output<typeof actionOrderView>;
