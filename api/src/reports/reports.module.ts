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
import { ReservesModule } from '../reserves/reserves.module.js';
import { ReportAsOf } from './proof-of-reserve/as-of.service.js';
import { EvidenceLines } from './proof-of-reserve/evidence-lines.service.js';
import { ProofOfReserveEvidence } from './proof-of-reserve/evidence.service.js';
import { HoldersTrees } from './proof-of-reserve/holders-tree.service.js';
import { ReportSigner } from './proof-of-reserve/report-signer.service.js';
import { RoundSigners } from './proof-of-reserve/round-signers.service.js';
import { ReportSources } from './proof-of-reserve/sources.service.js';
import { PublicReportsController } from './public-reports.controller.js';
import { PublicReports } from './public-reports.service.js';
import { ReportBuilder } from './report-builder.service.js';
import { ReportEvidence } from './report-evidence.service.js';
import { ReportProgress } from './report-progress.service.js';
import { ReportRegister } from './report-register.service.js';
import { ReportScheduler } from './report-schedule.service.js';
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
    ReservesModule,
    TokensModule,
  ],
  controllers: [
    CapTablesController,
    DistributionReportsController,
    PublicReportsController,
    ReportsController,
    StatementsController,
    SupplyRollForwardController,
  ],
  providers: [
    CapTables,
    DistributionReports,
    EvidenceLines,
    HoldersTrees,
    InvestorRecords,
    ProofOfReserveEvidence,
    PublicReports,
    ReportAsOf,
    ReportBuilder,
    ReportEvidence,
    ReportProgress,
    ReportRegister,
    ReportScheduler,
    ReportSigner,
    ReportSources,
    Reports,
    RoundSigners,
    Statements,
    SupplyRollForward,
  ],
})
export class ReportsModule {}
