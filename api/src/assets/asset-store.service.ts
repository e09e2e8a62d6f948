import { type AssetEvent, assetMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Asset } from './asset.entity.js';

/** Finding, locking and moving assets; the one place that knows who may see which. */
@Injectable()
export class AssetStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** An asset the actor may see: issuers their own, investors what is on sale, staff all. */
  async find(ctx: Ctx, id: string): Promise<Asset> {
    return visible(ctx, await this.db.em.findOneBy(Asset, { id }));
  }

  async lock(ctx: Ctx, id: string): Promise<Asset> {
    return visible(ctx, await this.lockRow(id));
  }

  /** For workers and facts, which act for nobody. */
  async lockUnscoped(id: string): Promise<Asset> {
    const asset = await this.lockRow(id);
    if (!asset) throw new NotFound('asset');
    return asset;
  }

  async findUnscoped(id: string): Promise<Asset> {
    const asset = await this.db.em.findOneBy(Asset, { id });
    if (!asset) throw new NotFound('asset');
    return asset;
  }

  /** Locked, and in a state in which its issuer may still change it. @throws Conflict `asset_not_editable` */
  async lockEditable(ctx: Ctx, id: string): Promise<Asset> {
    const asset = await this.lock(ctx, id);
    if (isEditable(asset)) return asset;
    throw new Conflict(
      'asset_not_editable',
      `The asset is ${asset.state.replaceAll('_', ' ')}: it can be changed as a draft, or when compliance asks for changes.`,
    );
  }

  /** Moves the asset along its machine and writes it with its audit entry. */
  async move(ctx: Ctx, asset: Asset, event: AssetEvent, data: object = {}): Promise<Asset> {
    const from = asset.state;
    asset.state = next(assetMachine, from, event);
    await this.save(asset);
    await this.record(ctx, asset, `asset.${event}`, { from, to: asset.state, ...data });
    return asset;
  }

  async save(asset: Asset): Promise<Asset> {
    asset.updatedAt = this.clock.now();
    return this.db.em.save(asset);
  }

  record(ctx: Ctx, asset: Asset, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'asset', id: asset.id },
      organisationId: asset.organisationId,
      data,
    });
  }

  private lockRow(id: string): Promise<Asset | null> {
    return this.db.em.findOne(Asset, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
}

/** States in which investors see an asset. */
export const PUBLISHED = ['live', 'suspended', 'winding_down'] as const;

export const isEditable = (asset: Asset): boolean =>
  asset.state === 'draft' || asset.state === 'changes_requested';

function visible(ctx: Ctx, asset: Asset | null): Asset {
  const actor = actorOf(ctx);
  const hidden =
    !asset ||
    (actor.role === 'issuer' && asset.organisationId !== actor.organisationId) ||
    (actor.role === 'investor' && !PUBLISHED.some((state) => state === asset.state));
  if (hidden) throw new NotFound('asset');
  return asset;
}
