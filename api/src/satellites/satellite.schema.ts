import { z } from 'zod';
import { instant, uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

export const SATELLITE_KINDS = [
  'distributor',
  'offering',
  'redemption_queue',
  'bar_vault',
  'ballot',
  'corporate_actions',
  'deed_vault',
] as const;
export const satelliteKind = z.enum(SATELLITE_KINDS);
export type SatelliteKind = z.output<typeof satelliteKind>;

export const satelliteState = z
  .enum(['launching', 'enrolling', 'ready', 'failed'])
  .describe('enrolling: it exists and is being tied to its asset; ready: it can be used');
export type SatelliteState = z.output<typeof satelliteState>;

/** In the order they are made. */
export const SATELLITE_STEPS = ['launch', 'enrol', 'register', 'exempt'] as const;
export type SatelliteStepName = (typeof SATELLITE_STEPS)[number];

export const satelliteView = z
  .object({
    id: uuid,
    assetId: uuid,
    kind: satelliteKind,
    state: satelliteState,
    address: z.string().meta({ example: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }),
    steps: z.array(
      z.object({
        step: z.enum(SATELLITE_STEPS),
        signer: z.string().describe('which of the platform’s keys makes the call'),
        to: z.string(),
        data: z.string().describe('the encoded call, for an administrator whose key is kept away'),
        operationId: uuid.nullable().describe('null until it is its turn'),
        blockNumber: z.number().int().nullable().describe('where the chain says it was done'),
        transactionHash: z.string().nullable(),
        failureCode: z.string().nullable(),
        failure: z.string().nullable(),
      }),
    ),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Satellite' });
export type SatelliteView = z.output<typeof satelliteView>;

export const satellitePage = pageOf(satelliteView);
