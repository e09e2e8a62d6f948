import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import { Documents } from '../documents/documents.service.js';
import { Investors } from '../investors/investors.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { NotFound, Refused } from '../platform/problem.js';
import type { TaxFormBody, TaxFormView, WithholdingTable } from './tax.schema.js';

interface RateRow {
  kind: WithholdingTable['rates'][number]['kind'];
  country: number;
  rate_bps: number;
  form: string | null;
  form_rate_bps: number | null;
  source: string;
}

/** Tax on income: the platform's table by country, and the forms that investors have on file. */
@Injectable()
export class Taxes {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly documents: Documents,
    private readonly investors: Investors,
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
      form: r.form,
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
      `INSERT INTO api.withholding_rate (kind, country, rate_bps, form, form_rate_bps, source)
       SELECT kind, country, "rateBps", form, "formRateBps", source
       FROM jsonb_to_recordset($1) AS r(kind text, country smallint, "rateBps" integer, form text,
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

  /** Records a form that lowers an investor's rate. @throws NotFound; Refused `form_period` */
  async recordForm(ctx: Ctx, body: TaxFormBody): Promise<TaxFormView> {
    if (body.validUntil < body.validFrom) {
      throw new Refused('form_period', 'The form ends before it begins: check both dates.');
    }
    const numbers = await this.investors.numbers([body.organisationId]);
    const number = numbers.get(body.organisationId);
    if (!number) throw new NotFound('investor');
    const document = await this.documents.get(ctx, body.documentId);
    const id = this.db.newId();
    const recordedAt = this.clock.now();
    await this.db.em.query(
      `INSERT INTO api.tax_form (id, organisation_id, investor_number, form, valid_from,
         valid_until, document_id, recorded_by, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        body.organisationId,
        number.investorNumber,
        body.form,
        body.validFrom,
        body.validUntil,
        document.id,
        actorOf(ctx).userId,
        recordedAt,
      ],
    );
    await this.audit.record(ctx, {
      action: 'tax_form.record',
      subject: { type: 'tax_form', id },
      organisationId: body.organisationId,
      data: { form: body.form, validUntil: body.validUntil, sha256: document.sha256 },
    });
    return { id, ...body, recordedAt: recordedAt.toISOString() };
  }
}
