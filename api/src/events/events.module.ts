import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { EventsController } from './events.controller.js';
import { Events } from './events.service.js';
import { OwnEvents } from './own-events.service.js';

@Module({
  imports: [AccountsModule, AssetsModule, SatellitesModule, TokensModule, WalletsModule],
  controllers: [EventsController],
  providers: [Events, OwnEvents],
  exports: [OwnEvents],
})
export class EventsModule {}
