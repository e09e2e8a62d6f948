import { Injectable } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Wallets } from '../wallets/wallets.service.js';
import { QueueStore } from './queue-store.service.js';
import { Redemption, RedemptionQueueRow } from './redemption.entity.js';
import type { RedemptionsQuery, RedemptionView } from './redemption.schema.js';

/** What has become of redemptions: an investor's own, an issuer's queue, everything for staff. */
@Injectable()
export class Redemptions {
  constructor(
    private readonly db: Database,
    private readonly queues: QueueStore,
    private readonly wallets: Wallets,
  ) {}

  /** @throws NotFound */
  async list(ctx: Ctx, queueId: string, query: RedemptionsQuery): Promise<Page<RedemptionView>> {
    const queue = await this.queues.find(ctx, queueId);
    const { state, epoch, ...rest } = query;
    const { role, organisationId } = actorOf(ctx);
    const where = {
      queueId: queue.id,
      ...(role === 'investor' ? { organisationId } : {}),
      ...(state ? { state } : {}),
      ...(epoch ? { epoch } : {}),
    };
    return page(this.db.em, Redemption, rest, where, (rows) => this.views(queue, rows));
  }

  /** @throws NotFound */
  async get(ctx: Ctx, id: string): Promise<RedemptionView> {
    const redemption = await this.db.em.findOneBy(Redemption, { id });
    const queue =
      redemption && (await this.db.em.findOneBy(RedemptionQueueRow, { id: redemption.queueId }));
    if (!queue || !this.visible(ctx, redemption, queue)) throw new NotFound('redemption');
    const [view] = await this.views(queue, [redemption]);
    if (!view) throw new NotFound('redemption');
    return view;
  }

  private visible(ctx: Ctx, redemption: Redemption, queue: RedemptionQueueRow): boolean {
    const { role, organisationId } = actorOf(ctx);
    if (role === 'investor') return redemption.organisationId === organisationId;
    return role !== 'issuer' || queue.organisationId === organisationId;
  }

  private async views(queue: RedemptionQueueRow, rows: Redemption[]): Promise<RedemptionView[]> {
    const known = await this.wallets.byAddresses(rows.map((row) => toAddress(row.controller)));
    return rows.map((row) => {
      const controller = toAddress(row.controller);
      return {
        id: row.id,
        queueId: row.queueId,
        tokenId: queue.tokenId,
        lane: row.lane,
        state: row.state,
        walletId: row.walletId,
        controller,
        investorReference: known.get(controller.toLowerCase())?.investorReference ?? null,
        epoch: row.epoch,
        shares: row.shares.toString(),
        assets: row.assets.toString(),
        fee: row.fee.toString(),
        deferredShares: row.deferredShares.toString(),
        carriedShares: row.carriedShares.toString(),
        claimedShares: row.claimedShares.toString(),
        requestedAt: row.requestedAt.toISOString(),
        changedAt: row.changedAt.toISOString(),
      };
    });
  }
}
