import { corporateActionMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { ActionDrafts } from './action-drafts.service.js';
import { CorporateAction } from './action.entity.js';
import { ActionLines } from './action-lines.js';
import { ActionMoney } from './action-money.service.js';
import { ActionOrders } from './action-orders.service.js';
import { ActionRounds } from './action-rounds.service.js';
import { ActionStore } from './action-store.js';
import { ActionsController } from './actions.controller.js';
import { ActionFactsReader } from './actions.facts.js';
import { Actions } from './actions.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([CorporateAction]),
    AssetsModule,
    DocumentsModule,
    NoticesModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [ActionsController],
  providers: [
    ActionDrafts,
    ActionFactsReader,
    ActionLines,
    ActionMoney,
    ActionOrders,
    ActionRounds,
    Actions,
    ActionStore,
  ],
})
export class ActionsModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'corporate action',
      states: 'SELECT state FROM api.corporate_action WHERE token_id = $1',
      done: ['draft', ...corporateActionMachine.finals],
    });
  }
}
