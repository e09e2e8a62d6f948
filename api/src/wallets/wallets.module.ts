import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DocumentsModule } from '../documents/documents.module.js';
import { InvestorsModule } from '../investors/investors.module.js';
import { Wallet, WalletChallenge } from './wallet.entity.js';
import { WalletFreezes } from './wallet-freezes.service.js';
import { WalletProof } from './wallet-proof.service.js';
import { WalletRegister } from './wallet-register.service.js';
import { RecoveryResends } from './recovery-resends.service.js';
import { WalletRecoveries } from './wallet-recoveries.service.js';
import { WalletRecoveryFacts } from './wallet-recoveries.facts.js';
import { WalletRecovery, WalletRecoveryToken } from './wallet-recovery.entity.js';
import { WalletSignatures } from './wallet-signatures.service.js';
import { WalletRecoveriesController, WalletsController } from './wallets.controller.js';
import { WalletFactsReader } from './wallets.facts.js';
import { Wallets } from './wallets.service.js';

/** Needs the chain's doors, which are global. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Wallet, WalletChallenge, WalletRecovery, WalletRecoveryToken]),
    DocumentsModule,
    InvestorsModule,
  ],
  controllers: [WalletsController, WalletRecoveriesController],
  providers: [
    Wallets,
    WalletProof,
    WalletRegister,
    WalletFreezes,
    WalletFactsReader,
    WalletSignatures,
    WalletRecoveries,
    WalletRecoveryFacts,
    RecoveryResends,
  ],
  exports: [Wallets],
})
export class WalletsModule {}
