import { type TaxFormKind, taxFormValidThrough } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Countries } from '../../platform/countries.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { page, type Page } from '../../platform/page.js';
import { Conflict, Forbidden, NotFound, Refused } from '../../platform/problem.js';
import { Investors } from '../investors.service.js';
import { TaxForm } from './tax-form.entity.js';
import type { FileTaxFormBody, TaxFormListQuery, TaxFormView } from './tax-form.schema.js';

/** The form that holds for an investor on a day: what withholding goes by. */
export interface TaxFormOnFile {
  form: TaxFormKind;
  /** Country of tax residence, ISO 3166-1 alpha-2. */
  country: string;
  /** Last day it holds; null: until something changes. */
  validThrough: string | null;
}

/** Tax forms: filed by the investor, accepted by compliance, one in force at a time. */
@Injectable()
export class TaxForms {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
    private readonly countries: Countries,
    private readonly documents: Documents,
    private readonly investors: Investors,
  ) {}

  /**
   * The accepted forms of investors that hold on a day, by organisation; who is missing has none.
   * @param on `YYYY-MM-DD`
   */
  async onFile(organisationIds: string[], on: string): Promise<Map<string, TaxFormOnFile>> {
    const rows = await this.db.sql<TaxFormOnFile & { organisation_id: string }>(
      `SELECT DISTINCT ON (organisation_id) organisation_id, form, country,
         to_char(valid_through, 'YYYY-MM-DD') AS "validThrough"
       FROM api.tax_form
       WHERE organisation_id = ANY($1::uuid[]) AND state IN ('accepted', 'superseded')
         AND signed_on <= $2::date AND (valid_through IS NULL OR valid_through >= $2::date)
       ORDER BY organisation_id, signed_on DESC, id DESC`,
      [organisationIds, on],
    );
    return new Map(
      rows.map(({ organisation_id: id, form, country, validThrough }) => [
        id,
        { form, country, validThrough },
      ]),
    );
  }

  /**
   * Every accepted form that holds on a day, by the number under which the register on the chain knows
   * the investor. @param on `YYYY-MM-DD`
   */
  async numberedOnFile(on: string): Promise<{ investorNumber: bigint; form: TaxFormKind }[]> {
    const rows = await this.db.sql<{ number: string; form: TaxFormKind }>(
      `SELECT DISTINCT ON (t.organisation_id) i.registry_number AS number, t.form
       FROM api.tax_form t JOIN api.investor i USING (organisation_id)
       WHERE t.state IN ('accepted', 'superseded') AND t.signed_on <= $1::date
         AND (t.valid_through IS NULL OR t.valid_through >= $1::date)
       ORDER BY t.organisation_id, t.signed_on DESC, t.id DESC`,
      [on],
    );
    return rows.map(({ number, form }) => ({ investorNumber: BigInt(number), form }));
  }

  /**
   * Files a form; it counts once compliance has accepted it.
   * @throws Refused `document_wrong_purpose`, `unknown_country`, `signed_in_future`,
   *   `tax_form_too_old`, `tax_form_country`; NotFound for a document that is not the investor's
   */
  async file(ctx: Ctx, body: FileTaxFormBody): Promise<TaxFormView> {
    const actor = actorOf(ctx);
    this.check(body);
    const document = await this.documents.get(ctx, body.documentId);
    if (document.purpose !== 'kyc') {
      throw new Refused(
        'document_wrong_purpose',
        'This document was uploaded for another purpose: upload it again with purpose=kyc.',
      );
    }
    await this.investors.ofOrganisation(actor.organisationId);
    const id = this.db.newId();
    const { taxNumber, ...said } = body;
    const form = this.db.em.create(TaxForm, {
      ...said,
      id,
      organisationId: actor.organisationId,
      state: 'filed',
      taxNumber: this.crypto.seal(taxNumber, boundToTaxForm(id)),
      validThrough: taxFormValidThrough(body.form, body.signedOn),
      filedBy: actor.userId,
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
      createdAt: this.clock.now(),
    });
    await this.db.em.insert(TaxForm, form);
    await this.record(ctx, form, 'tax_form.file', { sha256: document.sha256 });
    return this.view(ctx, form);
  }

  /** Own forms of an investor, all for staff, the newest first. */
  list(ctx: Ctx, { state, ...query }: TaxFormListQuery): Promise<Page<TaxFormView>> {
    const where = { ...(state ? { state } : {}), ...scope(ctx) };
    return page(this.db.em, TaxForm, query, where, (rows) => this.views(ctx, rows));
  }

  /** @throws NotFound */
  async get(ctx: Ctx, id: string): Promise<TaxFormView> {
    const form = await this.db.em.findOneBy(TaxForm, { id, ...scope(ctx) });
    if (!form) throw new NotFound('tax form');
    return this.view(ctx, form);
  }

  /**
   * Accepts a form, which takes the place of the one before, or rejects it.
   * @throws NotFound; Conflict `tax_form_decided`; Forbidden `own_case`
   */
  async decide(
    ctx: Ctx,
    id: string,
    decision: 'accepted' | 'rejected',
    reason: string,
  ): Promise<TaxFormView> {
    const form = await this.db.em.findOne(TaxForm, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!form) throw new NotFound('tax form');
    if (form.state !== 'filed') {
      throw new Conflict('tax_form_decided', `The form is ${form.state}: it was decided before.`);
    }
    const { userId } = actorOf(ctx);
    if (form.filedBy === userId) {
      throw new Forbidden('own_case', 'Nobody decides a form of their own: ask a colleague.');
    }
    if (decision === 'accepted') {
      const { organisationId } = form;
      const before = { organisationId, state: 'accepted' as const };
      await this.db.em.update(TaxForm, before, { state: 'superseded' });
    }
    form.state = decision;
    form.decidedBy = userId;
    form.decidedAt = this.clock.now();
    form.decisionReason = reason;
    await this.db.em.save(form);
    await this.record(ctx, form, `tax_form.${decision}`, { reason });
    return this.view(ctx, form);
  }

  private check({ form, country, signedOn }: FileTaxFormBody): void {
    this.countries.require(country, '/country');
    const today = this.investors.today();
    if (signedOn > today) {
      throw new Refused('signed_in_future', `The form cannot be signed after today (${today}).`);
    }
    const through = taxFormValidThrough(form, signedOn);
    if (through !== null && through < today) {
      throw new Refused(
        'tax_form_too_old',
        `A ${form} of ${signedOn} held until ${through}: sign a new one.`,
      );
    }
    if ((form === 'W-9') !== (country === 'US')) {
      throw new Refused(
        'tax_form_country',
        'A W-9 is for who is taxed as a US person, a W-8 for everybody else.',
      );
    }
  }

  private async view(ctx: Ctx, form: TaxForm): Promise<TaxFormView> {
    const [view] = await this.views(ctx, [form]);
    if (!view) throw new NotFound('tax form');
    return view;
  }

  private async views(ctx: Ctx, forms: TaxForm[]): Promise<TaxFormView[]> {
    const numbers = await this.investors.numbers(forms.map((form) => form.organisationId));
    const mayRead = actorOf(ctx).role !== 'auditor';
    return forms.map((form) => ({
      id: form.id,
      organisationId: form.organisationId,
      investorReference: numbers.get(form.organisationId)?.investorReference ?? null,
      form: form.form,
      state: form.state,
      country: form.country,
      taxNumber: mayRead ? this.crypto.open(form.taxNumber, boundToTaxForm(form.id)) : null,
      documentId: form.documentId,
      signedOn: form.signedOn,
      validThrough: form.validThrough,
      decidedBy: form.decidedBy,
      decidedAt: form.decidedAt?.toISOString() ?? null,
      decisionReason: form.decisionReason,
      createdAt: form.createdAt.toISOString(),
    }));
  }

  private record(ctx: Ctx, form: TaxForm, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'tax_form', id: form.id },
      organisationId: form.organisationId,
      data: { form: form.form, country: form.country, validThrough: form.validThrough, ...data },
    });
  }
}

export const boundToTaxForm = (id: string) => `tax_form:${id}`;

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'investor' ? { organisationId } : {};
}
