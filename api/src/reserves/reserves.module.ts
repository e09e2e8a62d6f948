import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ReservesController } from './reserves.controller.js';
import { Reserves } from './reserves.service.js';

@Module({
  imports: [AccountsModule, AssetsModule, TokensModule],
  controllers: [ReservesController],
  providers: [Reserves],
  exports: [Reserves],
})
export class ReservesModule {}
