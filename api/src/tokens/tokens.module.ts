import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { Burns } from './burn.service.js';
import { TokenDeployment } from './deployment.service.js';
import { TokenDesign } from './design.service.js';
import { ControlOrders } from './control-orders.service.js';
import { Enforcement } from './enforcement.service.js';
import { Freezes } from './freeze.service.js';
import { HoldingsHistory } from './holdings-history.service.js';
import { Issuance } from './issuance.service.js';
import { Mints } from './mint.service.js';
import { NavStrike } from './strike.service.js';
import { Pauses } from './pause.service.js';
import { SupplySources } from './supply-sources.js';
import { SupplyController } from './supply.controller.js';
import { SupplyOrders } from './supply-orders.service.js';
import { ControlOrder, SupplyOrder, Token } from './token.entity.js';
import { TokenChain } from './token-chain.service.js';
import { PublicPapersController } from './public-papers.controller.js';
import { TokenPapersController } from './token-papers.controller.js';
import { TokenPapers } from './token-papers.service.js';
import { TokenStore } from './token-store.service.js';
import { TokensController } from './tokens.controller.js';
import { TokenFactsReader } from './tokens.facts.js';
import { Tokens } from './tokens.service.js';
import { UnfinishedBusiness } from './unfinished-business.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Token, SupplyOrder, ControlOrder]),
    AssetsModule,
    DocumentsModule,
    NoticesModule,
    WalletsModule,
  ],
  controllers: [TokensController, TokenPapersController, PublicPapersController, SupplyController],
  providers: [
    Burns,
    ControlOrders,
    Enforcement,
    Freezes,
    HoldingsHistory,
    Issuance,
    Mints,
    NavStrike,
    Pauses,
    SupplyOrders,
    SupplySources,
    TokenChain,
    TokenDeployment,
    TokenDesign,
    TokenFactsReader,
    TokenPapers,
    Tokens,
    TokenStore,
    UnfinishedBusiness,
  ],
  exports: [Issuance, SupplySources, Tokens, UnfinishedBusiness],
})
export class TokensModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'supply order',
      states: 'SELECT state FROM api.supply_order WHERE token_id = $1',
      done: ['settled', 'rejected'],
    });
  }
}
