import {
  CoreError,
  holdersCsv,
  makeReport,
  next,
  REPORT_FORMAT,
  type ReportEvent,
  reportJson,
  reportMachine,
  registeredName,
  type ReserveReport,
  sha256,
} from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import type { DocumentView } from '../documents/document.schema.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Problem } from '../platform/problem.js';
import { type Evidence, ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { proofOfReservePdf } from './proof-of-reserve/pdf.js';
import { ReportSigner } from './proof-of-reserve/report-signer.service.js';
import { ReportCancelled, ReportProgress } from './report-progress.service.js';
import { ReportRegister } from './report-register.service.js';
import { Report } from './report.entity.js';

/** A long list of holders takes its time; nobody waits for it in a request. */
const TIMEOUT_SECONDS = 600;

/** All of a report's files, whole, before the first is kept. */
interface Made {
  report: ReserveReport;
  evidence: Evidence;
  json: Buffer;
  pdf: Buffer;
  signature: Buffer;
}

/** Builds the reports that were asked for, as jobs: derived, printed, signed, kept, registered. */
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
    private readonly signer: ReportSigner,
    private readonly register: ReportRegister,
    private readonly progress: ReportProgress,
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

  /** A refusal ends the report; what may pass (a node away, a full disk) is told and tried again. */
  private async build(ctx: Ctx, reportId: string): Promise<void> {
    const row = await this.db.em.findOneOrFail(Report, {
      where: { id: reportId },
      lock: { mode: 'pessimistic_write' },
    });
    if (row.state !== 'requested') return;
    let made: Made;
    try {
      made = await this.make(row);
    } catch (error) {
      if (error instanceof ReportCancelled) return this.end(ctx, row, 'cancel', null);
      if (error instanceof CoreError)
        return this.end(ctx, row, 'fail', [error.code, error.message]);
      if (error instanceof Problem && error.status < 500) {
        return this.end(ctx, row, 'fail', [error.code, error.detail]);
      }
      await this.tell(row, error);
      throw error;
    }
    try {
      await this.keep(ctx, row, made);
    } catch (error) {
      await this.tell(row, error);
      throw error;
    }
  }

  private async make(row: Report): Promise<Made> {
    const reach = this.progress.reach.bind(this.progress, row.id);
    const evidence = await this.evidence.gather(row.assetId, row.requestedTime ?? undefined, reach);
    const report = makeReport(row.id, evidence.inputs, await this.superseded(row));
    const json = Buffer.from(reportJson(report));
    await reach('printing');
    const pdf = await proofOfReservePdf(report, sha256(json));
    const signature = await this.signer.sign(report, sha256(pdf));
    await reach('keeping');
    return { report, evidence, json, pdf, signature };
  }

  /** Kept, signed and on its way to the chain, or nothing of it: one transaction. */
  private async keep(ctx: Ctx, row: Report, made: Made): Promise<void> {
    const { report, evidence, pdf, json, signature } = made;
    const { asOf, token } = report.inputs;
    const name = `proof-of-reserve-${token.symbol}-block-${asOf.block}`;
    const store = (bytes: Buffer, fileName: string, mediaType: string) =>
      this.documents.storeBytes(ctx, {
        bytes,
        fileName,
        mediaType,
        organisationId: row.organisationId,
      });
    const jsonDocument = await store(json, `${name}.json`, 'application/json');
    const pdfDocument = await store(pdf, `${name}.pdf`, 'application/pdf');
    const signed = await store(signature, `${name}-signature.json`, 'application/json');
    const csv = Buffer.from(holdersCsv(evidence.tree.holdings));
    const holders = await store(csv, `${name}-holders.csv`, 'text/csv');
    const sourceDocumentIds: string[] = [];
    for (const { kept, name: fileName, mediaType } of evidence.sources) {
      sourceDocumentIds.push(
        'documentId' in kept ? kept.documentId : (await store(kept.bytes, fileName, mediaType)).id,
      );
    }
    Object.assign(row, {
      state: next(reportMachine, next(reportMachine, row.state, 'build'), 'sign'),
      format: REPORT_FORMAT,
      verdict: report.result.status,
      asOfBlock: BigInt(asOf.block),
      asOfBlockHash: asOf.blockHash,
      asOfTime: new Date(asOf.blockTime),
      contentSha256: Buffer.from(sha256(json), 'hex'),
      jsonDocumentId: jsonDocument.id,
      pdfDocumentId: pdfDocument.id,
      signatureDocumentId: signed.id,
      holdersDocumentId: holders.id,
      sourceDocumentIds,
      treeFirsts: Buffer.from(evidence.tree.index.firsts),
      treeRoots: Buffer.from(evidence.tree.index.roots),
      builtAt: this.clock.now(),
    });
    row.operationId = await this.register.enqueue(ctx, row, report, pdfDocument.sha256);
    await this.db.em.save(row);
    await this.supersede(ctx, row);
    await this.record(ctx, row, 'report.build', about(report, pdfDocument, sha256(json)));
    this.db.afterCommit(() => void this.progress.reach(row.id, 'done').catch(() => undefined));
  }

  private async end(
    ctx: Ctx,
    row: Report,
    event: ReportEvent,
    failure: [string, string] | null,
  ): Promise<void> {
    row.state = next(reportMachine, row.state, event);
    [row.failureCode, row.failure] = failure ?? [null, null];
    await this.db.em.save(row);
    await this.record(ctx, row, `report.${event}`, { code: row.failureCode });
  }

  private async superseded(row: Report): Promise<ReserveReport['supersedes']> {
    if (row.supersedes === null) return null;
    const old = await this.db.em.findOneByOrFail(Report, { id: row.supersedes });
    return {
      reportId: old.id,
      contentSha256: old.contentSha256?.toString('hex') ?? '',
      reason: row.supersedeReason ?? '',
    };
  }

  private async supersede(ctx: Ctx, row: Report): Promise<void> {
    if (row.supersedes === null) return;
    const old = await this.db.em.findOneOrFail(Report, {
      where: { id: row.supersedes },
      lock: { mode: 'pessimistic_write' },
    });
    old.state = next(reportMachine, old.state, 'supersede');
    await this.db.em.save(old);
    await this.record(ctx, old, 'report.supersede', { by: row.id, reason: row.supersedeReason });
  }

  private async tell(row: Report, error: unknown): Promise<void> {
    const words = error instanceof Error ? error.message : String(error);
    await this.progress.problem(row.id, words.slice(0, 500));
  }

  private record(ctx: Ctx, row: Report, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'report', id: row.id },
      organisationId: row.organisationId,
      data: { assetId: row.assetId, kind: row.kind, ...data },
    });
  }
}

const about = (
  { result, inputs, reportId }: ReserveReport,
  pdf: DocumentView,
  contentSha256: string,
) => ({
  verdict: result.status,
  block: inputs.asOf.block,
  contentSha256,
  pdfSha256: pdf.sha256,
  registeredName: registeredName(reportId),
});
