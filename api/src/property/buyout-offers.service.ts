import { formatDecimal } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { VoteDrafts } from '../votes/vote-drafts.service.js';
import { buyoutSubject } from './property.contract.js';
import { Buyout } from './buyout.entity.js';
import type { BuyoutBody, BuyoutView } from './buyout.schema.js';
import { BuyoutStore, buyoutViewOf } from './buyout-store.js';
import { DeedStore } from './deed-store.js';
import { DeedVaults } from './deed-vaults.service.js';

/** An offer for the whole property: the motion that its holders vote on. */
@Injectable()
export class BuyoutOffers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly deployed: Deployed,
    private readonly tokens: Tokens,
    private readonly satellites: Satellites,
    private readonly drafts: VoteDrafts,
    private readonly vaults: DeedVaults,
    private readonly deeds: DeedStore,
    private readonly store: BuyoutStore,
  ) {}

  /**
   * Drafts the motion of a buy-out, titled by its terms, so that whoever approves it or votes sees them; the vault
   * acts on exactly these. The motion goes the way of every vote.
   * @throws NotFound; Conflict `no_deed_in_vault`, `satellite_not_ready`; Refused `bidder_not_registered`,
   *   `deadline_too_early`, and what `VoteDrafts.create` refuses
   */
  async create(ctx: Ctx, assetId: string, body: BuyoutBody): Promise<BuyoutView> {
    const { bidder, priceBaseUnits: price, deadline, ...motion } = body;
    const deed = await this.deeds.ofAsset(assetId);
    const { organisationId, userId } = actorOf(ctx);
    if (deed && deed.organisationId !== organisationId) throw new NotFound('asset');
    const token = await this.tokens.ofAsset(assetId);
    if (deed?.state !== 'vaulted' || !token) {
      throw new Conflict(
        'no_deed_in_vault',
        'Only a property whose deed lies in its vault is bought out.',
      );
    }
    if (deadline <= motion.closesAt) {
      throw new Refused(
        'deadline_too_early',
        'It is executed after the vote: name a later deadline.',
      );
    }
    await this.vaults.requireRegistered(bidder, 'bidder');
    const vault = (await this.satellites.require(assetId, 'deed_vault')).address;
    const { chainId } = this.deployed.deployment;
    const subject = buyoutSubject(chainId, vault, bidder, price, deadline.getTime() / 1000);
    const amount = formatDecimal(price, deed.paymentDecimals, { minDecimals: 2, group: ',' });
    const [day, time] = deadline.toISOString().split('T');
    const title = `Sell the property to ${bidder} for ${amount} ${deed.paymentSymbol}, until ${day}, ${time?.slice(0, 5)} UTC`;
    const vote = await this.drafts.create(ctx, assetId, { ...motion, title }, subject);
    const now = this.clock.now();
    const buyout = this.db.em.create(Buyout, {
      id: this.db.newId(),
      assetId,
      tokenId: token.id,
      organisationId: deed.organisationId,
      deedId: deed.id,
      voteId: vote.id,
      vault: toBytes(vault),
      state: 'offered',
      bidder: toBytes(bidder),
      price,
      deadline,
      fractions: null,
      surrendered: 0n,
      paid: 0n,
      swept: 0n,
      approvalId: null,
      operationId: null,
      failureCode: null,
      failure: null,
      requestedBy: userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, buyout);
    return buyoutViewOf(buyout);
  }
}
