import { buyoutMachine, deedMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { VotesModule } from '../votes/votes.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { Buyout, BuyoutSurrender } from './buyout.entity.js';
import { BuyoutOffers } from './buyout-offers.service.js';
import { BuyoutStore } from './buyout-store.js';
import { BuyoutsController } from './buyouts.controller.js';
import { Buyouts } from './buyouts.service.js';
import { Deed } from './deed.entity.js';
import { DeedStore } from './deed-store.js';
import { DeedVaults } from './deed-vaults.service.js';
import { DeedsController } from './deeds.controller.js';
import { Deeds } from './deeds.service.js';
import { PropertyFactsReader } from './property.facts.js';
import { PropertyOrders } from './property-orders.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Deed, Buyout, BuyoutSurrender]),
    AssetsModule,
    DocumentsModule,
    NoticesModule,
    SatellitesModule,
    TokensModule,
    VotesModule,
    WalletsModule,
  ],
  controllers: [DeedsController, BuyoutsController],
  providers: [
    BuyoutOffers,
    BuyoutStore,
    Buyouts,
    DeedStore,
    DeedVaults,
    Deeds,
    PropertyFactsReader,
    PropertyOrders,
  ],
})
export class PropertyModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'buy-out',
      states: 'SELECT state FROM api.buyout WHERE token_id = $1',
      done: buyoutMachine.finals,
    });
    // Whoever holds the deed keeps it; only one that lies in the vault waits for somebody.
    unfinished.add({
      what: 'deed',
      states: `SELECT d.state FROM api.deed d JOIN api.token t ON t.asset_id = d.asset_id WHERE t.id = $1`,
      done: ['draft', 'recorded', 'released', ...deedMachine.finals],
    });
  }
}
