import { chainCommandMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, uuid, wholeText } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { SIGNER_ROLES } from '../outbox/command.js';

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
  gasUsed: wholeText.nullable(),
  feeWei: wholeText.nullable(),
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

export const operationView = z
  .object({ ...fields, timeline: z.array(operationEvent) })
  .meta({ id: 'Operation' });
export type OperationView = z.output<typeof operationView>;

export const operationPage = pageOf(operationSummary);
