import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { Invitation, Organisation } from './account.entity.js';
import { hashOf } from './invitation-token.js';
import { boundTo, invitationTokenOf } from './sealed.js';
import { Users } from './users.service.js';

/** Somebody who shall sign in as an investor. */
export interface InvestorToInvite {
  email: string;
  name: string;
  /** null for a private investor. */
  organisationName: string | null;
}

export interface InvitedInvestor {
  organisationId: string;
  invitationId: string;
}

/** Wall time: letters to many people are answered slowly. */
const OPEN_MS = 30 * DAY_MS;

/** Investors asked in many at a time, each to an organisation of its own. */
@Injectable()
export class Invitations {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly users: Users,
  ) {}

  /** Those e-mails, lower case, that an account or an open invitation has. */
  async taken(emails: readonly string[]): Promise<Set<string>> {
    const byIndex = new Map(emails.map((email) => [this.indexOf(email), email.toLowerCase()]));
    const found = await this.db.sql<{ hex: string }>(
      `SELECT encode(email_index, 'hex') AS hex FROM api.user_account
       WHERE email_index = ANY($1::bytea[])
       UNION SELECT encode(email_index, 'hex') FROM api.invitation
       WHERE email_index = ANY($1::bytea[]) AND accepted_at IS NULL AND expires_at > $2`,
      [emails.map((email) => this.users.emailIndex(email)), new Date()],
    );
    return new Set(found.map(({ hex }) => byIndex.get(hex) ?? ''));
  }

  /** Until the transaction ends nobody else invites: nothing but this makes two invitations of one e-mail impossible. */
  async lock(): Promise<void> {
    await this.db.sql(`SELECT pg_advisory_xact_lock(hashtext('api.invitation'))`);
  }

  /**
   * Makes an organisation and an invitation for each, by their e-mails in lower case. Who has an
   * account or an invitation by now is left out.
   */
  async inviteInvestors(
    ctx: Ctx,
    invitedBy: string,
    people: readonly InvestorToInvite[],
  ): Promise<Map<string, InvitedInvestor>> {
    await this.lock();
    const taken = await this.taken(people.map(({ email }) => email));
    const invited = new Map<string, InvitedInvestor>();
    const [organisations, invitations]: [Partial<Organisation>[], Invitation[]] = [[], []];
    const expiresAt = new Date(Date.now() + OPEN_MS);
    for (const { email, name, organisationName } of people) {
      const key = email.toLowerCase();
      if (taken.has(key) || invited.has(key)) continue;
      const [organisationId, id] = [this.db.newId(), this.db.newId()];
      const createdAt = this.clock.now();
      organisations.push({
        id: organisationId,
        kind: 'investor',
        name: organisationName,
        createdAt,
      });
      invitations.push({
        id,
        organisationId,
        role: 'investor',
        emailSealed: this.crypto.seal(email, boundTo.invitedEmail(id)),
        emailIndex: this.users.emailIndex(email),
        nameSealed: this.crypto.seal(name, boundTo.invitedName(id)),
        tokenHash: hashOf(this.tokenOf(id)),
        invitedBy,
        createdAt: new Date(),
        expiresAt,
        acceptedAt: null,
      });
      invited.set(key, { organisationId, invitationId: id });
    }
    if (invitations.length === 0) return invited;
    await this.db.em.insert(Organisation, organisations);
    await this.db.em.insert(Invitation, invitations);
    for (const { id, organisationId, role } of invitations) {
      const subject = { type: 'invitation', id };
      await this.audit.record(ctx, {
        action: 'member.invite',
        subject,
        organisationId,
        data: { role, invitedBy },
      });
    }
    return invited;
  }

  /** The secret of an invitation made here. */
  tokenOf(invitationId: string): string {
    return invitationTokenOf(this.crypto, invitationId);
  }

  private indexOf(email: string): string {
    return this.users.emailIndex(email).toString('hex');
  }
}
