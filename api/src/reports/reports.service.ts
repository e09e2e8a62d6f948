import { reportMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Assets } from '../assets/assets.service.js';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { ReportBuilder } from './report-builder.service.js';
import { Report } from './report.entity.js';
import type { ReportView, RequestReportBody } from './report.schema.js';

export interface ReportFile {
  fileName: string;
  sizeBytes: number;
  sha256: string;
  stream: Readable;
}

/** Reports on assets: derived at a block, kept as content and as paper. */
@Injectable()
export class Reports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly assets: Assets,
    private readonly documents: Documents,
    private readonly evidence: ProofOfReserveEvidence,
    private readonly builder: ReportBuilder,
  ) {}

  /**
   * Asks for a report at the newest final block; a job builds it.
   * @throws as `ProofOfReserveEvidence.basis`
   */
  async request(ctx: Ctx, assetId: string, body: RequestReportBody): Promise<ReportView> {
    const asset = await this.assets.require(ctx, assetId);
    await this.evidence.basis(assetId);
    const report = this.db.em.create(Report, {
      id: this.db.newId(),
      organisationId: asset.organisationId,
      assetId,
      kind: body.kind,
      state: reportMachine.initial,
      requestedBy: actorOf(ctx).userId,
      requestedAt: this.clock.now(),
    });
    await this.db.em.insert(Report, report);
    await this.builder.enqueue(ctx, report.id);
    await this.audit.record(ctx, {
      action: 'report.request',
      subject: { type: 'report', id: report.id },
      organisationId: asset.organisationId,
      data: { assetId, kind: report.kind },
    });
    return this.get(ctx, report.id);
  }

  async list(ctx: Ctx, assetId: string, query: PageQuery): Promise<Page<ReportView>> {
    await this.assets.require(ctx, assetId);
    return page(this.db.em, Report, query, { assetId }, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  async get(ctx: Ctx, id: string): Promise<ReportView> {
    return this.view(await this.find(ctx, id));
  }

  /** The PDF's bytes, for whoever may see the asset. */
  async pdf(ctx: Ctx, id: string): Promise<ReportFile> {
    const report = await this.find(ctx, id);
    const [document] = await this.documents.describe([report.pdfDocumentId ?? id]);
    if (!document) throw new NotFound('report');
    const { fileName, sizeBytes, sha256: hash } = document;
    return { fileName, sizeBytes, sha256: hash, stream: await this.documents.stream(document.id) };
  }

  private async find(ctx: Ctx, id: string): Promise<Report> {
    const report = await this.db.em.findOneBy(Report, { id });
    if (!report) throw new NotFound('report');
    await this.assets.require(ctx, report.assetId);
    return report;
  }

  private async view(report: Report): Promise<ReportView> {
    const [pdf] = await this.documents.describe(report.pdfDocumentId ? [report.pdfDocumentId] : []);
    return {
      id: report.id,
      assetId: report.assetId,
      kind: report.kind,
      state: report.state,
      verdict: report.verdict,
      asOfBlock: report.asOfBlock === null ? null : Number(report.asOfBlock),
      asOfBlockHash: report.asOfBlockHash,
      asOfTime: report.asOfTime?.toISOString() ?? null,
      contentSha256: report.contentSha256?.toString('hex') ?? null,
      jsonDocumentId: report.jsonDocumentId,
      pdfDocumentId: report.pdfDocumentId,
      pdfSha256: pdf?.sha256 ?? null,
      requestedBy: report.requestedBy,
      requestedAt: report.requestedAt.toISOString(),
      builtAt: report.builtAt?.toISOString() ?? null,
    };
  }
}
