import { redemptionMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { CutOffs } from './cut-offs.service.js';
import { EpochParts } from './epoch-parts.service.js';
import { RedemptionNotices } from './redemption-notices.service.js';
import { RedemptionOrders } from './redemption-orders.service.js';
import { RedemptionPreflight } from './preflight.service.js';
import { RedemptionProjection } from './projection.service.js';
import { QueueChain } from './queue-chain.service.js';
import { QueueStore } from './queue-store.service.js';
import { Queues } from './queues.service.js';
import { Redeemed } from './redeemed.service.js';
import {
  Redemption,
  RedemptionEpoch,
  RedemptionOrder,
  RedemptionQueueRow,
} from './redemption.entity.js';
import { RedemptionsController } from './redemptions.controller.js';
import { RedemptionFactsReader } from './redemptions.facts.js';
import { Redemptions } from './redemptions.service.js';
import { Strikes } from './strikes.service.js';
import { RedemptionTreasuryController } from './treasury.controller.js';
import { RedemptionTreasury } from './treasury.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Redemption, RedemptionEpoch, RedemptionOrder, RedemptionQueueRow]),
    NoticesModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [RedemptionsController, RedemptionTreasuryController],
  providers: [
    CutOffs,
    EpochParts,
    RedemptionOrders,
    QueueChain,
    Queues,
    QueueStore,
    Redeemed,
    RedemptionFactsReader,
    RedemptionNotices,
    RedemptionPreflight,
    RedemptionProjection,
    Redemptions,
    RedemptionTreasury,
    Strikes,
  ],
})
export class RedemptionsModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'redemption',
      states: `SELECT r.state FROM api.redemption r JOIN api.redemption_queue q ON q.id = r.queue_id
               WHERE q.token_id = $1`,
      done: redemptionMachine.finals,
    });
  }
}
