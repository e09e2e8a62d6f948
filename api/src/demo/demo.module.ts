import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { DemoController } from './demo.controller.js';
import { DemoRpcController } from './demo-rpc.controller.js';

@Module({
  imports: [AccountsModule, NoticesModule],
  controllers: [DemoController, DemoRpcController],
})
export class DemoModule {}
