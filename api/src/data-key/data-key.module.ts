import { Module } from '@nestjs/common';
import { DataKeyGuard } from './data-key-guard.service.js';

/** That `DATA_KEY` is the database's. `rotate.ts` brings a database under another. */
@Module({ providers: [DataKeyGuard] })
export class DataKeyModule {}
