import { canonicalJson, next, reportMachine, sha256 } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import type { ProofOfReserve } from './proof-of-reserve/content.js';
import { proofOfReserve } from './proof-of-reserve/derive.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { proofOfReservePdf } from './proof-of-reserve/pdf.js';
import { Report } from './report.entity.js';

/** A long list of holders takes its time; nobody waits for it in a request. */
const TIMEOUT_SECONDS = 600;

/** Builds the reports that were asked for, as jobs: derived, printed, kept. */
@Injectable()
export class ReportBuilder implements OnModuleInit {
  private job: Job<{ reportId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
    private readonly documents: Documents,
    private readonly evidence: ProofOfReserveEvidence,
  ) {}

  onModuleInit(): void {
    this.job = this.jobs.define({
      name: 'report.build',
      schema: z.strictObject({ reportId: uuid }),
      handle: (ctx, { reportId }) => this.build(ctx, reportId),
      timeoutSeconds: TIMEOUT_SECONDS,
    });
  }

  /** Has a report built once the running transaction commits. */
  async enqueue(ctx: Ctx, reportId: string): Promise<void> {
    await this.job.enqueue(ctx, { reportId });
  }

  private async build(ctx: Ctx, reportId: string): Promise<void> {
    const report = await this.db.em.findOneOrFail(Report, {
      where: { id: reportId },
      lock: { mode: 'pessimistic_write' },
    });
    const content = proofOfReserve(await this.evidence.gather(report.id, report.assetId));
    const json = canonicalJson(content);
    const contentSha256 = sha256(json);
    const pdf = await proofOfReservePdf(content, contentSha256);
    const jsonDocument = await this.keep(ctx, report, content, Buffer.from(json), 'json');
    const pdfDocument = await this.keep(ctx, report, content, pdf, 'pdf');
    Object.assign(report, {
      state: next(reportMachine, report.state, 'build'),
      verdict: content.verdict,
      asOfBlock: BigInt(content.asOf.block),
      asOfBlockHash: content.asOf.blockHash,
      asOfTime: new Date(content.asOf.time),
      contentSha256: Buffer.from(contentSha256, 'hex'),
      jsonDocumentId: jsonDocument.id,
      pdfDocumentId: pdfDocument.id,
      builtAt: this.clock.now(),
    });
    await this.db.em.save(report);
    await this.audit.record(ctx, {
      action: 'report.build',
      subject: { type: 'report', id: report.id },
      organisationId: report.organisationId,
      data: {
        assetId: report.assetId,
        kind: report.kind,
        verdict: content.verdict,
        block: content.asOf.block,
        contentSha256,
        pdfSha256: pdfDocument.sha256,
      },
    });
  }

  private keep(
    ctx: Ctx,
    { organisationId }: Report,
    { token, asOf }: ProofOfReserve,
    bytes: Buffer,
    extension: 'json' | 'pdf',
  ) {
    return this.documents.storeBytes(ctx, {
      bytes,
      fileName: `proof-of-reserve-${token.symbol}-block-${asOf.block}.${extension}`,
      mediaType: `application/${extension}`,
      organisationId,
    });
  }
}
