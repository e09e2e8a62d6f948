import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx, type Role } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, Forbidden, NotFound } from '../platform/problem.js';
import { Invitation } from './account.entity.js';
import type { InvitationView, InviteBody, OpenInvitationView } from './account.schema.js';
import { hashOf, newInvitationToken } from './invitation-token.js';
import { Invitations } from './invitations.service.js';
import { boundTo } from './sealed.js';
import { Users } from './users.service.js';

/** Wall time: an invitation guards the real world. */
const OPEN_MS = 7 * DAY_MS;
const STAFF: readonly Role[] = ['compliance', 'auditor', 'operator'];

/** Colleagues asked into the actor's own organisation, until they accept. */
@Injectable()
export class Colleagues {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly users: Users,
    private readonly invitations: Invitations,
    private readonly audit: Audit,
  ) {}

  /** Asks a colleague in. @throws Forbidden `role_not_yours_to_give`, Conflict `email_taken` | `already_invited` */
  async invite(ctx: Ctx, body: InviteBody): Promise<InvitationView> {
    const { organisationId, role, userId } = actorOf(ctx);
    const allowed: readonly Role[] = role === 'operator' ? STAFF : ['issuer'];
    if (!allowed.includes(body.role)) {
      throw new Forbidden(
        'role_not_yours_to_give',
        `You can invite people as ${allowed.join(', ')}.`,
      );
    }
    await this.requireUninvited(body.email, organisationId);
    const id = this.db.newId();
    const { token, ...secret } = fresh();
    await this.db.em.insert(Invitation, {
      id,
      organisationId,
      role: body.role,
      emailSealed: this.crypto.seal(body.email.trim(), boundTo.invitedEmail(id)),
      emailIndex: this.users.emailIndex(body.email),
      nameSealed: this.crypto.seal(body.name, boundTo.invitedName(id)),
      ...secret,
      invitedBy: userId,
      createdAt: new Date(),
      acceptedAt: null,
    });
    await this.record(ctx, 'member.invite', { id, role: body.role });
    return shown({ id, role: body.role, ...secret }, token);
  }

  /** Those that were not accepted, also where they have expired; the newest first. */
  open(ctx: Ctx, query: PageQuery): Promise<Page<OpenInvitationView>> {
    const { organisationId } = actorOf(ctx);
    const where = { organisationId, acceptedAt: IsNull() };
    return page(this.db.em, Invitation, query, where, (rows) => rows.map((row) => this.view(row)));
  }

  /** A new link that is open as long as the first was; the link before opens nothing any more. @throws NotFound */
  async renew(ctx: Ctx, id: string): Promise<InvitationView> {
    const { role } = await this.own(ctx, id);
    const { token, ...secret } = fresh();
    await this.db.em.update(Invitation, { id }, secret);
    await this.record(ctx, 'member.invite_again', { id, role });
    return shown({ id, role, ...secret }, token);
  }

  /** Its link opens nothing any more; that it was there stays in the audit log. @throws NotFound */
  async withdraw(ctx: Ctx, id: string): Promise<void> {
    const { role } = await this.own(ctx, id);
    await this.db.em.delete(Invitation, { id });
    await this.record(ctx, 'member.invite_withdraw', { id, role });
  }

  /** An invitation elsewhere is nobody's business here: who has accepted one is told to the other. */
  private async requireUninvited(email: string, organisationId: string): Promise<void> {
    if (await this.users.byEmail(email)) {
      const detail = 'A person with this e-mail address has an account.';
      throw new Conflict('email_taken', detail, { errors: [{ pointer: '/email', detail }] });
    }
    await this.invitations.lock();
    const emailIndex = this.users.emailIndex(email);
    if (
      await this.db.em.existsBy(Invitation, { organisationId, emailIndex, acceptedAt: IsNull() })
    ) {
      const detail = 'This person has an invitation that waits: send it again, or withdraw it.';
      throw new Conflict('already_invited', detail, { errors: [{ pointer: '/email', detail }] });
    }
  }

  /** One that waits, locked. @throws NotFound */
  private async own(ctx: Ctx, id: string): Promise<Invitation> {
    const { organisationId } = actorOf(ctx);
    const row = await this.db.em.findOne(Invitation, {
      where: { id, organisationId, acceptedAt: IsNull() },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new NotFound('invitation');
    return row;
  }

  private view(row: Invitation): OpenInvitationView {
    return {
      id: row.id,
      name: this.crypto.open(row.nameSealed, boundTo.invitedName(row.id)),
      email: this.crypto.open(row.emailSealed, boundTo.invitedEmail(row.id)),
      role: row.role,
      invitedAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      expired: row.expiresAt.getTime() <= Date.now(),
    };
  }

  private record(
    ctx: Ctx,
    action: string,
    { id, role }: { id: string; role: Role },
  ): Promise<void> {
    const { organisationId } = actorOf(ctx);
    const subject = { type: 'invitation', id };
    return this.audit.record(ctx, { action, subject, organisationId, data: { role } });
  }
}

function fresh(): { token: string; tokenHash: Buffer; expiresAt: Date } {
  const token = newInvitationToken();
  return { token, tokenHash: hashOf(token), expiresAt: new Date(Date.now() + OPEN_MS) };
}

const shown = (
  { id, role, expiresAt }: Pick<Invitation, 'id' | 'role' | 'expiresAt'>,
  invitationToken: string,
): InvitationView => ({ id, role, expiresAt: expiresAt.toISOString(), invitationToken });
