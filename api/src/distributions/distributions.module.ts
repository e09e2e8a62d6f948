import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { InvestorsModule } from '../investors/investors.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { CommitteeClient } from './committee.client.js';
import { DistributionChain } from './distribution-chain.service.js';
import { Distribution } from './distribution.entity.js';
import { DistributionStore } from './distribution-store.js';
import { DistributionsController } from './distributions.controller.js';
import { DistributionFactsReader } from './distributions.facts.js';
import { Distributions } from './distributions.service.js';
import { DistributionDrafts } from './drafts.service.js';
import { DistributionLines } from './lines.service.js';
import { NetFactsReader } from './net.facts.js';
import { NetRootsController } from './net-roots.controller.js';
import { NetRoots } from './net-roots.service.js';
import { Payouts } from './payouts.service.js';
import { TaxController } from './tax.controller.js';
import { Taxes } from './tax.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Distribution]),
    AssetsModule,
    DocumentsModule,
    InvestorsModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [DistributionsController, NetRootsController, TaxController],
  providers: [
    CommitteeClient,
    DistributionChain,
    DistributionDrafts,
    DistributionFactsReader,
    DistributionLines,
    Distributions,
    DistributionStore,
    NetFactsReader,
    NetRoots,
    Payouts,
    Taxes,
  ],
})
export class DistributionsModule {}
