import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { CapTablesController } from './cap-table/cap-tables.controller.js';
import { CapTables } from './cap-table/cap-tables.service.js';
import { DistributionReportsController } from './distributions/distribution-reports.controller.js';
import { DistributionReports } from './distributions/distribution-reports.service.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { ReportBuilder } from './report-builder.service.js';
import { Report } from './report.entity.js';
import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.service.js';
import { InvestorRecords } from './statements/record.service.js';
import { StatementsController } from './statements/statements.controller.js';
import { Statements } from './statements/statements.service.js';
import { SupplyRollForwardController } from './supply/supply-roll-forward.controller.js';
import { SupplyRollForward } from './supply/supply-roll-forward.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Report]),
    AccountsModule,
    AssetsModule,
    DocumentsModule,
    TokensModule,
  ],
  controllers: [
    CapTablesController,
    DistributionReportsController,
    ReportsController,
    StatementsController,
    SupplyRollForwardController,
  ],
  providers: [
    CapTables,
    DistributionReports,
    InvestorRecords,
    ProofOfReserveEvidence,
    ReportBuilder,
    Reports,
    Statements,
    SupplyRollForward,
  ],
})
export class ReportsModule {}
