import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { FeedChain } from './feed-chain.service.js';
import { ParkedController } from './parked.controller.js';
import { ParkedFactsReader } from './parked.facts.js';
import { ParkedReports } from './parked.service.js';
import { ReservesController } from './reserves.controller.js';
import { Reserves } from './reserves.service.js';
import { OracleClient } from './why/oracle.client.js';
import { WhyController } from './why/why.controller.js';
import { RoundsWhy } from './why/why.service.js';

@Module({
  imports: [AccountsModule, AssetsModule, DocumentsModule, TokensModule],
  controllers: [ReservesController, ParkedController, WhyController],
  providers: [Reserves, FeedChain, ParkedReports, ParkedFactsReader, OracleClient, RoundsWhy],
  exports: [Reserves],
})
export class ReservesModule {}
