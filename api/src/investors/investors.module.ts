import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { Investor } from './investor.entity.js';
import { Investors } from './investors.service.js';
import { ImportApply } from './imports/import-apply.service.js';
import { InvestorImport, InvestorImportRow } from './imports/import.entity.js';
import { ImportedCases } from './imports/imported-cases.service.js';
import { ImportsController } from './imports/imports.controller.js';
import { InvestorImports } from './imports/imports.service.js';
import { KybController } from './kyb/kyb.controller.js';
import { KybCase, KybDocument, KybParty } from './kyb/kyb.entity.js';
import { Kyb } from './kyb/kyb.service.js';
import { KybRecords } from './kyb/kyb-records.service.js';
import { OwnerScreening } from './kyb/owner-screening.service.js';
import { KycCase } from './kyc-case.entity.js';
import { KycDecisions } from './kyc-decision.service.js';
import { KycDecision, KycDocument, KycReminder, KycScreening } from './kyc-records.entity.js';
import { KycExpiry } from './kyc-expiry.service.js';
import { KycRecords } from './kyc-records.service.js';
import { KycController } from './kyc.controller.js';
import { Kyc } from './kyc.service.js';
import { KycQuestionnaire } from './questionnaires/questionnaire.entity.js';
import { QuestionnairesController } from './questionnaires/questionnaires.controller.js';
import { Questionnaires } from './questionnaires/questionnaires.service.js';
import { CaseScreening } from './screening/case-screening.service.js';
import { Clearance } from './screening/clearance.service.js';
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
import { TaxForm } from './tax/tax-form.entity.js';
import { TaxFormsController } from './tax/tax-forms.controller.js';
import { TaxForms } from './tax/tax-forms.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Investor,
      KycCase,
      KycDocument,
      KycScreening,
      KycDecision,
      KycReminder,
      KybCase,
      KybParty,
      KybDocument,
      KycQuestionnaire,
      TaxForm,
      InvestorImport,
      InvestorImportRow,
      SanctionsListVersion,
      SanctionsListInForce,
      ScreeningHit,
      ScreeningRun,
    ]),
    AccountsModule,
    DocumentsModule,
  ],
  controllers: [
    KycController,
    KybController,
    ImportsController,
    QuestionnairesController,
    ScreeningController,
    TaxFormsController,
  ],
  providers: [
    Investors,
    Kyc,
    KycDecisions,
    KycRecords,
    KycExpiry,
    Questionnaires,
    Kyb,
    KybRecords,
    OwnerScreening,
    Clearance,
    TaxForms,
    InvestorImports,
    ImportApply,
    ImportedCases,
    SanctionsLists,
    Screening,
    HitRegister,
    CaseScreening,
    ScreeningHits,
    ScreeningRuns,
  ],
  exports: [Investors, Kyb, Screening, ScreeningRuns, TaxForms],
})
export class InvestorsModule {}
