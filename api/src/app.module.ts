import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AcceptsModule } from './accepts/accepts.module.js';
import { AccountsModule } from './accounts/accounts.module.js';
import { ActionsModule } from './actions/actions.module.js';
import { ApprovalsModule } from './approvals/approvals.module.js';
import { AssetsModule } from './assets/assets.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BarsModule } from './bars/bars.module.js';
import { ChainModule } from './chain/chain.module.js';
import { DataKeyModule } from './data-key/data-key.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DistributionsModule } from './distributions/distributions.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { EventsModule } from './events/events.module.js';
import { HealthModule } from './health/health.module.js';
import { InvestorsModule } from './investors/investors.module.js';
import { IssuersModule } from './issuers/issuers.module.js';
import { NoticesModule } from './notices/notices.module.js';
import { OfferingsModule } from './offerings/offerings.module.js';
import { OtcModule } from './otc/otc.module.js';
import type { Config } from './platform/config.js';
import { JobsModule } from './jobs/jobs.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { RedemptionsModule } from './redemptions/redemptions.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { ReservesModule } from './reserves/reserves.module.js';
import { SatellitesModule } from './satellites/satellites.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { PropertyModule } from './property/property.module.js';
import { VotesModule } from './votes/votes.module.js';
import { WalletsModule } from './wallets/wallets.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { WindDownsModule } from './wind-downs/wind-downs.module.js';

@Module({})
export class AppModule {
  /** `more`: modules that only a test needs. */
  static with(config: () => Config, more: Type[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config),
        DataKeyModule,
        AuditModule,
        AcceptsModule,
        AccountsModule,
        ApprovalsModule,
        ChainModule,
        DocumentsModule,
        IssuersModule,
        InvestorsModule,
        WalletsModule,
        AssetsModule,
        TokensModule,
        SatellitesModule,
        DistributionsModule,
        OfferingsModule,
        RedemptionsModule,
        BarsModule,
        VotesModule,
        ActionsModule,
        PropertyModule,
        OtcModule,
        WindDownsModule,
        ReservesModule,
        ReportsModule,
        EventsModule,
        WebhooksModule,
        NoticesModule,
        DemoModule,
        HealthModule,
        JobsModule,
        MetricsModule,
        ...more,
      ],
    };
  }
}
