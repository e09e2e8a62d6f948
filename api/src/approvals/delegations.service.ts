import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import { Users } from '../accounts/users.service.js';
import { Audit } from '../audit/audit.service.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { ApprovalDelegation } from './delegation.entity.js';
import type { DelegationBody, DelegationView } from './delegation.schema.js';

const LONGEST_MS = 90 * DAY_MS;

/** Who may give whose voice while the other is away. */
@Injectable()
export class Delegations {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly users: Users,
  ) {}

  /**
   * The actor names a deputy. @throws Refused `deputy_not_a_colleague`, `delegation_period`; Conflict `delegation_overlaps`
   */
  async name(ctx: Ctx, body: DelegationBody): Promise<DelegationView> {
    const { userId: officerId, organisationId, role } = actorOf(ctx);
    const [startsAt, endsAt] = [new Date(body.startsAt), new Date(body.endsAt)];
    const length = endsAt.getTime() - startsAt.getTime();
    if (length <= 0 || length > LONGEST_MS || endsAt <= this.clock.now()) {
      throw new Refused(
        'delegation_period',
        'Name a time of at most 90 days that is not over yet.',
      );
    }
    const colleagues = await this.users.members({ userId: body.deputyId, organisationId, role });
    if (body.deputyId === officerId || colleagues.length === 0) {
      throw new Refused(
        'deputy_not_a_colleague',
        `A deputy is another person of role ${role} in the same organisation.`,
      );
    }
    // One officer's names come one after the other.
    await this.db.sql('SELECT 1 FROM api.user_account WHERE id = $1 FOR UPDATE', [officerId]);
    const overlaps = await this.db.em.existsBy(ApprovalDelegation, {
      officerId,
      revokedAt: IsNull(),
      startsAt: LessThan(endsAt),
      endsAt: MoreThan(startsAt),
    });
    if (overlaps) {
      throw new Conflict(
        'delegation_overlaps',
        'There is a deputy for a part of that time already.',
      );
    }
    const delegation = this.db.em.create(ApprovalDelegation, {
      id: this.db.newId(),
      organisationId,
      officerId,
      deputyId: body.deputyId,
      role,
      startsAt,
      endsAt,
      reason: body.reason,
      revokedAt: null,
      createdAt: this.clock.now(),
    });
    await this.db.em.insert(ApprovalDelegation, delegation);
    await this.record(ctx, delegation, 'name');
    return this.view(delegation);
  }

  /** Takes the actor's own delegation back, at once. @throws NotFound; Conflict `delegation_revoked` */
  async revoke(ctx: Ctx, id: string): Promise<DelegationView> {
    const { userId: officerId } = actorOf(ctx);
    const delegation = await this.db.em.findOne(ApprovalDelegation, {
      where: { id, officerId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!delegation) throw new NotFound('delegation');
    if (delegation.revokedAt) throw new Conflict('delegation_revoked', 'It was taken back before.');
    delegation.revokedAt = this.clock.now();
    await this.db.em.save(delegation);
    await this.record(ctx, delegation, 'revoke');
    return this.view(delegation);
  }

  list(ctx: Ctx, query: PageQuery): Promise<Page<DelegationView>> {
    const { organisationId } = actorOf(ctx);
    return page(this.db.em, ApprovalDelegation, query, { organisationId }, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  /** Whether the actor, in this role, stands in for an officer now. Kept so until the transaction ends. */
  async standsInFor(ctx: Ctx, officerId: string): Promise<boolean> {
    const { userId: deputyId, organisationId, role } = actorOf(ctx);
    const now = this.clock.now();
    const found = await this.db.em.findOne(ApprovalDelegation, {
      where: {
        officerId,
        deputyId,
        organisationId,
        role,
        revokedAt: IsNull(),
        startsAt: LessThanOrEqual(now),
        endsAt: MoreThan(now),
      },
      lock: { mode: 'pessimistic_write' },
    });
    // Who has left, or has another role now, has no voice to lend.
    const member = { userId: officerId, organisationId, role };
    return found !== null && (await this.users.members(member)).length > 0;
  }

  private async view(row: ApprovalDelegation): Promise<DelegationView> {
    const names = await this.users.names([row.officerId, row.deputyId]);
    const person = (userId: string) => ({ userId, name: names.get(userId) ?? '' });
    const now = this.clock.now();
    return {
      id: row.id,
      officer: person(row.officerId),
      deputy: person(row.deputyId),
      role: row.role,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      reason: row.reason,
      revokedAt: row.revokedAt?.toISOString() ?? null,
      inForce: !row.revokedAt && row.startsAt <= now && row.endsAt > now,
    };
  }

  private record(ctx: Ctx, row: ApprovalDelegation, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `approval_delegation.${verb}`,
      subject: { type: 'approval_delegation', id: row.id },
      organisationId: row.organisationId,
      data: {
        officerId: row.officerId,
        deputyId: row.deputyId,
        startsAt: row.startsAt.toISOString(),
        endsAt: row.endsAt.toISOString(),
        reason: row.reason,
      },
    });
  }
}
