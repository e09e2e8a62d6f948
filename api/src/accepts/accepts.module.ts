import { Global, Module } from '@nestjs/common';
import { Accepts } from './accepts.service.js';

@Global()
@Module({ providers: [Accepts], exports: [Accepts] })
export class AcceptsModule {}
