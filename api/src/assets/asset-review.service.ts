import { assetMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Forbidden, Refused } from '../platform/problem.js';
import type { Asset } from './asset.entity.js';
import type { AssetView } from './asset.schema.js';
import { AssetReadiness } from './asset-readiness.service.js';
import { AssetStore } from './asset-store.service.js';
import { AssetViews } from './asset-views.service.js';
import { DueDiligence } from './due-diligence.service.js';

/** An asset's way through review: handed in by its issuer, decided by compliance. */
@Injectable()
export class AssetReview {
  constructor(
    private readonly clock: Clock,
    private readonly store: AssetStore,
    private readonly readiness: AssetReadiness,
    private readonly dueDiligence: DueDiligence,
    private readonly views: AssetViews,
  ) {}

  /** @throws Refused `evidence_missing` naming every gap */
  async submit(ctx: Ctx, id: string): Promise<AssetView> {
    const asset = await this.store.lock(ctx, id);
    next(assetMachine, asset.state, 'submit');
    refuseIf(await this.readiness.forSubmission(asset), 'evidence_missing');
    asset.submittedBy = actorOf(ctx).userId;
    asset.submittedAt = this.clock.now();
    await this.store.move(ctx, asset, 'submit');
    return this.views.view(ctx, asset);
  }

  requestChanges(ctx: Ctx, id: string, reason: string): Promise<AssetView> {
    return this.decide(ctx, id, 'request_changes', reason);
  }

  reject(ctx: Ctx, id: string, reason: string): Promise<AssetView> {
    return this.decide(ctx, id, 'reject', reason);
  }

  /** @throws Forbidden `own_asset`; Refused `asset_not_ready` naming everything in the way */
  approve(ctx: Ctx, id: string, reason: string): Promise<AssetView> {
    return this.decide(ctx, id, 'approve', reason);
  }

  suspend(ctx: Ctx, id: string, reason: string): Promise<AssetView> {
    return this.decide(ctx, id, 'suspend', reason);
  }

  resume(ctx: Ctx, id: string, reason: string): Promise<AssetView> {
    return this.decide(ctx, id, 'resume', reason);
  }

  private async decide(
    ctx: Ctx,
    id: string,
    event: 'request_changes' | 'approve' | 'reject' | 'suspend' | 'resume',
    reason: string,
  ): Promise<AssetView> {
    const asset = await this.store.lock(ctx, id);
    next(assetMachine, asset.state, event);
    await this.refuseOwn(ctx, asset);
    if (event === 'approve') refuseIf(await this.readiness.forApproval(asset), 'asset_not_ready');
    asset.decidedBy = actorOf(ctx).userId;
    asset.decidedAt = this.clock.now();
    asset.decisionReason = reason;
    await this.store.move(ctx, asset, event, { reason });
    return this.views.view(ctx, asset);
  }

  private async refuseOwn(ctx: Ctx, asset: Asset): Promise<void> {
    const { userId } = actorOf(ctx);
    const authors = await this.dueDiligence.authors(asset);
    if (userId === asset.createdBy || userId === asset.submittedBy || authors.has(userId)) {
      throw new Forbidden('own_asset', 'Nobody decides an asset of their own: ask a colleague.');
    }
  }
}

function refuseIf(blockers: string[], code: string): void {
  if (blockers.length > 0) throw new Refused(code, blockers.join(' '), { blockers });
}
