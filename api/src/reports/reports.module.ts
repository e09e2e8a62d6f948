import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { ReportBuilder } from './report-builder.service.js';
import { Report } from './report.entity.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Report]),
    AccountsModule,
    AssetsModule,
    DocumentsModule,
    TokensModule,
  ],
  controllers: [ReportsController],
  providers: [ProofOfReserveEvidence, ReportBuilder, Reports],
})
export class ReportsModule {}
