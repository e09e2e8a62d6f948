import { Module } from '@nestjs/common';
import { DemoController } from './demo.controller.js';
import { DemoRpcController } from './demo-rpc.controller.js';

@Module({ controllers: [DemoController, DemoRpcController] })
export class DemoModule {}
