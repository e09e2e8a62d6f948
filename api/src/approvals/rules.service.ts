import { Injectable } from '@nestjs/common';
import { row, rows } from '../chain/rows.js';
import { Database } from '../platform/database.js';
import type { RulesView } from './delegation.schema.js';

type Rule = RulesView['rules'][number];

/** How many persons approve what: by kind, from an amount on. One where no rule says more. */
@Injectable()
export class ApprovalRules {
  constructor(private readonly db: Database) {}

  async all(): Promise<Rule[]> {
    const found = await rows<{ kind: string; from_amount: string; approvers: number }>(
      this.db.em,
      'SELECT * FROM api.approval_rule ORDER BY kind, from_amount',
    );
    return found.map((r) => ({ kind: r.kind, fromAmount: r.from_amount, approvers: r.approvers }));
  }

  /** @param payload its `amountBaseUnits`, where it has one, is what counts */
  async approversOf(kind: string, payload: object): Promise<number> {
    const given = 'amountBaseUnits' in payload ? payload.amountBaseUnits : null;
    const amount = typeof given === 'string' && /^\d{1,78}$/.test(given) ? given : '0';
    const found = await row<{ approvers: number }>(
      this.db.em,
      `SELECT coalesce(max(approvers), 1)::int AS approvers FROM api.approval_rule
       WHERE kind = $1 AND from_amount <= $2`,
      [kind, amount],
    );
    return found?.approvers ?? 1;
  }

  /** Puts these in the place of all. Approvals that wait keep what counted when they were asked for. */
  async replace(rules: readonly Rule[]): Promise<void> {
    await this.db.em.query('LOCK TABLE api.approval_rule IN EXCLUSIVE MODE');
    await this.db.em.query('DELETE FROM api.approval_rule');
    await this.db.em.query(
      `INSERT INTO api.approval_rule (kind, from_amount, approvers)
       SELECT kind, "fromAmount", approvers
       FROM jsonb_to_recordset($1) AS r(kind text, "fromAmount" numeric, approvers smallint)`,
      [JSON.stringify(rules)],
    );
  }
}
