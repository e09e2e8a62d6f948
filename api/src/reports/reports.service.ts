import type { Readable } from 'node:stream';
import {
  REPORT_FORMAT,
  registeredName,
  reportMachine,
  type ReserveReport,
  reserveReport,
} from '@cadastre/core';
import { Injectable, type MessageEvent } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Between } from 'typeorm';
import { Assets } from '../assets/assets.service.js';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, Malformed, NotFound, Refused } from '../platform/problem.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { ReportBuilder } from './report-builder.service.js';
import { ReportProgress } from './report-progress.service.js';
import { transactionOf } from './report-register.service.js';
import { Report, type ReportSchedule } from './report.entity.js';
import type { ReportListQuery, ReportView, RequestReportBody } from './report.schema.js';

export interface ReportFile {
  fileName: string;
  mediaType: string;
  sizeBytes: number;
  sha256: string;
  stream: Readable;
}

/** States in which a report's files are there. */
const MADE: readonly Report['state'][] = ['built', 'signed', 'registered', 'superseded'];

/** Reports on assets: asked for, followed, ended, read. */
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
    private readonly progress: ReportProgress,
  ) {}

  /**
   * Asks for a report; a job builds it.
   * @throws as `ProofOfReserveEvidence.basis`; NotFound, Conflict `report_not_correctable`
   */
  async request(ctx: Ctx, assetId: string, body: RequestReportBody): Promise<ReportView> {
    const asset = await this.assets.require(ctx, assetId);
    const time = body.at === undefined ? undefined : new Date(body.at);
    await this.evidence.basis(assetId, time);
    if (body.supersedes) await this.refuseUncorrectable(assetId, body.supersedes.reportId);
    const report = await this.insert(ctx, asset, {
      requestedTime: time ?? null,
      requestedBy: actorOf(ctx).userId,
      supersedes: body.supersedes?.reportId ?? null,
      supersedeReason: body.supersedes?.reason ?? null,
    });
    return this.get(ctx, report.id);
  }

  /** As the schedule says, once for each of its days. Unscoped. @returns whether it was new */
  async requestScheduled(
    ctx: Ctx,
    assetId: string,
    time: Date,
    schedule: ReportSchedule,
    scheduleDay: string,
  ): Promise<boolean> {
    const asset = await this.assets.requireUnscoped(assetId);
    if (await this.db.em.existsBy(Report, { assetId, schedule, scheduleDay })) return false;
    await this.insert(ctx, asset, { requestedTime: time, schedule, scheduleDay });
    return true;
  }

  /** Newest first; with `from` or `to` those whose block is of these days. @throws Malformed `period_backwards` */
  async list(ctx: Ctx, assetId: string, query: ReportListQuery): Promise<Page<ReportView>> {
    await this.assets.require(ctx, assetId);
    const { from, to } = query;
    if (from && to && to < from) {
      throw new Malformed(
        'period_backwards',
        `The period ends (${to}) before it begins (${from}).`,
      );
    }
    const first = new Date(`${from ?? '1970-01-01'}T00:00:00.000Z`);
    const last = new Date(`${to ?? '9999-12-31'}T23:59:59.999Z`);
    const ofPeriod = from || to ? { asOfTime: Between(first, last) } : {};
    return page(this.db.em, Report, query, { assetId, ...ofPeriod }, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  async get(ctx: Ctx, id: string): Promise<ReportView> {
    return this.view(await this.find(ctx, id));
  }

  /** The progress of its making, each change of it, until it is over. */
  async follow(ctx: Ctx, id: string): Promise<Observable<MessageEvent>> {
    await this.find(ctx, id);
    return this.progress.follow(
      id,
      async () => !(await this.db.em.existsBy(Report, { id, state: reportMachine.initial })),
    );
  }

  /** Ends the making of a report at its next stage. @throws NotFound; Conflict `report_not_pending` */
  async cancel(ctx: Ctx, id: string): Promise<ReportView> {
    const report = await this.find(ctx, id);
    if (report.state !== reportMachine.initial) {
      throw new Conflict('report_not_pending', `The report is ${report.state}: nothing to end.`);
    }
    await this.progress.cancel(id, actorOf(ctx).userId);
    await this.audit.record(ctx, {
      action: 'report.ask_cancel',
      subject: { type: 'report', id },
      organisationId: report.organisationId,
      data: { assetId: report.assetId },
    });
    return this.view(report);
  }

  /** The PDF's bytes, for whoever may see the asset. */
  async pdf(ctx: Ctx, id: string): Promise<ReportFile> {
    return this.file(await this.find(ctx, id), 'pdfDocumentId');
  }

  /** A file of a report that is signed: what everybody may read. @throws NotFound */
  async publicFile(id: string, which: 'pdfDocumentId' | 'jsonDocumentId'): Promise<ReportFile> {
    const report = await this.db.em.findOneBy(Report, { id });
    if (!report || report.state === 'requested') throw new NotFound('report');
    return this.file(report, which);
  }

  /** The newest report of an asset that is made and not corrected. Unscoped. */
  newest(assetId: string): Promise<Report | null> {
    return this.db.em.findOne(Report, {
      where: [
        { assetId, state: 'signed', format: REPORT_FORMAT },
        { assetId, state: 'registered', format: REPORT_FORMAT },
      ],
      order: { asOfBlock: 'DESC', id: 'DESC' },
    });
  }

  /**
   * A made report's row and content.
   * @throws NotFound; Conflict `report_not_made`; Refused `report_older_format`
   */
  async content(ctx: Ctx, id: string): Promise<{ row: Report; report: ReserveReport }> {
    const row = await this.find(ctx, id);
    if (!MADE.includes(row.state) || row.jsonDocumentId === null) {
      throw new Conflict('report_not_made', `The report is ${row.state}: it has no files.`);
    }
    if (row.format !== REPORT_FORMAT) {
      throw new Refused('report_older_format', `It is of the format ${row.format}.`);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of await this.documents.stream(row.jsonDocumentId)) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { row, report: reserveReport.parse(JSON.parse(text)) as unknown as ReserveReport };
  }

  private async insert(
    ctx: Ctx,
    asset: { id: string; organisationId: string },
    about: Partial<Report>,
  ): Promise<Report> {
    const report = this.db.em.create(Report, {
      ...about,
      id: this.db.newId(),
      organisationId: asset.organisationId,
      assetId: asset.id,
      kind: 'proof_of_reserve',
      format: REPORT_FORMAT,
      state: reportMachine.initial,
      sourceDocumentIds: [],
      requestedAt: this.clock.now(),
    });
    await this.db.em.insert(Report, report);
    await this.progress.begin(report.id);
    await this.builder.enqueue(ctx, report.id);
    await this.audit.record(ctx, {
      action: 'report.request',
      subject: { type: 'report', id: report.id },
      organisationId: asset.organisationId,
      data: {
        assetId: asset.id,
        kind: report.kind,
        at: report.requestedTime?.toISOString() ?? null,
        schedule: report.schedule ?? null,
        supersedes: report.supersedes ?? null,
      },
    });
    return report;
  }

  private async refuseUncorrectable(assetId: string, id: string): Promise<void> {
    const old = await this.db.em.findOneBy(Report, { id, assetId });
    if (!old) throw new NotFound('report');
    const pending = await this.db.em.findBy(Report, { supersedes: id });
    const taken = pending.some(({ state }) => state !== 'failed' && state !== 'cancelled');
    if (['built', 'signed', 'registered'].includes(old.state) && !taken) return;
    throw new Conflict(
      'report_not_correctable',
      'Only a made report that no other corrects can be corrected: correct the newest of the chain.',
    );
  }

  private async file(report: Report, which: 'pdfDocumentId' | 'jsonDocumentId') {
    const id = report[which];
    const [document] = id ? await this.documents.describe([id]) : [];
    if (!document) throw new NotFound('report');
    const { fileName, mediaType, sizeBytes, sha256 } = document;
    const stream = await this.documents.stream(document.id);
    return { fileName, mediaType, sizeBytes, sha256, stream };
  }

  private async find(ctx: Ctx, id: string): Promise<Report> {
    const report = await this.db.em.findOneBy(Report, { id });
    if (!report) throw new NotFound('report');
    await this.assets.require(ctx, report.assetId);
    return report;
  }

  private async view(report: Report): Promise<ReportView> {
    const [pdf] = await this.documents.describe(report.pdfDocumentId ? [report.pdfDocumentId] : []);
    const by = await this.db.em.findBy(Report, { supersedes: report.id });
    const signed = report.signatureDocumentId !== null;
    return {
      id: report.id,
      assetId: report.assetId,
      kind: report.kind,
      format: report.format,
      state: report.state,
      verdict: report.verdict,
      requestedTime: report.requestedTime?.toISOString() ?? null,
      asOfBlock: report.asOfBlock === null ? null : Number(report.asOfBlock),
      asOfBlockHash: report.asOfBlockHash,
      asOfTime: report.asOfTime?.toISOString() ?? null,
      contentSha256: report.contentSha256?.toString('hex') ?? null,
      jsonDocumentId: report.jsonDocumentId,
      pdfDocumentId: report.pdfDocumentId,
      pdfSha256: pdf?.sha256 ?? null,
      signatureDocumentId: report.signatureDocumentId,
      supersedes: report.supersedes,
      supersedeReason: report.supersedeReason,
      supersededBy: by.find(({ state }) => MADE.includes(state))?.id ?? null,
      schedule: report.schedule,
      operationId: report.operationId,
      registeredName: signed ? registeredName(report.id) : null,
      registeredBlock: report.registeredBlock === null ? null : Number(report.registeredBlock),
      registeredTransaction: transactionOf(report),
      failureCode: report.failureCode,
      failure: report.failure,
      progress: await this.progress.of(report.id),
      requestedBy: report.requestedBy,
      requestedAt: report.requestedAt.toISOString(),
      builtAt: report.builtAt?.toISOString() ?? null,
    };
  }
}
