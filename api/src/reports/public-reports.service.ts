import { lastDayOfMonth, registeredName } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { LedgerReader } from '../chain/ledger/reader.js';
import { Documents } from '../documents/documents.service.js';
import { Reserves } from '../reserves/reserves.service.js';
import { transactionOf } from './report-register.service.js';
import type { Report } from './report.entity.js';
import type { PublicReportView } from './report.schema.js';
import { Reports } from './reports.service.js';

/** An asset's reserves as everybody may see them: how fresh, how covered, and the newest report. */
@Injectable()
export class PublicReports {
  constructor(
    private readonly reserves: Reserves,
    private readonly reader: LedgerReader,
    private readonly reports: Reports,
    private readonly documents: Documents,
  ) {}

  /** @throws NotFound where the asset has no token yet */
  async of(assetId: string): Promise<PublicReportView> {
    const asset = await this.reserves.publicAsset(assetId);
    const { time } = await this.reader.finalBlock();
    const age = (point: { valuationTime: string } | null) =>
      point && Math.floor((time.getTime() - Date.parse(point.valuationTime)) / 1000);
    const report = await this.reports.newest(assetId);
    return {
      assetId,
      navUsd6: asset.nav?.answer ?? null,
      reservesUsd6: asset.reserve?.answer ?? null,
      coveragePpm: asset.coveragePpm,
      navAgeSeconds: age(asset.nav),
      reservesAgeSeconds: age(asset.reserve),
      lastReport: report && (await this.told(report)),
      nextMonthEnd: lastDayOfMonth(time.toISOString().slice(0, 10)),
      howToVerify: [
        'Compare the SHA-256 of the PDF with documentHash of getDocument(registeredName) at the token.',
        'Open the report or its evidence bundle at /verify: nothing leaves your browser.',
        'Or run `npm run verify -- <file> --rpc <a node you trust>`; --holder 0x… proves your own balance.',
      ],
    };
  }

  private async told(report: Report): Promise<PublicReportView['lastReport']> {
    const [pdf] = await this.documents.describe([report.pdfDocumentId ?? report.id]);
    if (!pdf || report.verdict === null) return null;
    return {
      id: report.id,
      status: report.verdict,
      asOfTime: report.asOfTime?.toISOString() ?? '',
      asOfBlock: Number(report.asOfBlock ?? 0n),
      contentSha256: report.contentSha256?.toString('hex') ?? '',
      pdfSha256: pdf.sha256,
      registeredName: registeredName(report.id),
      registeredTransaction: transactionOf(report),
      pdf: `/api/v1/public/reports/${report.id}/report.pdf`,
      json: `/api/v1/public/reports/${report.id}/report.json`,
    };
  }
}
