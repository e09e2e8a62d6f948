import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { LedgerEvents } from '../chain/ledger/event-reader.js';
import { DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { newSecret } from './signature.js';
import { WebhookEndpoint } from './webhook.entity.js';
import type {
  ChangeWebhookBody,
  CreateWebhookBody,
  EnableWebhookBody,
  WebhookSecretView,
  WebhookView,
} from './webhook.schema.js';
import { WebhookSender } from './webhook-sender.js';

const MOST = 20;
/** After a rotation the secret before still signs for so long. */
const OVERLAP_MS = DAY_MS;

/** The endpoints of an organisation: where, for which events, under which secret. */
@Injectable()
export class Webhooks {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly ledger: LedgerEvents,
    private readonly sender: WebhookSender,
    private readonly audit: Audit,
  ) {}

  /** @throws Refused `webhook_url_refused`, Conflict `webhook_url_taken` | `too_many_webhooks` */
  async create(ctx: Ctx, body: CreateWebhookBody): Promise<WebhookSecretView> {
    const { organisationId, role, userId } = actorOf(ctx);
    await this.checkUrl(ctx, body.url);
    if ((await this.db.em.countBy(WebhookEndpoint, { organisationId })) >= MOST) {
      throw new Conflict('too_many_webhooks', `An organisation has at most ${MOST}: delete one.`);
    }
    const id = this.db.newId();
    const secret = newSecret();
    const row = this.db.em.create(WebhookEndpoint, {
      id,
      organisationId,
      role,
      url: body.url,
      description: body.description ?? null,
      eventTypes: body.eventTypes,
      position: BigInt(body.after ?? (await this.ledger.last())),
      secretSealed: this.seal(id, secret),
      previousSecretSealed: null,
      previousSecretUntil: null,
      state: 'active',
      disabledBecause: null,
      failures: 0,
      failingSince: null,
      nextAttemptAt: new Date(),
      createdBy: userId,
      createdAt: new Date(),
    });
    await this.db.em.insert(WebhookEndpoint, row);
    await this.record(ctx, row, 'webhook.create');
    return { webhook: view(row), secret };
  }

  list(ctx: Ctx, query: PageQuery): Promise<Page<WebhookView>> {
    const { organisationId } = actorOf(ctx);
    return page(this.db.em, WebhookEndpoint, query, { organisationId }, (rows) => rows.map(view));
  }

  async get(ctx: Ctx, id: string): Promise<WebhookView> {
    return view(await this.own(ctx, id));
  }

  /** @throws NotFound, Refused `webhook_url_refused`, Conflict `webhook_url_taken` */
  async change(ctx: Ctx, id: string, body: ChangeWebhookBody): Promise<WebhookView> {
    await this.own(ctx, id, true);
    if (body.url !== undefined) await this.checkUrl(ctx, body.url, id);
    // An address put right is tried at once.
    const change = { ...body, nextAttemptAt: new Date() };
    await this.db.em.update(WebhookEndpoint, { id }, change);
    const changed = await this.own(ctx, id);
    await this.record(ctx, changed, 'webhook.change');
    return view(changed);
  }

  /** Its log goes with it; what was done with it stays in the audit log. */
  async remove(ctx: Ctx, id: string): Promise<void> {
    const row = await this.own(ctx, id, true);
    await this.db.em.delete(WebhookEndpoint, { id });
    await this.record(ctx, row, 'webhook.remove');
  }

  /** A new secret; the one before signs too for a day. One that was older ends now. */
  async rotate(ctx: Ctx, id: string): Promise<WebhookSecretView> {
    const row = await this.own(ctx, id, true);
    const secret = newSecret();
    await this.db.em.update(
      WebhookEndpoint,
      { id },
      {
        secretSealed: this.seal(id, secret),
        previousSecretSealed: row.secretSealed,
        previousSecretUntil: new Date(Date.now() + OVERLAP_MS),
      },
    );
    await this.record(ctx, row, 'webhook.rotate_secret');
    return { webhook: await this.get(ctx, id), secret };
  }

  /** Goes on where it stopped, or with the next event. @throws NotFound, Conflict `webhook_enabled` */
  async enable(ctx: Ctx, id: string, { from }: EnableWebhookBody): Promise<WebhookView> {
    const row = await this.own(ctx, id, true);
    if (row.state === 'active') throw new Conflict('webhook_enabled', 'It is enabled already.');
    await this.db.em.update(
      WebhookEndpoint,
      { id },
      {
        state: 'active',
        disabledBecause: null,
        failures: 0,
        failingSince: null,
        nextAttemptAt: new Date(),
        ...(from === 'now' && { position: BigInt(await this.ledger.last()) }),
      },
    );
    await this.record(ctx, row, 'webhook.enable');
    return this.get(ctx, id);
  }

  /** @throws NotFound, Conflict `webhook_disabled` */
  async disable(ctx: Ctx, id: string): Promise<WebhookView> {
    const row = await this.own(ctx, id, true);
    if (row.state === 'disabled') throw new Conflict('webhook_disabled', 'It is disabled already.');
    const change = { state: 'disabled', disabledBecause: 'by_owner' } as const;
    await this.db.em.update(WebhookEndpoint, { id }, change);
    await this.record(ctx, row, 'webhook.disable');
    return this.get(ctx, id);
  }

  /** The row, if it is the actor's organisation's; locked on request. @throws NotFound */
  async own(ctx: Ctx, id: string, lock = false): Promise<WebhookEndpoint> {
    const { organisationId } = actorOf(ctx);
    const row = await this.db.em.findOne(WebhookEndpoint, {
      where: { id, organisationId },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    if (!row) throw new NotFound('webhook');
    return row;
  }

  /** That it may be called, and that no other endpoint of the organisation has it: each event is told there once. */
  private async checkUrl(ctx: Ctx, url: string, but?: string): Promise<void> {
    this.sender.check(url);
    const { organisationId } = actorOf(ctx);
    // Two that are made at once would both find nobody there.
    await this.db.sql(
      `SELECT pg_advisory_xact_lock(hashtext('api.webhook_endpoint'), hashtext($1))`,
      [organisationId],
    );
    const others = await this.db.em.findBy(WebhookEndpoint, { organisationId });
    const same = (one: WebhookEndpoint) => new URL(one.url).href === new URL(url).href;
    if (others.some((one) => one.id !== but && same(one))) {
      const detail = 'This address is told of events already: change which at its own page.';
      throw new Conflict('webhook_url_taken', detail, { errors: [{ pointer: '/url', detail }] });
    }
  }

  /** The secrets that sign now, the newest first. */
  secrets(row: WebhookEndpoint): string[] {
    const open = (sealed: Buffer) => this.crypto.open(sealed, boundToEndpoint(row.id));
    const overlap = row.previousSecretUntil !== null && row.previousSecretUntil > new Date();
    const previous = overlap && row.previousSecretSealed ? [row.previousSecretSealed] : [];
    return [row.secretSealed, ...previous].map(open);
  }

  private seal(id: string, secret: string): Buffer {
    return this.crypto.seal(secret, boundToEndpoint(id));
  }

  private record(ctx: Ctx, row: WebhookEndpoint, action: string): Promise<void> {
    const { id, organisationId, url, eventTypes } = row;
    return this.audit.record(ctx, {
      action,
      subject: { type: 'webhook', id },
      organisationId,
      // Paths and queries of such addresses often are secrets themselves.
      data: { origin: new URL(url).origin, eventTypes },
    });
  }
}

export const boundToEndpoint = (id: string) => `webhook_endpoint.secret:${id}`;

const view = (row: WebhookEndpoint): WebhookView => ({
  id: row.id,
  url: row.url,
  description: row.description,
  eventTypes: row.eventTypes,
  state: row.state,
  disabledBecause: row.disabledBecause,
  position: Number(row.position),
  failures: row.failures,
  failingSince: row.failingSince?.toISOString() ?? null,
  nextAttemptAt: row.failures > 0 ? row.nextAttemptAt.toISOString() : null,
  previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});
