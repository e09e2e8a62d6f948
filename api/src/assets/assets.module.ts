import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { IssuersModule } from '../issuers/issuers.module.js';
import { Asset, AssetPaper, Bar } from './asset.entity.js';
import { AssetReadiness } from './asset-readiness.service.js';
import { AssetReviewController } from './asset-review.controller.js';
import { AssetReview } from './asset-review.service.js';
import { AssetStore } from './asset-store.service.js';
import { AssetViews } from './asset-views.service.js';
import { AssetsController } from './assets.controller.js';
import { Assets } from './assets.service.js';
import { DueDiligenceEvidence, DueDiligenceItem } from './due-diligence.entity.js';
import { DueDiligence } from './due-diligence.service.js';
import { Portfolio, PortfolioPosition } from './portfolio.entity.js';
import { Portfolios } from './portfolio.service.js';
import { TreasuryData } from './treasury-data.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      Asset,
      AssetPaper,
      Bar,
      DueDiligenceItem,
      DueDiligenceEvidence,
      Portfolio,
      PortfolioPosition,
    ]),
    AccountsModule,
    DocumentsModule,
    IssuersModule,
  ],
  controllers: [AssetsController, AssetReviewController],
  providers: [
    AssetReadiness,
    AssetReview,
    AssetStore,
    AssetViews,
    Assets,
    DueDiligence,
    Portfolios,
    TreasuryData,
  ],
  exports: [Assets, TreasuryData],
})
export class AssetsModule {}
