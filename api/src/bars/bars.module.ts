import { barOrderMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { BarOrder, BarStep } from './bar.entity.js';
import { BarCalls } from './bar-calls.service.js';
import { BarOrders } from './bar-orders.service.js';
import { BarSteps } from './bar-steps.service.js';
import { BarsController } from './bars.controller.js';
import { DeliveryInstructions } from './delivery-instructions.service.js';
import { BarFactsReader } from './bars.facts.js';
import { Bars } from './bars.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([BarOrder, BarStep]),
    AssetsModule,
    DocumentsModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [BarsController],
  providers: [BarCalls, BarFactsReader, BarOrders, Bars, BarSteps, DeliveryInstructions],
})
export class BarsModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'order of a bar',
      states: 'SELECT state FROM api.bar_order WHERE token_id = $1',
      done: barOrderMachine.finals,
    });
  }
}
