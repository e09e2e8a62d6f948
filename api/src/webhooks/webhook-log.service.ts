import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { LedgerEvent } from '../chain/ledger/event-reader.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { eventId, typeOf } from './message.js';
import { WebhookAttempt, WebhookDelivery } from './webhook.entity.js';
import type { DeliveriesQuery, DeliveryView } from './webhook.schema.js';
import type { Sent } from './webhook-sender.js';

/** What was sent, when, how long it took and what came back. */
@Injectable()
export class WebhookLog {
  constructor(private readonly db: Database) {}

  /** The deliveries of an endpoint with their attempts, the newest first. */
  list(endpointId: string, { state, ...query }: DeliveriesQuery): Promise<Page<DeliveryView>> {
    const where = { endpointId, ...(state && { state }) };
    return page(this.db.em, WebhookDelivery, query, where, (rows) => this.views(rows));
  }

  find(endpointId: string, id: string): Promise<WebhookDelivery | null> {
    return this.db.em.findOneBy(WebhookDelivery, { id, endpointId });
  }

  /** Writes an attempt down, in the running transaction. @returns the attempts made so far */
  async add(
    endpointId: string,
    event: LedgerEvent,
    replayId: string | null,
    sent: Sent,
  ): Promise<number> {
    const delivered = sent.failure === null;
    const [row] = await this.db.sql<{ id: string; attempts: number }>(
      `INSERT INTO api.webhook_delivery AS d (id, endpoint_id, event_number, event_type, replay_id,
         state, attempts, created_at, delivered_at)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)
       ON CONFLICT (endpoint_id, event_number, replay_id) DO UPDATE SET
         state = CASE WHEN d.state = 'delivered' THEN d.state ELSE excluded.state END,
         delivered_at = coalesce(d.delivered_at, excluded.delivered_at),
         attempts = d.attempts + 1
       RETURNING id, attempts`,
      [
        this.db.newId(),
        endpointId,
        event.seq,
        typeOf(event),
        replayId,
        delivered ? 'delivered' : 'failed',
        sent.sentAt,
        delivered ? sent.sentAt : null,
      ],
    );
    if (!row) throw new Error('an upsert gives its row');
    await this.db.em.insert(WebhookAttempt, {
      deliveryId: row.id,
      number: row.attempts,
      sentAt: sent.sentAt,
      durationMs: sent.durationMs,
      httpStatus: sent.status,
      failure: sent.failure,
      answer: sent.answer,
    });
    return row.attempts;
  }

  private async views(rows: WebhookDelivery[]): Promise<DeliveryView[]> {
    const attempts = await this.db.em.find(WebhookAttempt, {
      where: { deliveryId: In(rows.map(({ id }) => id)) },
      order: { number: 'ASC' },
    });
    const byDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
    return rows.map((row) => ({
      id: row.id,
      eventId: eventId(row.eventNumber),
      eventNumber: Number(row.eventNumber),
      eventType: row.eventType,
      replayId: row.replayId,
      state: row.state,
      createdAt: row.createdAt.toISOString(),
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
      attempts: (byDelivery.get(row.id) ?? []).map((one) => ({
        number: one.number,
        sentAt: one.sentAt.toISOString(),
        durationMs: one.durationMs,
        httpStatus: one.httpStatus,
        failure: one.failure,
        answer: one.answer,
      })),
    }));
  }
}
