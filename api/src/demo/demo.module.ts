import { Module } from '@nestjs/common';
import { NoticesModule } from '../notices/notices.module.js';
import { DemoController } from './demo.controller.js';
import { DemoRpcController } from './demo-rpc.controller.js';

@Module({ imports: [NoticesModule], controllers: [DemoController, DemoRpcController] })
export class DemoModule {}
