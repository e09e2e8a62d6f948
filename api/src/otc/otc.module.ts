import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TokensModule } from '../tokens/tokens.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { OtcController } from './otc.controller.js';
import { OtcOrder } from './otc.entity.js';
import { OtcFactsReader } from './otc.facts.js';
import { OtcOrders } from './otc-orders.service.js';
import { OtcSides } from './otc-sides.service.js';
import { OtcStore } from './otc-store.js';
import { OtcTrading } from './otc-trading.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([OtcOrder]), TokensModule, WalletsModule],
  controllers: [OtcController],
  providers: [OtcFactsReader, OtcOrders, OtcSides, OtcStore, OtcTrading],
})
export class OtcModule {}
