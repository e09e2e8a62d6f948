import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Invitations } from '../../accounts/invitations.service.js';
import { Audit } from '../../audit/audit.service.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Countries } from '../../platform/countries.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { cut, openCursor, page, type Page, type PageQuery } from '../../platform/page.js';
import { NotFound, Refused } from '../../platform/problem.js';
import { Investors } from '../investors.service.js';
import { InvestorImport, InvestorImportRow } from './import.entity.js';
import type { ImportRowsQuery, ImportRowView, ImportView, RowProblem } from './import.schema.js';
import { readInvestors, type ReadRow } from './read-investors.js';
import { sealRow } from './row-data.js';

/** Files of investors taken in and checked, row by row, before anything is made of them. */
@Injectable()
export class InvestorImports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
    private readonly countries: Countries,
    private readonly documents: Documents,
    private readonly invitations: Invitations,
    private readonly investors: Investors,
  ) {}

  /**
   * Reads a file and checks every row; nothing but the findings is written. The same content again
   * answers with what was found the first time.
   * @throws NotFound; Refused `document_wrong_purpose`, and as `readInvestors` says
   */
  async check(ctx: Ctx, documentId: string): Promise<ImportView> {
    const document = await this.documents.get(ctx, documentId);
    if (document.purpose !== 'kyc' || document.mediaType !== 'text/csv') {
      throw new Refused(
        'document_wrong_purpose',
        'Upload the file as text/csv with purpose=kyc: it holds personal data.',
      );
    }
    const fileSha256 = Buffer.from(document.sha256, 'hex');
    const known = await this.db.em.findOneBy(InvestorImport, { fileSha256 });
    if (known) return this.view(known);
    const chunks: Buffer[] = [];
    for await (const chunk of await this.documents.stream(documentId)) chunks.push(chunk as Buffer);
    const rows = await this.judge(readInvestors(Buffer.concat(chunks).toString('utf8')));
    const found = this.db.em.create(InvestorImport, {
      id: this.db.newId(),
      documentId,
      fileSha256,
      state: 'checked',
      rowCount: rows.length,
      checkedBy: actorOf(ctx).userId,
      checkedAt: this.clock.now(),
      appliedBy: null,
      appliedAt: null,
      finishedAt: null,
    });
    if (!(await this.insert(found))) {
      return this.view(await this.db.em.findOneByOrFail(InvestorImport, { fileSha256 }));
    }
    await this.insertRows(found.id, rows);
    const view = await this.view(found);
    await this.audit.record(ctx, {
      action: 'investor_import.check',
      subject: { type: 'investor_import', id: found.id },
      organisationId: null,
      data: { sha256: document.sha256, rows: view.rows },
    });
    return view;
  }

  /** The newest first. */
  list(query: PageQuery): Promise<Page<ImportView>> {
    return page(this.db.em, InvestorImport, query, {}, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  /** @throws NotFound */
  async get(id: string): Promise<ImportView> {
    const found = await this.db.em.findOneBy(InvestorImport, { id });
    if (!found) throw new NotFound('import');
    return this.view(found);
  }

  /** In the order of the file. @throws NotFound */
  async rows(id: string, { state, limit, after }: ImportRowsQuery): Promise<Page<ImportRowView>> {
    await this.get(id);
    const line = after === undefined ? 0 : Number(openCursor(after, /^\d{1,9}$/));
    const query = this.db.em
      .createQueryBuilder(InvestorImportRow, 'r')
      .where('r.importId = :id AND r.line > :line', { id, line })
      .orderBy('r.line')
      .take(limit + 1);
    if (state) query.andWhere('r.state = :state', { state });
    return cut(
      await query.getMany(),
      limit,
      (shown) => this.rowViews(shown),
      (row) => row.line.toString(),
    );
  }

  async view(found: InvestorImport): Promise<ImportView> {
    const counted = await this.db.sql<{ state: keyof ImportView['rows']; n: string }>(
      `SELECT state, count(*) AS n FROM api.investor_import_row WHERE import_id = $1 GROUP BY state`,
      [found.id],
    );
    const of = (state: string) => Number(counted.find((one) => one.state === state)?.n ?? 0);
    return {
      id: found.id,
      documentId: found.documentId,
      fileSha256: found.fileSha256.toString('hex'),
      state: found.state,
      rows: {
        total: found.rowCount,
        valid: of('valid'),
        invalid: of('invalid'),
        known: of('known'),
        applied: of('applied'),
      },
      checkedBy: found.checkedBy,
      checkedAt: found.checkedAt.toISOString(),
      appliedBy: found.appliedBy,
      appliedAt: found.appliedAt?.toISOString() ?? null,
      finishedAt: found.finishedAt?.toISOString() ?? null,
    };
  }

  /** Adds what one row alone cannot tell: countries, repetitions, e-mail addresses that are taken. */
  private async judge(rows: readonly ReadRow[]): Promise<JudgedRow[]> {
    const hashes = rows.map(({ cells }) =>
      this.crypto.blindIndex(`investor_import:${cells.join('\n')}`),
    );
    const applied = await this.db.em.find(InvestorImportRow, {
      select: { rowHash: true, organisationId: true },
      where: { rowHash: In(hashes), state: 'applied' },
    });
    const known = new Map(
      applied.map(({ rowHash, organisationId }) => [rowHash.toString('hex'), organisationId]),
    );
    const taken = await this.invitations.taken(
      rows.flatMap(({ investor }) => (investor ? [investor.email] : [])),
    );
    const countries = new Set(this.countries.all().map(({ alpha2 }) => alpha2));
    const first = new Map<string, { line: number; hash: string }>();
    return rows.map((row, i) => {
      const rowHash = hashes[i] ?? Buffer.alloc(0);
      const hash = rowHash.toString('hex');
      const organisationId = known.get(hash);
      if (organisationId) return { ...row, rowHash, state: 'known', organisationId };
      const problems = [...row.problems];
      if (row.investor) {
        const { email, personal } = row.investor;
        const key = email.toLowerCase();
        const before = first.get(key);
        if (before) problems.push(repeated(before.line, before.hash === hash));
        else first.set(key, { line: row.line, hash });
        if (taken.has(key)) problems.push(EMAIL_TAKEN);
        if (!countries.has(personal.country)) problems.push(noCountry('country'));
        if (!countries.has(personal.address.country)) problems.push(noCountry('address_country'));
      }
      const state = problems.length === 0 ? 'valid' : 'invalid';
      return { ...row, problems, rowHash, state, organisationId: null };
    });
  }

  private async insert(found: InvestorImport): Promise<boolean> {
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(InvestorImport)
      .values(found)
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  private async insertRows(importId: string, rows: readonly JudgedRow[]): Promise<void> {
    await this.db.sql(
      `INSERT INTO api.investor_import_row
         (import_id, line, state, row_hash, problems, data, organisation_id)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::bytea[], $5::jsonb[], $6::bytea[], $7::uuid[])`,
      [
        importId,
        rows.map(({ line }) => line),
        rows.map(({ state }) => state),
        rows.map(({ rowHash }) => rowHash),
        rows.map(({ problems }) => JSON.stringify(problems)),
        rows.map(({ investor, state, line }) =>
          investor && state === 'valid' ? sealRow(this.crypto, importId, line, investor) : null,
        ),
        rows.map(({ organisationId }) => organisationId),
      ],
    );
  }

  private async rowViews(rows: InvestorImportRow[]): Promise<ImportRowView[]> {
    const ids = rows.flatMap(({ organisationId }) => (organisationId ? [organisationId] : []));
    const numbers = await this.investors.numbers(ids);
    return rows.map(({ line, state, problems, organisationId, invitationId }) => ({
      line,
      state,
      problems,
      organisationId,
      investorReference: numbers.get(organisationId ?? '')?.investorReference ?? null,
      invitationToken: invitationId && this.invitations.tokenOf(invitationId),
    }));
  }
}

interface JudgedRow extends ReadRow {
  rowHash: Buffer;
  state: InvestorImportRow['state'];
  organisationId: string | null;
}

export const EMAIL_TAKEN: RowProblem = {
  column: 'email',
  code: 'email_taken',
  detail: 'Somebody with this e-mail address has an account or an invitation.',
};

const noCountry = (column: string): RowProblem => ({
  column,
  code: 'unknown_country',
  detail: 'is not a country code of ISO 3166-1: use two capitals such as DE or US',
});

const repeated = (line: number, whole: boolean): RowProblem =>
  whole
    ? { column: null, code: 'duplicate_row', detail: `This row stands in line ${line} already.` }
    : {
        column: 'email',
        code: 'duplicate_email',
        detail: `Line ${line} has the same e-mail address and says something else.`,
      };
