import { can, next } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { MOVE, moveCommand } from './recovery-move.js';
import { WalletRecovery, WalletRecoveryToken } from './wallet-recovery.entity.js';
import { recoveryMachine, type RecoveryState } from './wallet-recovery.machine.js';
import { Wallet } from './wallet.entity.js';

/**
 * What the ledger's events mean to a recovery. Once the registry has replaced the lost wallet nothing
 * can reach it any more, so what it holds then is all there is to move, token by token.
 */
@Injectable()
export class WalletRecoveryFacts implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly ledger: Ledger,
    private readonly reader: LedgerReader,
  ) {}

  onModuleInit(): void {
    this.ledger.on('InvestorRegistry', 'WalletReplaced', {
      apply: (_, fact) => this.replaced(fact),
      retract: (_, fact) => this.unreplaced(fact),
    });
    this.ledger.on('AssetToken', 'RecoverySuccess', {
      apply: (_, fact) => this.moved(fact, 'moved'),
      retract: (_, fact) => this.moved(fact, 'sent'),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(MOVE, { rejected: failed, reverted: failed });
  }

  private async replaced(fact: Fact): Promise<void> {
    const recovery = await this.of(fact, ['replacing']);
    if (!recovery) return;
    this.fire(recovery, 'replaced');
    await this.takeOverEntry(recovery);
    const lost = textArg(fact.args, 'lostWallet');
    const known = await this.db.em.findBy(WalletRecoveryToken, { recoveryId: recovery.id });
    for (const { token: address } of await this.reader.holdingsOf([lost])) {
      // Sent before its block was reorganised away: the same command goes out again by itself.
      if (known.some((one) => one.token.equals(toBytes(address)))) continue;
      await this.send(ctxOf(fact), recovery, address, lost, textArg(fact.args, 'newWallet'));
    }
    await this.finish(recovery);
    await this.save(ctxOf(fact), recovery, 'replaced', fact);
  }

  private async unreplaced(fact: Fact): Promise<void> {
    const recovery = await this.of(fact, ['moving', 'completed']);
    if (!recovery) return;
    this.fire(recovery, 'replacement_retracted');
    await this.save(ctxOf(fact), recovery, 'replacement_retracted', fact);
  }

  private async moved(fact: Fact, state: 'moved' | 'sent'): Promise<void> {
    const recovery = await this.of(fact, ['replacing', 'moving', 'completed']);
    if (!recovery) return;
    const row = { recoveryId: recovery.id, token: toBytes(fact.address) };
    const { affected } = await this.db.em.update(WalletRecoveryToken, row, {
      state,
      failure: null,
    });
    if (affected === 0) return;
    if (state === 'moved') await this.finish(recovery);
    else if (can(recoveryMachine, recovery.state, 'movement_retracted')) {
      this.fire(recovery, 'movement_retracted');
    }
    await this.save(
      ctxOf(fact),
      recovery,
      state === 'moved' ? 'moved' : 'movement_retracted',
      fact,
    );
  }

  /** The chain would not move what is held on one token: told, and sent again when officers ask for it. */
  private async failed(command: CommandOutcome): Promise<void> {
    const failure = command.reason?.sentence ?? null;
    const { operationId } = command;
    await this.db.em.update(WalletRecoveryToken, { operationId }, { state: 'failed', failure });
    await this.audit.record(systemCtx(operationId), {
      action: 'wallet_recovery.token_failed',
      subject: command.subject,
      organisationId: command.organisationId,
      data: { operationId, code: command.reason?.code ?? null },
    });
  }

  /** The new wallet's entry is the lost one's now, on the paper of the recovery. */
  private async takeOverEntry(recovery: WalletRecovery): Promise<void> {
    const [lost, heir] = [
      await this.db.em.findOneByOrFail(Wallet, { id: recovery.lostWalletId }),
      await this.db.em.findOneByOrFail(Wallet, { id: recovery.newWalletId }),
    ];
    if (!lost.registerEntry) return;
    heir.registerEntry = {
      ...lost.registerEntry,
      evidenceHash: recovery.paperHash.toString('hex'),
    };
    heir.updatedAt = this.clock.now();
    await this.db.em.save(heir);
  }

  private async send(
    ctx: Ctx,
    recovery: WalletRecovery,
    address: string,
    lost: string,
    heir: string,
  ): Promise<void> {
    const { operationId } = await this.outbox.enqueue(
      moveCommand(ctx, recovery, { token: address, lost, heir }),
    );
    await this.db.em.insert(WalletRecoveryToken, {
      recoveryId: recovery.id,
      token: toBytes(address),
      state: 'sent',
      operationId,
    });
  }

  private async finish(recovery: WalletRecovery): Promise<void> {
    const tokens = await this.db.em.findBy(WalletRecoveryToken, { recoveryId: recovery.id });
    const all = tokens.every(({ state }) => state === 'moved');
    if (all && recovery.state === 'moving') this.fire(recovery, 'moved');
  }

  private fire(recovery: WalletRecovery, event: string): void {
    recovery.state = next(recoveryMachine, recovery.state, event);
  }

  /** The recovery that a fact about a lost wallet belongs to, locked. */
  private async of(fact: Fact, states: RecoveryState[]): Promise<WalletRecovery | null> {
    const lost = await this.db.em.find(Wallet, {
      select: { id: true },
      where: { address: textArg(fact.args, 'lostWallet').toLowerCase() },
    });
    return this.db.em.findOne(WalletRecovery, {
      where: { lostWalletId: In(lost.map(({ id }) => id)), state: In(states) },
      order: { id: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async save(ctx: Ctx, recovery: WalletRecovery, verb: string, fact: Fact): Promise<void> {
    recovery.updatedAt = this.clock.now();
    await this.db.em.save(recovery);
    await this.audit.record(ctx, {
      action: `wallet_recovery.${verb}`,
      subject: { type: 'wallet_recovery', id: recovery.id },
      organisationId: recovery.organisationId,
      data: {
        state: recovery.state,
        contract: toAddress(toBytes(fact.address)),
        transactionHash: fact.transactionHash,
        block: fact.blockNumber,
      },
    });
  }
}
