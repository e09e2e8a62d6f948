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
import { Screening } from './screening/screening.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Investor, KycCase, KycDocument, KycScreening, KycDecision]),
    DocumentsModule,
  ],
  controllers: [KycController],
  providers: [Investors, Kyc, KycDecisions, KycRecords, Screening],
  exports: [Investors, Screening],
})
export class InvestorsModule {}
