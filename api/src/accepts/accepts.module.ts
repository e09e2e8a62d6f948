import { Global, Module } from '@nestjs/common';
import { Accepts } from './accepts.service.js';
import { GroupLine } from './group-line.js';

@Global()
@Module({ providers: [Accepts, GroupLine], exports: [Accepts] })
export class AcceptsModule {}
