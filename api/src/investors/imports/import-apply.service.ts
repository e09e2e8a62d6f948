import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Invitations } from '../../accounts/invitations.service.js';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { uuid } from '../../platform/fields.js';
import { type Job, Jobs } from '../../platform/jobs/jobs.service.js';
import { Conflict, NotFound, Refused } from '../../platform/problem.js';
import { ImportedCases } from './imported-cases.service.js';
import { InvestorImport, InvestorImportRow } from './import.entity.js';
import type { ApplyImportBody, ImportedInvestor, ImportView } from './import.schema.js';
import { EMAIL_TAKEN, InvestorImports } from './imports.service.js';
import { openRow } from './row-data.js';

/** Rows made investors of in one transaction: some 2 ms each. */
const ROWS_AT_ONCE = 500;

interface WaitingRow {
  row: InvestorImportRow;
  investor: ImportedInvestor;
}

/**
 * Makes investors of the rows of a checked file: an organisation with its number, an invitation, and
 * a KYC case that begins with what the row says and waits for its papers. In steps of one transaction
 * each, every step a job that enqueues the next: what is killed goes on where it was.
 */
@Injectable()
export class ImportApply implements OnModuleInit {
  private step!: Job<{ importId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly invitations: Invitations,
    private readonly imports: InvestorImports,
    private readonly cases: ImportedCases,
  ) {}

  onModuleInit(): void {
    this.step = this.jobs.define({
      name: 'investor_import.step',
      schema: z.strictObject({ importId: uuid }),
      handle: (ctx, { importId }) => this.advance(ctx, importId),
    });
  }

  /**
   * Begins; asked again it answers how far it is.
   * @throws NotFound; Refused `import_has_errors`; Conflict `import_nothing_to_apply`
   */
  async apply(ctx: Ctx, id: string, { skipInvalid }: ApplyImportBody): Promise<ImportView> {
    const found = await this.lock(id);
    if (!found) throw new NotFound('import');
    const view = await this.imports.view(found);
    if (found.state !== 'checked') return view;
    if (view.rows.valid === 0) {
      throw new Conflict('import_nothing_to_apply', 'No row of this file waits to be applied.');
    }
    if (view.rows.invalid > 0 && !skipInvalid) {
      throw new Refused(
        'import_has_errors',
        `${view.rows.invalid} row(s) are wrong: send the file again with them mended, or say skipInvalid.`,
        { invalid: view.rows.invalid },
      );
    }
    found.state = 'applying';
    found.appliedBy = actorOf(ctx).userId;
    found.appliedAt = this.clock.now();
    await this.db.em.save(found);
    await this.step.enqueue(ctx, { importId: id });
    await this.record(ctx, found, 'investor_import.apply', { rows: view.rows, skipInvalid });
    return this.imports.view(found);
  }

  private async advance(ctx: Ctx, importId: string): Promise<void> {
    const found = await this.lock(importId);
    if (found?.state !== 'applying' || !found.appliedBy) return;
    const rows = await this.db.em.find(InvestorImportRow, {
      where: { importId, state: 'valid' },
      order: { line: 'ASC' },
      take: ROWS_AT_ONCE,
    });
    if (rows.length > 0) {
      await this.make(systemCtx(ctx.correlationId), found.appliedBy, importId, rows);
      await this.step.enqueue(ctx, { importId });
      return;
    }
    found.state = 'applied';
    found.finishedAt = this.clock.now();
    await this.db.em.save(found);
    const { rows: counted } = await this.imports.view(found);
    await this.record(ctx, found, 'investor_import.finish', { rows: counted });
  }

  private async make(
    ctx: Ctx,
    officer: string,
    importId: string,
    rows: InvestorImportRow[],
  ): Promise<void> {
    const waiting = rows.map((row): WaitingRow => {
      if (!row.data) throw new Error(`row ${row.line} of import ${importId} is empty`);
      return { row, investor: openRow(this.crypto, importId, row.line, row.data) };
    });
    const invited = await this.invitations.inviteInvestors(
      ctx,
      officer,
      waiting.map(({ investor: { email, personal } }) => ({
        email,
        name: personal.fullName,
        organisationName: personal.kind === 'entity' ? personal.fullName : null,
      })),
    );
    const made: { organisationId: string; personal: ImportedInvestor['personal'] }[] = [];
    for (const { row, investor } of waiting) {
      const invitation = invited.get(investor.email.toLowerCase());
      row.data = null;
      if (!invitation) {
        // Free when the file was checked, taken since.
        Object.assign(row, { state: 'invalid', problems: [EMAIL_TAKEN] });
        continue;
      }
      const { organisationId, invitationId } = invitation;
      Object.assign(row, { state: 'applied', organisationId, invitationId });
      made.push({ organisationId, personal: investor.personal });
    }
    await this.cases.open(ctx, officer, made);
    await this.store(importId, rows);
  }

  private async store(importId: string, rows: readonly InvestorImportRow[]): Promise<void> {
    await this.db.sql(
      `UPDATE api.investor_import_row AS r
       SET state = v.state, problems = v.problems, data = NULL,
         organisation_id = v.organisation_id, invitation_id = v.invitation_id
       FROM unnest($2::int[], $3::text[], $4::jsonb[], $5::uuid[], $6::uuid[])
         AS v(line, state, problems, organisation_id, invitation_id)
       WHERE r.import_id = $1 AND r.line = v.line`,
      [
        importId,
        rows.map(({ line }) => line),
        rows.map(({ state }) => state),
        rows.map(({ problems }) => JSON.stringify(problems)),
        rows.map(({ organisationId }) => organisationId),
        rows.map(({ invitationId }) => invitationId),
      ],
    );
  }

  private lock(id: string): Promise<InvestorImport | null> {
    return this.db.em.findOne(InvestorImport, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private record(ctx: Ctx, { id }: InvestorImport, action: string, data: object): Promise<void> {
    const subject = { type: 'investor_import', id };
    return this.audit.record(ctx, { action, subject, organisationId: null, data });
  }
}
