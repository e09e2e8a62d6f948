import { offeringMachine } from '@cadastre/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AssetsModule } from '../assets/assets.module.js';
import { InvestorsModule } from '../investors/investors.module.js';
import { SatellitesModule } from '../satellites/satellites.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { UnfinishedBusiness } from '../tokens/unfinished-business.js';
import { WalletsModule } from '../wallets/wallets.module.js';
import { Advance } from './advance.service.js';
import { Allotments } from './allotment.service.js';
import { BankReceipts } from './bank-receipts.service.js';
import { BankReturns } from './bank-returns.service.js';
import { Cancellations } from './cancellation.service.js';
import { ContractPayments } from './contract-payments.service.js';
import { Eligibility } from './eligibility.service.js';
import { OfferingChain } from './offering-chain.service.js';
import { Offering } from './offering.entity.js';
import { OfferingOpening } from './offering-opening.service.js';
import { OfferingStore } from './offering-store.service.js';
import { OfferingsController } from './offerings.controller.js';
import { OfferingFactsReader } from './offerings.facts.js';
import { Offerings } from './offerings.service.js';
import { PaymentReturn, SubscriptionPayment } from './payment.entity.js';
import { PaymentStore } from './payment-store.service.js';
import { PaymentsController } from './payments.controller.js';
import { Refunds } from './refunds.service.js';
import { Settlements } from './settlements.service.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { SubscriptionViews } from './subscription-views.service.js';
import { SubscriptionsController } from './subscriptions.controller.js';
import { Subscriptions } from './subscriptions.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([Offering, Subscription, SubscriptionPayment, PaymentReturn]),
    AssetsModule,
    InvestorsModule,
    SatellitesModule,
    TokensModule,
    WalletsModule,
  ],
  controllers: [OfferingsController, SubscriptionsController, PaymentsController],
  providers: [
    Advance,
    Allotments,
    BankReceipts,
    BankReturns,
    Cancellations,
    ContractPayments,
    Eligibility,
    OfferingChain,
    OfferingFactsReader,
    OfferingOpening,
    Offerings,
    OfferingStore,
    PaymentStore,
    Refunds,
    Settlements,
    Subscriptions,
    SubscriptionStore,
    SubscriptionViews,
  ],
})
export class OfferingsModule {
  constructor(unfinished: UnfinishedBusiness) {
    unfinished.add({
      what: 'sale',
      states: 'SELECT state FROM api.offering WHERE token_id = $1',
      done: ['draft', ...offeringMachine.finals],
      sells: true,
    });
  }
}
