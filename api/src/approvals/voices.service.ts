import { Injectable } from '@nestjs/common';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Forbidden } from '../platform/problem.js';
import type { Approval } from './approval.entity.js';
import { Delegations } from './delegations.service.js';

/** One yes. */
export interface Voice {
  approvalId: string;
  /** Whose voice it is. */
  officerId: string;
  /** Who gave it: the officer, or the deputy. */
  givenBy: string;
  reason: string;
  givenAt: Date;
}

/** Who has said yes to an approval: nobody speaks twice, and nobody is spoken for twice. */
@Injectable()
export class Voices {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly delegations: Delegations,
  ) {}

  /**
   * Adds the actor's yes, or that of the officer for whom the actor stands in. The approval is locked by then.
   * @returns how many there are
   * @throws Forbidden `own_request`, `not_deputy`; Conflict `voice_given`
   */
  async add(ctx: Ctx, row: Approval, reason: string, onBehalfOf?: string): Promise<number> {
    const { userId } = actorOf(ctx);
    const officerId = onBehalfOf ?? userId;
    if (officerId === row.requestedBy) {
      throw new Forbidden(
        'own_request',
        'A deputy does not decide what the absent officer asked for.',
      );
    }
    if (officerId !== userId && !(await this.delegations.standsInFor(ctx, officerId))) {
      throw new Forbidden('not_deputy', 'You do not stand in for this officer now.');
    }
    const added = await rows(
      this.db.em,
      `INSERT INTO api.approval_voice (approval_id, officer_id, given_by, reason, given_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
      [row.id, officerId, userId, reason, this.clock.now()],
    );
    if (added.length === 0) {
      throw new Conflict(
        'voice_given',
        officerId === userId
          ? 'You have said yes already, for yourself or for an officer: somebody else decides.'
          : 'The officer’s voice, or yours, was given already: somebody else decides.',
      );
    }
    return (await this.of([row.id])).length;
  }

  /** All that were given, in their order. */
  async of(approvalIds: string[]): Promise<Voice[]> {
    const found = await rows<{
      approval_id: string;
      officer_id: string;
      given_by: string;
      reason: string;
      given_at: Date;
    }>(
      this.db.em,
      `SELECT * FROM api.approval_voice WHERE approval_id = ANY($1::uuid[])
       ORDER BY given_at, officer_id`,
      [approvalIds],
    );
    return found.map((r) => ({
      approvalId: r.approval_id,
      officerId: r.officer_id,
      givenBy: r.given_by,
      reason: r.reason,
      givenAt: r.given_at,
    }));
  }
}
