import { Injectable } from '@nestjs/common';
import { LessThan, LessThanOrEqual } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type LedgerEvent, LedgerEvents } from '../chain/ledger/event-reader.js';
import { OwnEvents } from '../events/own-events.service.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { PATIENCE_MS, waitMs } from './backoff.js';
import { eventId, messageOf, typeOf, wanted } from './message.js';
import { SIGNATURE_HEADER, signatureOf } from './signature.js';
import { type DisabledBecause, WebhookEndpoint } from './webhook.entity.js';
import { WebhookLog } from './webhook-log.service.js';
import { type Sent, WebhookSender } from './webhook-sender.js';
import { Webhooks } from './webhooks.service.js';

/** No event is begun after so long in one turn; the next turn goes on. */
const TURN_MS = 30_000;
const BATCH = 50;
const GONE = 410;

/**
 * Tells endpoints of events, each endpoint in the order of their numbers and none before the one
 * ahead of it got through. What is sent is written down after it was sent: where this process is
 * killed in between, the event goes out again under the same id.
 */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly db: Database,
    private readonly ledger: LedgerEvents,
    private readonly own: OwnEvents,
    private readonly webhooks: Webhooks,
    private readonly log: WebhookLog,
    private readonly sender: WebhookSender,
    private readonly audit: Audit,
  ) {}

  /** Endpoints that have something to be looked at now. */
  async due(): Promise<string[]> {
    const found = await this.db.em.find(WebhookEndpoint, {
      select: { id: true },
      where: {
        state: 'active',
        nextAttemptAt: LessThanOrEqual(new Date()),
        position: LessThan(BigInt(await this.ledger.last())),
      },
    });
    return found.map(({ id }) => id);
  }

  /** Tells one endpoint all that is due, until one event fails or the turn is over. */
  async deliver(ctx: Ctx, endpointId: string): Promise<void> {
    const over = Date.now() + TURN_MS;
    for (;;) {
      const endpoint = await this.active(endpointId);
      if (!endpoint || endpoint.nextAttemptAt > new Date()) return;
      const { events, seen } = await this.read(endpoint, Number(endpoint.position), BATCH);
      for (const event of events) {
        if (Date.now() > over) return;
        const sent = await this.send(endpoint, event);
        if (!(await this.settle(ctx, endpoint, event, sent))) return;
      }
      if (BigInt(seen) <= endpoint.position) return;
      if (!(await this.db.independent(() => this.advance(endpoint, BigInt(seen))))) return;
      if (events.length === 0 && seen >= (await this.ledger.last())) return;
    }
  }

  /** An active endpoint, read anew, or null. */
  active(id: string): Promise<WebhookEndpoint | null> {
    return this.db.em.findOneBy(WebhookEndpoint, { id, state: 'active' });
  }

  /** Events after a number that are the endpoint's and that it asked for. */
  async read(
    endpoint: WebhookEndpoint,
    after: number,
    limit: number,
  ): Promise<{ events: LedgerEvent[]; seen: number }> {
    const scope = await this.own.of(endpoint);
    const { events, seen } = await this.ledger.read({ after, limit, ...scope });
    return { events: events.filter((e) => wanted(endpoint.eventTypes, typeOf(e))), seen };
  }

  send(endpoint: WebhookEndpoint, event: LedgerEvent): Promise<Sent> {
    const body = messageOf(event);
    const seconds = Math.floor(Date.now() / 1000);
    return this.sender.post(endpoint.url, body, {
      'cadastre-event-id': eventId(event.seq),
      [SIGNATURE_HEADER]: signatureOf(this.webhooks.secrets(endpoint), seconds, body),
    });
  }

  /** Writes down what came of one event. @returns whether the next one may follow */
  private settle(
    ctx: Ctx,
    endpoint: WebhookEndpoint,
    event: LedgerEvent,
    sent: Sent,
  ): Promise<boolean> {
    return this.db.independent(async () => {
      await this.log.add(endpoint.id, event, null, sent);
      if (sent.failure === null) return this.advance(endpoint, BigInt(event.seq));
      await this.failed(ctx, endpoint, sent);
      return false;
    });
  }

  /** Only from where it was read: whoever else moved it meanwhile is ahead. */
  private async advance(endpoint: WebhookEndpoint, position: bigint): Promise<boolean> {
    const { id, position: from } = endpoint;
    const { affected } = await this.db.em.update(
      WebhookEndpoint,
      { id, position: from, state: 'active' },
      { position, failures: 0, failingSince: null, nextAttemptAt: new Date() },
    );
    Object.assign(endpoint, { position, failures: 0, failingSince: null });
    return affected === 1;
  }

  private async failed(ctx: Ctx, endpoint: WebhookEndpoint, sent: Sent): Promise<void> {
    const { id, position } = endpoint;
    const failures = endpoint.failures + 1;
    const failingSince = endpoint.failingSince ?? sent.sentAt;
    const because = this.givenUp(sent, failingSince);
    const { affected } = await this.db.em.update(
      WebhookEndpoint,
      { id, position, state: 'active' },
      {
        failures,
        failingSince,
        nextAttemptAt: new Date(Date.now() + waitMs(failures, Math.random())),
        ...(because && { state: 'disabled' as const, disabledBecause: because }),
      },
    );
    if (because && affected === 1) await this.disabled(ctx, endpoint, because);
  }

  private givenUp(sent: Sent, failingSince: Date): DisabledBecause | null {
    if (sent.status === GONE) return 'gone';
    return Date.now() - failingSince.getTime() >= PATIENCE_MS ? 'failing' : null;
  }

  private disabled(
    ctx: Ctx,
    { id, organisationId }: WebhookEndpoint,
    because: DisabledBecause,
  ): Promise<void> {
    return this.audit.record(ctx, {
      action: 'webhook.disabled',
      subject: { type: 'webhook', id },
      organisationId,
      data: { because },
    });
  }
}
