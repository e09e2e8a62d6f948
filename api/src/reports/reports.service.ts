import { canonicalJson, next, reportMachine, sha256 } from '@cadastre/core';
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
import { proofOfReserve } from './proof-of-reserve/derive.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { proofOfReservePdf } from './proof-of-reserve/pdf.js';
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
  ) {}

  /** Builds the report at the newest final block. @throws as `ProofOfReserveEvidence.gather` */
  async request(ctx: Ctx, assetId: string, body: RequestReportBody): Promise<ReportView> {
    const asset = await this.assets.require(ctx, assetId);
    const now = this.clock.now();
    const report = this.db.em.create(Report, {
      id: this.db.newId(),
      organisationId: asset.organisationId,
      assetId,
      kind: body.kind,
      state: reportMachine.initial,
      requestedBy: actorOf(ctx).userId,
      requestedAt: now,
    });
    const content = proofOfReserve(await this.evidence.gather(report.id, assetId));
    const json = canonicalJson(content);
    const contentSha256 = sha256(json);
    const pdf = await proofOfReservePdf(content, contentSha256);
    const name = `proof-of-reserve-${content.token.symbol}-block-${content.asOf.block}`;
    const keep = (bytes: Buffer, extension: string, mediaType: string) =>
      this.documents.storeBytes(ctx, {
        bytes,
        fileName: `${name}.${extension}`,
        mediaType,
        organisationId: asset.organisationId,
      });
    const jsonDocument = await keep(Buffer.from(json), 'json', 'application/json');
    const pdfDocument = await keep(pdf, 'pdf', 'application/pdf');
    Object.assign(report, {
      state: next(reportMachine, report.state, 'build'),
      verdict: content.verdict,
      asOfBlock: BigInt(content.asOf.block),
      asOfBlockHash: content.asOf.blockHash,
      asOfTime: new Date(content.asOf.time),
      contentSha256: Buffer.from(contentSha256, 'hex'),
      jsonDocumentId: jsonDocument.id,
      pdfDocumentId: pdfDocument.id,
      builtAt: now,
    });
    await this.db.em.insert(Report, report);
    await this.audit.record(ctx, {
      action: 'report.build',
      subject: { type: 'report', id: report.id },
      organisationId: asset.organisationId,
      data: {
        assetId,
        kind: report.kind,
        verdict: content.verdict,
        block: content.asOf.block,
        contentSha256,
        pdfSha256: pdfDocument.sha256,
      },
    });
    return this.view(report);
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
