import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
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
export class PropertyModule {}
