import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import type { Actor } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Problem } from '../platform/problem.js';
import { Recent } from '../platform/recent.js';
import { Membership } from './account.entity.js';
import { ApiKey } from './api-key.entity.js';

/** As for sessions: what another process has revoked is still believed here for so long at most. */
const BELIEVED_MS = 2_000;
const BELIEVED_KEYS = 10_000;
export const REQUESTS_A_MINUTE = 600;
const MINUTE_MS = 60_000;

interface Believed {
  actor: Actor;
  expiresAt: Date;
}

/** Says who acts with a key. Of the key itself only its hash is ever looked at. */
@Injectable()
export class ApiKeyCheck {
  private readonly believed = new Recent<Believed>(BELIEVED_KEYS, BELIEVED_MS);
  private readonly limit = new RateLimiterMemory({ points: REQUESTS_A_MINUTE, duration: 60 });

  constructor(private readonly db: Database) {}

  /**
   * The member in whose name a key acts; null where it is unknown, revoked or over.
   * @throws Problem 429 `too_many_requests`: 600 a minute for each key and process
   */
  async actor(key: string): Promise<Actor | null> {
    const hash = createHash('sha256').update(key).digest();
    const found = await this.believed.of(hash.toString('hex'), () => this.read(hash));
    const id = found?.actor.apiKey?.id;
    if (!found || id === undefined || found.expiresAt <= new Date()) return null;
    await this.count(id);
    return found.actor;
  }

  /** Whether a key is still in force. */
  lives(id: string): Promise<boolean> {
    const inForce = { revokedAt: IsNull(), expiresAt: MoreThan(new Date()) };
    return this.db.em.existsBy(ApiKey, { id, ...inForce });
  }

  forget(keyHash: Buffer): void {
    this.believed.forget(keyHash.toString('hex'));
  }

  private async read(keyHash: Buffer): Promise<Believed | null> {
    const row = await this.db.em.findOneBy(ApiKey, { keyHash, revokedAt: IsNull() });
    if (!row) return null;
    await this.touch(row.id);
    const { userId, organisationId, role } = await this.db.em.findOneByOrFail(Membership, {
      id: row.membershipId,
    });
    const apiKey = { id: row.id, scopes: row.scopes };
    return {
      actor: { userId, organisationId, role, sessionId: null, apiKey },
      expiresAt: row.expiresAt,
    };
  }

  /** Written once a minute at most: reads stay reads. */
  private async touch(id: string): Promise<void> {
    const now = new Date();
    const stale = LessThan(new Date(now.getTime() - MINUTE_MS));
    const change = { lastUsedAt: now };
    await this.db.em.update(
      ApiKey,
      [
        { id, lastUsedAt: IsNull() },
        { id, lastUsedAt: stale },
      ],
      change,
    );
  }

  private async count(id: string): Promise<void> {
    try {
      await this.limit.consume(id);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.ceil(refusal.msBeforeNext / 1000);
      throw new Problem(
        429,
        'too_many_requests',
        'Too many requests',
        `A key has ${REQUESTS_A_MINUTE} requests a minute; wait ${seconds} seconds.`,
        { retryAfterSeconds: seconds },
      );
    }
  }
}
