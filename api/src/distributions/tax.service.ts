import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import type { WithholdingTable } from './tax.schema.js';

interface RateRow {
  kind: WithholdingTable['rates'][number]['kind'];
  country: number;
  rate_bps: number;
  form_rate_bps: number | null;
  source: string;
}

/** Tax at source on income: the platform's table by kind of income and country. */
@Injectable()
export class Taxes {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  async table(): Promise<WithholdingTable> {
    const found = await rows<RateRow>(
      this.db.em,
      'SELECT * FROM api.withholding_rate ORDER BY kind, country',
    );
    const rates = found.map((r) => ({
      kind: r.kind,
      country: r.country,
      rateBps: r.rate_bps,
      formRateBps: r.form_rate_bps,
      source: r.source,
    }));
    return { rates };
  }

  /** Replaces the table. What was calculated stays as it is until it is calculated again. */
  async replace(ctx: Ctx, { rates }: WithholdingTable): Promise<WithholdingTable> {
    await this.db.em.query('LOCK TABLE api.withholding_rate IN EXCLUSIVE MODE');
    await this.db.em.query('DELETE FROM api.withholding_rate');
    await this.db.em.query(
      `INSERT INTO api.withholding_rate (kind, country, rate_bps, form_rate_bps, source)
       SELECT kind, country, "rateBps", "formRateBps", source
       FROM jsonb_to_recordset($1) AS r(kind text, country smallint, "rateBps" integer,
         "formRateBps" integer, source text)`,
      [JSON.stringify(rates)],
    );
    const { organisationId } = actorOf(ctx);
    await this.audit.record(ctx, {
      action: 'withholding_table.replace',
      subject: { type: 'organisation', id: organisationId },
      organisationId,
      data: { rates },
    });
    return this.table();
  }
}
