import { allowedEvents, assetMachine, fineMilliOunces, formatDecimal } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Users } from '../accounts/users.service.js';
import { Documents } from '../documents/documents.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { type Asset, AssetPaper, Bar } from './asset.entity.js';
import type { AssetSummary, AssetView } from './asset.schema.js';
import { AssetReadiness } from './asset-readiness.service.js';
import { ounces } from './bars.js';
import { DueDiligence } from './due-diligence.service.js';
import { Portfolios } from './portfolio.service.js';

/** Assets as people see them: the record, its papers, its portfolio priced, what is still in the way. */
@Injectable()
export class AssetViews {
  constructor(
    private readonly db: Database,
    private readonly users: Users,
    private readonly documents: Documents,
    private readonly dueDiligence: DueDiligence,
    private readonly portfolios: Portfolios,
    private readonly readiness: AssetReadiness,
  ) {}

  async summaries(assets: Asset[]): Promise<AssetSummary[]> {
    const ids = [...new Set(assets.map((asset) => asset.organisationId))];
    const names = new Map(
      await Promise.all(
        ids.map(async (id) => [id, await this.users.organisationName(id)] as const),
      ),
    );
    return assets.map((asset) => ({
      id: asset.id,
      organisationId: asset.organisationId,
      organisationName: names.get(asset.organisationId) ?? '',
      kind: asset.kind,
      state: asset.state,
      name: asset.name,
      description: asset.description,
      createdAt: asset.createdAt.toISOString(),
      updatedAt: asset.updatedAt.toISOString(),
      submittedAt: asset.submittedAt?.toISOString() ?? null,
    }));
  }

  async view(ctx: Ctx, asset: Asset): Promise<AssetView> {
    const [summary] = await this.summaries([asset]);
    if (!summary) throw new Error('one asset has one summary');
    const portfolio =
      asset.kind === 'treasury'
        ? await this.portfolios.views(asset.id)
        : { inForce: null, pending: null };
    // What the papers say between issuer and compliance is not the investors' affair.
    const outsider = actorOf(ctx).role === 'investor';
    return {
      ...summary,
      allowedEvents: allowedEvents(assetMachine, asset.state),
      details: await this.details(asset),
      papers: outsider ? [] : await this.papers(asset.id),
      dueDiligence: await this.dueDiligence.counts(asset),
      portfolio: portfolio.inForce,
      pendingPortfolio: outsider ? null : portfolio.pending,
      blockers: outsider ? [] : await this.readiness.blockers(asset),
      createdBy: asset.createdBy,
      submittedBy: asset.submittedBy,
      decidedBy: asset.decidedBy,
      decidedAt: asset.decidedAt?.toISOString() ?? null,
      decisionReason: outsider ? null : asset.decisionReason,
    };
  }

  /** The papers of an asset, in the order they were filed in. */
  async papers(assetId: string): Promise<AssetView['papers']> {
    const papers = await this.db.em.find(AssetPaper, {
      where: { assetId },
      order: { id: 'ASC' },
    });
    const files = await this.documents.describe(papers.map((paper) => paper.documentId));
    return papers.flatMap((paper) => {
      const file = files.find((one) => one.id === paper.documentId);
      if (!file) return [];
      return [
        {
          id: paper.id,
          documentId: paper.documentId,
          type: paper.type,
          fileName: file.fileName,
          mediaType: file.mediaType,
          sizeBytes: file.sizeBytes,
          sha256: file.sha256,
          addedBy: paper.addedBy,
          addedAt: paper.addedAt.toISOString(),
        },
      ];
    });
  }

  private async details(asset: Asset): Promise<AssetView['details']> {
    if (!('metal' in asset.details)) return asset.details;
    const bars = await this.db.em.find(Bar, {
      where: { assetId: asset.id },
      order: { refiner: 'ASC', serial: 'ASC', year: 'ASC' },
    });
    return {
      ...asset.details,
      bars: bars.map((bar) => ({
        refiner: bar.refiner,
        serial: bar.serial,
        year: bar.year,
        grossOz: ounces(bar.grossMilliOz),
        fineness: formatDecimal(BigInt(bar.finenessTenths), 1),
        fineOz: ounces(bar.statedFineMilliOz),
        recomputedFineOz: ounces(fineMilliOunces(bar.grossMilliOz, BigInt(bar.finenessTenths))),
      })),
      totalFineOz: ounces(bars.reduce((sum, bar) => sum + bar.statedFineMilliOz, 0n)),
    };
  }
}
