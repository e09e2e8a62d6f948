import { chainCommandMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, uuid, wholeText } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { SIGNER_ROLES } from '../outbox/command.js';
import { FINDINGS } from '../outbox/reconcile.js';

export const operationState = z.enum(chainCommandMachine.states);

export const operationsQuery = pageQuery.extend({
  state: operationState.optional(),
  kind: z.string().max(100).optional(),
  subjectId: uuid.optional(),
});
export type OperationsQuery = z.output<typeof operationsQuery>;

const fields = {
  id: uuid,
  kind: z.string().describe('What it does, e.g. token.mint'),
  signer: z.enum(SIGNER_ROLES),
  signerAddress: z.string(),
  to: z.string().describe('The contract called'),
  state: operationState,
  subject: z.object({ type: z.string(), id: uuid }),
  organisationId: uuid.nullable(),
  nonce: z.number().int().nullable(),
  transactionHash: z.string().nullable(),
  blockNumber: z.number().int().nullable(),
  blockHash: z.string().nullable(),
  gasUsed: wholeText.nullable().describe('Its share, where the transaction carries several'),
  feeWei: wholeText.nullable().describe('Its share, where the transaction carries several'),
  errorCode: z.string().nullable().describe('The contract’s error, in snake_case'),
  error: z.string().nullable().describe('Why it was rejected or reverted, for people'),
  correlationId: z.string(),
  createdAt: instant,
  updatedAt: instant,
};

export const operationEvent = z
  .object({
    id: z.number().int(),
    state: operationState,
    at: instant,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'OperationEvent' });
export type OperationEventView = z.output<typeof operationEvent>;

export const operationSummary = z.object(fields).meta({ id: 'OperationSummary' });
export type OperationSummary = z.output<typeof operationSummary>;

/** Bytes signed for a nonce; each further one offers more for the same call. */
const attempt = z.object({
  transactionHash: z.string(),
  gasLimit: wholeText,
  maxFeePerGasWei: wholeText,
  maxPriorityFeePerGasWei: wholeText,
  signedAt: instant,
  sentAt: instant.nullable(),
});

const carrier = z.object({
  commands: z.number().int().describe('How many operations the transaction carries'),
  nonce: z.number().int(),
  gasUsed: wholeText.nullable(),
  feeWei: wholeText.nullable(),
  attempts: z.array(attempt).describe('Oldest first; at most one is ever mined'),
});

export const operationView = z
  .object({
    ...fields,
    transaction: carrier.nullable().describe('Null before a nonce is given'),
    timeline: z.array(operationEvent),
  })
  .meta({ id: 'Operation' });
export type OperationView = z.output<typeof operationView>;

export const operationPage = pageOf(operationSummary);

export const reconciliationView = z
  .object({
    id: wholeText,
    signer: z.enum(SIGNER_ROLES),
    signerAddress: z.string(),
    at: instant,
    finding: z.enum(FINDINGS).describe('What the nonces of database and chain say together'),
    storedNonce: z.number().int().describe('Next nonce as the database knew it'),
    executedNonce: z.number().int().describe('Transactions of the key in blocks'),
    pendingNonce: z.number().int().describe('The same with those that wait in the node'),
    nextNonce: z.number().int().describe('What is signed next, as decided'),
    foreignTransactions: z
      .array(
        z.object({
          nonce: z.number().int(),
          hash: z.string().nullable(),
          blockNumber: z.number().int().nullable(),
        }),
      )
      .describe('Sent from the key by others; at most 20 are named'),
    sentAgain: z.array(z.string()).describe('Hashes of stored transactions that went out again'),
  })
  .meta({ id: 'Reconciliation' });
export type ReconciliationView = z.output<typeof reconciliationView>;

export const reconciliationPage = pageOf(reconciliationView);
