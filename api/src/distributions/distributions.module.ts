import { distributionMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { InvestorsModule } from '../investors/investors.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { CarriedMoney } from './carried.service.js';
import { CommitteeClient } from './committee.client.js';
import { Distribution } from './distribution.entity.js';
import { DistributionStore } from './distribution-store.js';
import { DistributionsController } from './distributions.controller.js';
import { DistributionFactsReader } from './distributions.facts.js';
import { Distributions } from './distributions.service.js';
import { DistributionDrafts } from './drafts.service.js';
import { IncomeNotices } from './income-notices.service.js';
import { DistributionLines } from './lines.service.js';
import { NetFactsReader } from './net.facts.js';
import { NetRootsController } from './net-roots.controller.js';
import { NetRoots } from './net-roots.service.js';
import { Payouts } from './payouts.service.js';
import { Occurrences } from './schedules/occurrences.service.js';
import { ScheduleStore } from './schedules/schedule-store.js';
import { DistributionOccurrence, DistributionSchedule } from './schedules/schedule.entity.js';
import { SchedulesController } from './schedules/schedules.controller.js';
import { DistributionSchedules } from './schedules/schedules.service.js';
import { TaxController } from './tax.controller.js';
import { Taxes } from './tax.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Distribution, DistributionOccurrence, DistributionSchedule]),
    AssetsModule,
    DocumentsModule,
    InvestorsModule,
    NoticesModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [DistributionsController, NetRootsController, SchedulesController, TaxController],
  providers: [
    CarriedMoney,
    CommitteeClient,
    DistributionDrafts,
    DistributionFactsReader,
    DistributionLines,
    Distributions,
    DistributionSchedules,
    DistributionStore,
    IncomeNotices,
    NetFactsReader,
    NetRoots,
    Occurrences,
    Payouts,
    ScheduleStore,
    Taxes,
  ],
})
export class DistributionsModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'distribution',
      states: 'SELECT state FROM api.distribution WHERE token_id = $1',
      done: ['draft', ...distributionMachine.finals],
    });
    unfinished.add({
      what: 'schedule of distributions',
      states: `SELECT s.state FROM api.distribution_schedule s JOIN api.token t ON t.asset_id = s.asset_id
               WHERE t.id = $1`,
      done: ['ended', 'dropped'],
    });
  }
}
