import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InvestorsModule } from '../investors/investors.module.js';
import { Wallet, WalletChallenge } from './wallet.entity.js';
import { WalletFreezes } from './wallet-freezes.service.js';
import { WalletProof } from './wallet-proof.service.js';
import { WalletRegister } from './wallet-register.service.js';
import { WalletsController } from './wallets.controller.js';
import { WalletFactsReader } from './wallets.facts.js';
import { Wallets } from './wallets.service.js';

/** Needs the chain's doors, which are global. */
@Module({
  imports: [TypeOrmModule.forFeature([Wallet, WalletChallenge]), InvestorsModule],
  controllers: [WalletsController],
  providers: [Wallets, WalletProof, WalletRegister, WalletFreezes, WalletFactsReader],
  exports: [Wallets],
})
export class WalletsModule {}
