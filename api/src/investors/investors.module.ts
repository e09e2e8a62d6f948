import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { Investor } from './investor.entity.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { KycDecisions } from './kyc-decision.service.js';
import { KycDecision, KycDocument, KycScreening } from './kyc-records.entity.js';
import { KycRecords } from './kyc-records.service.js';
import { KycController } from './kyc.controller.js';
import { Kyc } from './kyc.service.js';
import { CaseScreening } from './screening/case-screening.service.js';
import { HitRegister } from './screening/hit-register.service.js';
import { SanctionsLists } from './screening/sanctions-lists.service.js';
import { ScreeningController } from './screening/screening.controller.js';
import {
  SanctionsListInForce,
  SanctionsListVersion,
  ScreeningHit,
  ScreeningRun,
} from './screening/screening.entity.js';
import { ScreeningHits } from './screening/screening-hits.service.js';
import { ScreeningRuns } from './screening/screening-runs.service.js';
import { Screening } from './screening/screening.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Investor,
      KycCase,
      KycDocument,
      KycScreening,
      KycDecision,
      SanctionsListVersion,
      SanctionsListInForce,
      ScreeningHit,
      ScreeningRun,
    ]),
    DocumentsModule,
  ],
  controllers: [KycController, ScreeningController],
  providers: [
    Investors,
    Kyc,
    KycDecisions,
    KycRecords,
    SanctionsLists,
    Screening,
    HitRegister,
    CaseScreening,
    ScreeningHits,
    ScreeningRuns,
  ],
  exports: [Investors, Screening, ScreeningRuns],
})
export class InvestorsModule {}
