import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Audit } from '../audit/audit.service.js';
import { type Actor, actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Unauthenticated } from '../platform/problem.js';
import { Recent } from '../platform/recent.js';
import { Membership, RefreshToken, Session } from './account.entity.js';
import type { SignedInView } from './account.schema.js';
import { Users } from './users.service.js';

export const ACCESS_SECONDS = 600;
export const REFRESH_SECONDS = 14 * 86_400;
/** A session closed by another process is still believed here for this long at most. */
const BELIEVED_MS = 2_000;
const BELIEVED_SESSIONS = 10_000;
/**
 * How long a used refresh token still gets a successor: two tabs may ask at once, and of a page that is loaded again
 * while it asks the answer is lost. The price: who copied a token and uses it as fast is not noticed by that use.
 */
const LOST_MS = 10_000;

/** The claims of an access token. */
export interface AccessClaims {
  sub: string;
  org: string;
  role: Actor['role'];
  sid: string;
}

/** Somebody who is signed in. */
type SessionActor = Actor & { sessionId: string };

export interface SignedIn {
  view: SignedInView;
  refreshToken: string;
}

/**
 * Short access tokens, and refresh tokens that work once. A refresh token that comes back after it
 * was used has been copied: the whole session ends.
 */
@Injectable()
export class Sessions {
  private readonly living = new Recent<true>(BELIEVED_SESSIONS, BELIEVED_MS);

  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly jwt: JwtService,
    private readonly audit: Audit,
  ) {}

  async start(ctx: Ctx, membership: Membership): Promise<SignedIn> {
    const id = this.db.newId();
    await this.db.em.insert(Session, {
      id,
      membershipId: membership.id,
      createdAt: new Date(),
      revokedAt: null,
      revokedBecause: null,
    });
    const actor = actorIn(membership, id);
    await this.record({ ...ctx, actor }, actor, 'session.start');
    return this.issue(id, membership);
  }

  /** @throws Unauthenticated `refresh_refused` | `refresh_reused` */
  async refresh(ctx: Ctx, token: string | undefined): Promise<SignedIn> {
    const outcome = await this.db.transaction(() => this.tryRefresh(ctx, token ?? ''));
    if (outcome === 'refused') {
      throw new Unauthenticated('refresh_refused', 'The session has ended: sign in again.');
    }
    if (outcome === 'reused') {
      throw new Unauthenticated(
        'refresh_reused',
        'This refresh token was used before, so somebody may have copied it: the session is closed.',
      );
    }
    return outcome;
  }

  /** Ends the session; signing out twice is no error. */
  async end(ctx: Ctx): Promise<void> {
    const actor = actorOf(ctx);
    const { sessionId } = actor;
    if (sessionId === null) throw new Error('only a session can be ended');
    await this.revoke(sessionId, 'signed_out');
    await this.record(ctx, { ...actor, sessionId }, 'session.end');
  }

  /**
   * The actor of an access token, or null where its session was closed since: in this process at
   * once, in another one two seconds ago at most.
   */
  async actor({ sid, ...claims }: AccessClaims): Promise<Actor | null> {
    const lives = await this.living.of(sid, async () => {
      const session = await this.db.em.findOneBy(Session, { id: sid });
      return session && !session.revokedAt ? true : null;
    });
    if (!lives) return null;
    return { userId: claims.sub, organisationId: claims.org, role: claims.role, sessionId: sid };
  }

  /** Returns its refusals: a revocation must be committed although the request fails. */
  private async tryRefresh(ctx: Ctx, token: string): Promise<SignedIn | 'refused' | 'reused'> {
    const row = await this.db.em.findOne(RefreshToken, {
      where: { tokenHash: hashOf(token) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) return 'refused';
    const session = await this.db.em.findOneByOrFail(Session, { id: row.sessionId });
    if (session.revokedAt || row.expiresAt.getTime() <= Date.now()) return 'refused';
    const membership = await this.db.em.findOneByOrFail(Membership, { id: session.membershipId });
    if (row.usedAt && Date.now() - row.usedAt.getTime() >= LOST_MS) {
      await this.revoke(session.id, 'token_reused');
      await this.record(ctx, actorIn(membership, session.id), 'session.token_reused');
      return 'reused';
    }
    // Counted from the first use: asking again and again does not keep an old token alive.
    const usedAt = row.usedAt ?? new Date();
    await this.db.em.update(RefreshToken, { tokenHash: row.tokenHash }, { usedAt });
    return this.issue(session.id, membership);
  }

  private async issue(sessionId: string, membership: Membership): Promise<SignedIn> {
    const refreshToken = randomBytes(32).toString('base64url');
    const now = Date.now();
    await this.db.em.insert(RefreshToken, {
      tokenHash: hashOf(refreshToken),
      sessionId,
      issuedAt: new Date(now),
      expiresAt: new Date(now + REFRESH_SECONDS * 1000),
      usedAt: null,
    });
    const claims: AccessClaims = {
      sub: membership.userId,
      org: membership.organisationId,
      role: membership.role,
      sid: sessionId,
    };
    const accessToken = await this.jwt.signAsync({ ...claims });
    const user = await this.users.view(membership);
    return { refreshToken, view: { accessToken, expiresInSeconds: ACCESS_SECONDS, user } };
  }

  private async revoke(id: string, because: Session['revokedBecause']): Promise<void> {
    await this.db.em
      .createQueryBuilder()
      .update(Session)
      .set({ revokedAt: new Date(), revokedBecause: because })
      .where('id = :id AND revoked_at IS NULL', { id })
      .execute();
    this.living.forget(id);
    this.db.afterCommit(() => this.living.forget(id));
  }

  private record(ctx: Ctx, actor: SessionActor, action: string): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'session', id: actor.sessionId },
      organisationId: actor.organisationId,
      data: { userId: actor.userId, role: actor.role },
    });
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const actorIn = (membership: Membership, sessionId: string): SessionActor => ({
  userId: membership.userId,
  organisationId: membership.organisationId,
  role: membership.role,
  sessionId,
});
