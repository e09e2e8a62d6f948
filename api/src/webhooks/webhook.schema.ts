import { z } from 'zod';
import { LEDGER_CONTRACTS } from '../chain/ledger/fact.js';
import { OUTCOMES } from '../chain/ledger/events.js';
import { instant, line, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';

const url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/\S+$/, 'must be an address beginning with https://')
  .superRefine((value, check) => {
    const read = URL.canParse(value) ? new URL(value) : null;
    const message = !read
      ? 'must be an address (URL)'
      : read.username || read.password
        ? 'must not carry a user name or password'
        : read.hash
          ? 'must not carry a fragment (#)'
          : null;
    if (message) check.addIssue({ code: 'custom', message });
  })
  .describe('HTTPS, reachable from the internet; redirects are not followed');

const PATTERN = new RegExp(
  `^(\\*|(${LEDGER_CONTRACTS.join('|')})\\.(\\*|[A-Za-z]{1,60})\\.(\\*|${OUTCOMES.join('|')}))$`,
);
const eventType = z
  .string()
  .regex(PATTERN, 'must be * or Contract.Event.outcome with * for any event or outcome')
  .describe('For example *, AssetToken.Transfer.final or InvestorRegistry.*.*');

const eventTypes = z.array(eventType).min(1).max(50);
const eventNumber = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const createWebhookBody = z.strictObject({
  url,
  eventTypes,
  description: line(200).optional(),
  after: eventNumber.optional().describe('Begin after this event; with the next one if left out'),
});
export type CreateWebhookBody = z.output<typeof createWebhookBody>;

export const changeWebhookBody = z.strictObject({
  url: url.optional(),
  eventTypes: eventTypes.optional(),
  description: line(200).nullable().optional(),
});
export type ChangeWebhookBody = z.output<typeof changeWebhookBody>;

export const enableWebhookBody = z.strictObject({
  from: z
    .enum(['where_it_stopped', 'now'])
    .describe('`now` leaves out what came by while it was disabled'),
});
export type EnableWebhookBody = z.output<typeof enableWebhookBody>;

export const webhookView = z
  .object({
    id: uuid,
    url: z.string(),
    description: z.string().nullable(),
    eventTypes: z.array(z.string()),
    state: z.enum(['active', 'disabled']),
    disabledBecause: z.enum(['failing', 'gone', 'by_owner']).nullable(),
    position: z.int().describe('Number of the last event told, or that was not for it'),
    failures: z.int().describe('Failed attempts in a row'),
    failingSince: instant.nullable(),
    nextAttemptAt: instant.nullable().describe('Set while an event is being retried'),
    previousSecretUntil: instant.nullable().describe('Until then both secrets sign'),
    createdAt: instant,
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.output<typeof webhookView>;

export const webhookPage = pageOf(webhookView);

export const webhookSecretView = z
  .object({ webhook: webhookView, secret: z.string().describe('Shown once: keep it safe.') })
  .meta({ id: 'WebhookSecret' });
export type WebhookSecretView = z.output<typeof webhookSecretView>;

export const deliveriesQuery = pageQuery.extend({
  state: z.enum(['delivered', 'failed']).optional(),
});
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

export const deliveryView = z
  .object({
    id: uuid,
    eventId: z.string().describe('As the receiver saw it; the same at every attempt and replay'),
    eventNumber: z.int(),
    eventType: z.string(),
    replayId: uuid.nullable(),
    state: z.enum(['delivered', 'failed']),
    createdAt: instant,
    deliveredAt: instant.nullable(),
    attempts: z.array(
      z.object({
        number: z.int(),
        sentAt: instant,
        durationMs: z.int(),
        httpStatus: z.int().nullable(),
        failure: z.string().nullable(),
        answer: z.string().nullable().describe('The first 500 characters of what was answered'),
      }),
    ),
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.output<typeof deliveryView>;

export const deliveryPage = pageOf(deliveryView);

export const MAX_REPLAY = 10_000;

export const replayBody = z.union([
  z.strictObject({ deliveryId: uuid }),
  z
    .strictObject({ from: eventNumber.min(1), until: eventNumber.min(1) })
    .refine(({ from, until }) => from <= until && until - from < MAX_REPLAY, {
      path: ['until'],
      message: `must be from \`from\` to ${MAX_REPLAY - 1} above it`,
    }),
]);
export type ReplayBody = z.output<typeof replayBody>;

export const replayView = z
  .object({ replayId: uuid, from: z.int(), until: z.int() })
  .meta({ id: 'WebhookReplay' });
export type ReplayView = z.output<typeof replayView>;
