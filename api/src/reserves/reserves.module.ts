import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AssetsModule } from '../assets/assets.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { CustodianAttestation, CustodianKey } from './attestations/attestation.entity.js';
import { AttestationsController } from './attestations/attestations.controller.js';
import { Attestations } from './attestations/attestations.service.js';
import { CustodianKeys } from './attestations/custodian-keys.service.js';
import { ParkedController } from './parked.controller.js';
import { ParkedFactsReader } from './parked.facts.js';
import { ParkedReports } from './parked.service.js';
import { ReservesController } from './reserves.controller.js';
import { Reserves } from './reserves.service.js';
import { OracleClient } from './why/oracle.client.js';
import { WhyController } from './why/why.controller.js';
import { RoundsWhy } from './why/why.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([CustodianAttestation, CustodianKey]),
    AccountsModule,
    AssetsModule,
    DocumentsModule,
    TokensModule,
  ],
  controllers: [ReservesController, ParkedController, AttestationsController, WhyController],
  providers: [
    Attestations,
    CustodianKeys,
    OracleClient,
    ParkedFactsReader,
    ParkedReports,
    Reserves,
    RoundsWhy,
  ],
  exports: [Attestations, Reserves],
})
export class ReservesModule {}
