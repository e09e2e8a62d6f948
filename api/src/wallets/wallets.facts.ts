import { can, next, type WalletEvent, walletMachine } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { wentWith } from '../chain/outbox/carried.js';
import { Clock } from '../platform/clock.js';
import { Wallet } from './wallet.entity.js';

/** What the registry's events mean to a wallet: only they make it registered, frozen or removed. */
@Injectable()
export class WalletFactsReader implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.ledger.on('InvestorRegistry', 'WalletRegistered', {
      apply: (em, fact) => this.registered(em, fact, argument(fact, 'wallet')),
      retract: (em, fact) => this.unregistered(em, fact, argument(fact, 'wallet')),
    });
    this.ledger.on('InvestorRegistry', 'WalletsRegistered', {
      apply: async (em, fact) => {
        for (const wallet of listed(fact)) await this.registered(em, fact, wallet);
      },
      retract: async (em, fact) => {
        for (const wallet of listed(fact)) await this.unregistered(em, fact, wallet);
      },
    });
    this.ledger.on('InvestorRegistry', 'WalletRevoked', {
      apply: (em, fact) => this.move(em, fact, argument(fact, 'wallet'), 'remove'),
      retract: (em, fact) => this.move(em, fact, argument(fact, 'wallet'), 'removal_retracted'),
    });
    this.ledger.on('InvestorRegistry', 'WalletReplaced', {
      apply: (em, fact) => this.move(em, fact, argument(fact, 'lostWallet'), 'remove'),
      retract: (em, fact) => this.move(em, fact, argument(fact, 'lostWallet'), 'removal_retracted'),
    });
    const freeze = (fact: Fact, undo: boolean): WalletEvent =>
      (fact.args['suspended'] === true) !== undo ? 'freeze' : 'unfreeze';
    this.ledger.on('InvestorRegistry', 'WalletSuspended', {
      apply: (em, fact) => this.move(em, fact, argument(fact, 'wallet'), freeze(fact, false)),
      retract: (em, fact) => this.move(em, fact, argument(fact, 'wallet'), freeze(fact, true)),
    });
  }

  private async registered(em: EntityManager, fact: Fact, address: string): Promise<void> {
    await this.move(em, fact, address, 'registered');
  }

  /** Only the command that first entered the wallet takes it back; a renewal leaves it where it was. */
  private async unregistered(em: EntityManager, fact: Fact, address: string): Promise<void> {
    const wallet = await this.newest(em, address);
    if (!wallet?.operationId) return;
    // A transaction of several commands names none of them.
    const own = fact.commandId
      ? fact.commandId === wallet.operationId
      : await wentWith(em, wallet.operationId, fact.transactionHash);
    if (own) {
      await this.move(em, fact, address, 'registration_retracted');
    }
  }

  /** Moves the address's newest wallet where its state knows the event; others are not ours to judge. */
  private async move(
    em: EntityManager,
    fact: Fact,
    address: string,
    event: WalletEvent,
  ): Promise<void> {
    const wallet = await this.newest(em, address);
    if (!wallet || !can(walletMachine, wallet.state, event)) return;
    const from = wallet.state;
    wallet.state = next(walletMachine, from, event);
    wallet.updatedAt = this.clock.now();
    await em.save(wallet);
    await this.audit.record(ctxOf(fact), {
      action: `wallet.${event}`,
      subject: { type: 'wallet', id: wallet.id },
      organisationId: wallet.organisationId,
      data: {
        from,
        to: wallet.state,
        block: fact.blockNumber,
        transactionHash: fact.transactionHash,
      },
    });
  }

  private newest(em: EntityManager, address: string): Promise<Wallet | null> {
    return em.findOne(Wallet, {
      where: { address: address.toLowerCase() },
      order: { id: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
  }
}

const argument = (fact: Fact, name: string): string => String(fact.args[name]);

function listed(fact: Fact): string[] {
  const wallets = fact.args['wallets'];
  return Array.isArray(wallets) ? wallets.map(String) : [];
}
