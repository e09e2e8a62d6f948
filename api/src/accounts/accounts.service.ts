import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound, Refused, Unauthenticated } from '../platform/problem.js';
import { Invitation, Membership, Organisation, User } from './account.entity.js';
import type { AcceptBody, MemberView, RegisterBody, UserView } from './account.schema.js';
import { DoorLimits } from './door-limits.service.js';
import { hashOf } from './invitation-token.js';
import { isOwnName } from './own-names.service.js';
import { hashPassword, passwordFits } from './passwords.js';
import { boundTo } from './sealed.js';
import { type SignedIn, Sessions } from './sessions.service.js';
import { Users } from './users.service.js';

/** How people come in: registering, signing in, accepting an invitation. */
@Injectable()
export class Accounts {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly users: Users,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly limits: DoorLimits,
  ) {}

  /**
   * A new person with an organisation of their own; counted before the transaction, so that a refusal counts.
   * @throws Conflict `email_taken`; Problem 429 `too_many_registrations`
   */
  async register(ctx: Ctx, body: RegisterBody, ip: string): Promise<SignedIn> {
    await this.limits.registration(ip);
    return this.db.transaction(() => this.enter(ctx, body));
  }

  /** @throws Unauthenticated `invalid_credentials`; Problem 429 `too_many_attempts`, `too_many_accounts` */
  async authenticate(email: string, password: string, ip: string): Promise<Membership> {
    const attempt = await this.limits.begin(this.users.emailIndex(email), ip);
    const user = await this.users.byEmail(email);
    const fits = await passwordFits(user?.passwordHash ?? null, password);
    const membership = fits && user ? await this.users.membershipOf(user.id) : null;
    if (!membership) {
      throw new Unauthenticated('invalid_credentials', 'E-mail address or password is not right.');
    }
    await this.limits.succeeded(attempt);
    return membership;
  }

  async me(ctx: Ctx): Promise<UserView> {
    const { userId, organisationId } = actorOf(ctx);
    return this.users.view(
      await this.db.em.findOneByOrFail(Membership, { userId, organisationId }),
    );
  }

  /** @throws NotFound, Refused `invitation_expired`, Conflict `invitation_used` | `email_taken` */
  async accept(ctx: Ctx, body: AcceptBody): Promise<SignedIn> {
    const invitation = await this.db.em.findOne(Invitation, {
      where: { tokenHash: hashOf(body.token) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!invitation) throw new NotFound('invitation');
    if (invitation.acceptedAt) {
      throw new Conflict('invitation_used', 'This invitation was accepted before: sign in.');
    }
    if (invitation.expiresAt.getTime() <= Date.now()) {
      throw new Refused(
        'invitation_expired',
        'The invitation has expired: ask whoever invited you for a new one.',
      );
    }
    const user = await this.users.create({
      email: this.crypto.open(invitation.emailSealed, boundTo.invitedEmail(invitation.id)),
      name: this.crypto.open(invitation.nameSealed, boundTo.invitedName(invitation.id)),
      passwordHash: await hashPassword(body.password),
    });
    const membership = await this.users.join(
      user,
      { id: invitation.organisationId },
      invitation.role,
    );
    await this.db.em.update(Invitation, { id: invitation.id }, { acceptedAt: new Date() });
    await this.record(ctx, 'member.join', membership);
    return this.sessions.start(ctx, membership);
  }

  /** People of the actor's organisation. */
  members(ctx: Ctx, query: PageQuery): Promise<Page<MemberView>> {
    const { organisationId } = actorOf(ctx);
    return page(this.db.em, Membership, query, { organisationId }, (rows) =>
      this.memberViews(rows),
    );
  }

  /** The first operator, at the first start: only where there is none. */
  async bootstrap(ctx: Ctx, email: string, password: string): Promise<void> {
    await this.db.transaction(async (em) => {
      await this.db.sql(`SELECT pg_advisory_xact_lock(hashtext('api.bootstrap'))`);
      if (await em.existsBy(Membership, { role: 'operator' })) return;
      const passwordHash = await hashPassword(password);
      const user = await this.users.create({ email, name: 'Operator', passwordHash });
      const membership = await this.users.join(user, await this.platform(), 'operator');
      await this.record(ctx, 'account.bootstrap', membership);
    });
  }

  /** The one organisation of the people who run the platform. */
  async platform(): Promise<Organisation> {
    const there = await this.db.em.findOneBy(Organisation, { kind: 'platform' });
    return there ?? this.users.createOrganisation('platform', 'Cadastre');
  }

  private async enter(ctx: Ctx, body: RegisterBody): Promise<SignedIn> {
    const user = await this.users.create({
      email: body.email,
      name: body.name,
      passwordHash: await hashPassword(body.password),
    });
    const organisation = await this.users.createOrganisation(body.kind, organisationOf(body));
    const membership = await this.users.join(user, organisation, body.kind);
    await this.record(ctx, 'account.register', membership);
    return this.sessions.start(ctx, membership);
  }

  private async memberViews(rows: Membership[]): Promise<MemberView[]> {
    const users = await this.db.em.findBy(User, { id: In(rows.map(({ userId }) => userId)) });
    const byId = new Map(users.map((user) => [user.id, user]));
    return rows.flatMap((row) => {
      const user = byId.get(row.userId);
      if (!user) return [];
      return {
        id: row.id,
        userId: user.id,
        name: this.users.name(user),
        email: this.users.email(user),
        role: row.role,
        joinedAt: row.createdAt.toISOString(),
      };
    });
  }

  private record(ctx: Ctx, action: string, membership: Membership): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'user', id: membership.userId },
      organisationId: membership.organisationId,
      data: { role: membership.role },
    });
  }
}

/**
 * The name of the organisation that somebody acts for, which is kept in the clear. None where a private investor
 * wrote the own name: that is kept sealed, with the person.
 */
function organisationOf({ kind, name, organisationName }: RegisterBody): string | null {
  if (organisationName === undefined) return null;
  return kind === 'investor' && isOwnName(organisationName, name) ? null : organisationName;
}
