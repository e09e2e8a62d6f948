import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import type { LedgerEvent } from '../chain/ledger/event-reader.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { waitMs } from './backoff.js';
import type { WebhookEndpoint } from './webhook.entity.js';
import type { ReplayBody, ReplayView } from './webhook.schema.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookLog } from './webhook-log.service.js';
import { Webhooks } from './webhooks.service.js';

export const replayPayload = z.strictObject({
  endpointId: uuid,
  replayId: uuid,
  from: z.int(),
  until: z.int(),
});
export type ReplayPayload = z.output<typeof replayPayload>;

interface Rest {
  payload: ReplayPayload;
  startAfter: Date;
}

/** One event is tried so often in a replay; then the rest of it is left. */
const ATTEMPTS = 5;
const TURN_MS = 30_000;
const BATCH = 50;

/** Sends again what was sent before, beside what is new: a receiver tells by the ids. */
@Injectable()
export class WebhookReplays {
  constructor(
    private readonly db: Database,
    private readonly webhooks: Webhooks,
    private readonly deliveries: WebhookDeliveries,
    private readonly log: WebhookLog,
    private readonly audit: Audit,
  ) {}

  /** What is to be replayed. @throws NotFound, Conflict `webhook_disabled` */
  async request(ctx: Ctx, id: string, body: ReplayBody): Promise<ReplayView> {
    const endpoint = await this.webhooks.own(ctx, id);
    const range = await this.range(id, body);
    if (endpoint.state === 'disabled') {
      throw new Conflict('webhook_disabled', 'Enable it first: nothing is sent while it is off.');
    }
    const replayId = this.db.newId();
    await this.audit.record(ctx, {
      action: 'webhook.replay',
      subject: { type: 'webhook', id },
      organisationId: endpoint.organisationId,
      data: { replayId, ...range },
    });
    return { replayId, ...range };
  }

  /**
   * Sends what of a range is the endpoint's now, in order, from where an earlier turn came to.
   * @returns what is left to do and when; null when done, or given up
   */
  async run({ endpointId, replayId, from, until }: ReplayPayload): Promise<Rest | null> {
    const over = Date.now() + TURN_MS;
    const restFrom = (seq: number) => ({ endpointId, replayId, from: seq, until });
    let reached = from - 1;
    while (reached < until) {
      const endpoint = await this.deliveries.active(endpointId);
      if (!endpoint) return null;
      const { events, seen } = await this.deliveries.read(endpoint, reached, BATCH);
      for (const event of events.filter(({ seq }) => seq <= until)) {
        if (Date.now() > over) return { payload: restFrom(event.seq), startAfter: new Date() };
        const { failed, attempts } = await this.send(endpoint, event, replayId);
        if (!failed) continue;
        if (attempts >= ATTEMPTS) return null;
        const startAfter = new Date(Date.now() + waitMs(attempts, Math.random()));
        return { payload: restFrom(event.seq), startAfter };
      }
      if (seen === reached) return null;
      reached = seen;
    }
    return null;
  }

  private async send(endpoint: WebhookEndpoint, event: LedgerEvent, replayId: string) {
    const sent = await this.deliveries.send(endpoint, event);
    const attempts = await this.db.independent(() =>
      this.log.add(endpoint.id, event, replayId, sent),
    );
    return { failed: sent.failure !== null, attempts };
  }

  private async range(endpointId: string, body: ReplayBody) {
    if ('from' in body) return body;
    const delivery = await this.log.find(endpointId, body.deliveryId);
    if (!delivery) throw new NotFound('delivery');
    const number = Number(delivery.eventNumber);
    return { from: number, until: number };
  }
}
