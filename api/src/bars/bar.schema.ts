import { barOrderMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, line, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { decimal } from '../platform/values.js';
import { refusalView, tokenAmount } from '../tokens/token.schema.js';

/** What tells a bar from every other; weights in troy ounces. */
export const barFigures = z
  .object({
    refiner: z.string(),
    serial: z.string(),
    year: z.int(),
    grossOz: z.string(),
    fineness: z.string().describe('parts of a thousand'),
    fineOz: z.string(),
  })
  .meta({ id: 'GoldBar' });
export type BarFigures = z.output<typeof barFigures>;

export const openVaultBody = z.strictObject({ reason });
export type OpenVaultBody = z.output<typeof openVaultBody>;
export const openVaultAnswer = z.object({ approvalId: uuid });
export type OpenVaultAnswer = z.output<typeof openVaultAnswer>;

export const barAvailability = z.enum(['free', 'taken', 'left']);
export const barsView = z
  .object({
    vault: z.string().nullable().describe('address of the vault’s contract, once it can be used'),
    attested: z.boolean().describe('whether this very list is the one the custodians attested'),
    items: z.array(
      barFigures.extend({
        barId: z.string(),
        availability: barAvailability,
        amountBaseUnits: wholeText.describe('tokens for it'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'BarList' });
export type BarsView = z.output<typeof barsView>;

export const allocationBody = z.strictObject({ amountBaseUnits: tokenAmount('amountBaseUnits') });
export type AllocationBody = z.output<typeof allocationBody>;
export const allocationView = z
  .object({
    bars: z.array(barFigures.extend({ barId: z.string(), amountBaseUnits: wholeText })),
    amountBaseUnits: wholeText.describe('tokens for these bars'),
    remainderBaseUnits: wholeText.describe('too little for any free bar'),
  })
  .meta({ id: 'BarAllocation' });
export type AllocationView = z.output<typeof allocationView>;

export const reserveBody = z.strictObject({
  walletId: uuid,
  refiner: line(100),
  serial: line(50),
  year: z.int().min(1900).max(2200),
  grossOz: decimal('grossOz', 3).meta({ example: '400.125' }),
  deliveryDocumentId: uuid.describe('the delivery instruction; its SHA-256 goes on-chain'),
});
export type ReserveBody = z.output<typeof reserveBody>;

export const barStepName = z.enum(['accept', 'ship', 'deliver', 'refuse', 'return']);
export type BarStepName = z.output<typeof barStepName>;
export const barStepState = z.enum(['requested', 'approved', 'settled', 'rejected', 'failed']);
export type BarStepState = z.output<typeof barStepState>;

export const stepBody = z.strictObject({
  step: barStepName,
  evidenceDocumentId: uuid
    .nullable()
    .default(null)
    .describe('for ship, deliver and return: waybill, receipt, protocol'),
  reason,
});
export type StepBody = z.output<typeof stepBody>;

export const barStepView = z
  .object({
    id: uuid,
    step: barStepName,
    state: barStepState,
    evidenceDocumentId: uuid.nullable(),
    evidenceSha256: z.string().nullable(),
    reason: z.string(),
    approvalId: uuid,
    operationId: uuid.nullable(),
    transactionHash: z.string().nullable(),
    settledAt: instant.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'BarStep' });
export type BarStepView = z.output<typeof barStepView>;

export const barOrderState = z.enum(barOrderMachine.states);
export const barOrderView = z
  .object({
    id: uuid,
    tokenId: uuid,
    state: barOrderState,
    walletId: uuid.nullable(),
    holder: z.string(),
    barId: z.string(),
    bar: barFigures,
    amountBaseUnits: wholeText,
    deliveryDocumentId: uuid.nullable(),
    number: wholeText.nullable().describe('of the vault’s contract; null while only reserved'),
    reservedUntil: instant,
    steps: z.array(barStepView).describe('what the vault’s officers did, oldest first'),
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'BarOrder' });
export type BarOrderView = z.output<typeof barOrderView>;

export const barOrderPage = pageOf(barOrderView);
export const barOrdersQuery = pageQuery.extend({ state: barOrderState.optional() });
export type BarOrdersQuery = z.output<typeof barOrdersQuery>;

export const callsView = z
  .object({
    obstacle: refusalView.nullable(),
    transactions: z.array(
      z.object({ what: z.string(), to: z.string(), data: z.string(), chainId: z.int() }),
    ),
  })
  .meta({ id: 'BarOrderCalls' });
export type CallsView = z.output<typeof callsView>;

export const stepAnswer = z.object({ order: barOrderView, approvalId: uuid });
export type StepAnswer = z.output<typeof stepAnswer>;
