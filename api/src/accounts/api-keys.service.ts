import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { Routes } from '../platform/routes.js';
import { Membership } from './account.entity.js';
import { ApiKeyCheck } from './api-key-check.service.js';
import { ApiKey } from './api-key.entity.js';
import type { ApiKeyView, CreateApiKeyBody, NewApiKeyView } from './api-key.schema.js';

const MOST = 20;

/** The keys with which a member's own programs act in their name. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly db: Database,
    private readonly routes: Routes,
    private readonly check: ApiKeyCheck,
    private readonly audit: Audit,
  ) {}

  /** @throws Refused `unknown_scope`, Conflict `too_many_api_keys` */
  async create(ctx: Ctx, body: CreateApiKeyBody): Promise<NewApiKeyView> {
    const { userId, organisationId } = actorOf(ctx);
    const scopes = [...new Set(body.scopes)].toSorted();
    const known = new Set(this.scopes(ctx));
    const unknown = scopes.filter((scope) => !known.has(scope));
    if (unknown.length > 0) {
      const detail = `There is no such scope for your role: ${unknown.join(', ')}. GET /api-keys/scopes lists them.`;
      throw new Refused('unknown_scope', detail, { unknown });
    }
    const { id: membershipId } = await this.membership(ctx);
    const live = { membershipId, revokedAt: IsNull(), expiresAt: MoreThan(new Date()) };
    if ((await this.db.em.countBy(ApiKey, live)) >= MOST) {
      throw new Conflict('too_many_api_keys', `You have ${MOST} keys in force: revoke one first.`);
    }
    const prefix = `cad_${randomBytes(4).toString('hex')}`;
    const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
    const now = Date.now();
    const row = this.db.em.create(ApiKey, {
      id: this.db.newId(),
      organisationId,
      membershipId,
      name: body.name,
      prefix,
      keyHash: createHash('sha256').update(key).digest(),
      scopes,
      createdAt: new Date(now),
      expiresAt: new Date(now + body.expiresInDays * DAY_MS),
      lastUsedAt: null,
      revokedAt: null,
    });
    await this.db.em.insert(ApiKey, row);
    await this.audit.record(ctx, {
      action: 'api_key.create',
      subject: { type: 'api_key', id: row.id },
      organisationId,
      data: { userId, prefix, scopes, expiresAt: row.expiresAt.toISOString() },
    });
    return { apiKey: view(row), key };
  }

  /** Own ones, also those that are over; the newest first. */
  async list(ctx: Ctx, query: PageQuery): Promise<Page<ApiKeyView>> {
    const { id: membershipId } = await this.membership(ctx);
    return page(this.db.em, ApiKey, query, { membershipId }, (rows) => rows.map(view));
  }

  /** What keys of the actor's role can be given: the scopes of the routes it may call. */
  scopes(ctx: Ctx): string[] {
    const { role } = actorOf(ctx);
    const scopes = this.routes
      .list()
      .flatMap(({ scope, access }) => (scope && access.includes(role) ? [scope] : []));
    return [...new Set(scopes)].toSorted();
  }

  /** Ends a key: here at once, in another process within two seconds. @throws NotFound */
  async revoke(ctx: Ctx, id: string): Promise<void> {
    const { id: membershipId, organisationId } = await this.membership(ctx);
    const row = await this.db.em.findOneBy(ApiKey, { id, membershipId });
    if (!row) throw new NotFound('API key');
    if (row.revokedAt) return;
    await this.db.em.update(ApiKey, { id }, { revokedAt: new Date() });
    this.db.afterCommit(() => this.check.forget(row.keyHash));
    await this.audit.record(ctx, {
      action: 'api_key.revoke',
      subject: { type: 'api_key', id },
      organisationId,
      data: { prefix: row.prefix },
    });
  }

  private membership(ctx: Ctx): Promise<Membership> {
    const { userId, organisationId } = actorOf(ctx);
    return this.db.em.findOneByOrFail(Membership, { userId, organisationId });
  }
}

const view = (row: ApiKey): ApiKeyView => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});
