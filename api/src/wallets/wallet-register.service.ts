import { addDays, next, walletMachine } from '@cadastre/core';
import { InvestorRegistry__factory, packRecord } from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { id as keccakOfText } from 'ethers';
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { Accepts } from '../accepts/accepts.service.js';
import { Audit, type Deed } from '../audit/audit.service.js';
import { Deployed } from '../chain/deployed.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Investors, type KycApproval } from '../investors/investors.service.js';
import { TIER_NUMBER } from '../investors/kyc.tiers.js';
import { Screening } from '../investors/screening/screening.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Database } from '../platform/database.js';
import { Conflict, Forbidden } from '../platform/problem.js';
import { refuseListed } from './listed-address.js';
import { REGISTER_BATCH } from './register-batch.js';
import { Wallet } from './wallet.entity.js';
import { registeringWriter } from './wallet.writer.js';
import type { RegisterEntry, WalletView } from './wallet.schema.js';
import { Wallets } from './wallets.service.js';

const REGISTER = 'wallet.register';
const RENEW = 'wallet.renew';
const REVOKE = 'wallet.revoke';
const registry = InvestorRegistry__factory.createInterface();

/** Compliance's word on a wallet, and the commands that carry it to the chain's registry. */
@Injectable()
export class WalletRegister implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly accepts: Accepts,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly deployed: Deployed,
    private readonly countries: Countries,
    private readonly investors: Investors,
    private readonly screening: Screening,
    private readonly wallets: Wallets,
  ) {}

  onModuleInit(): void {
    const failed = (em: EntityManager, command: CommandOutcome) => this.failed(em, command);
    this.outbox.onOutcome(REGISTER, { rejected: failed, reverted: failed });
    this.outbox.batch(REGISTER, REGISTER_BATCH);
    this.outbox.batch(RENEW, REGISTER_BATCH);
    this.investors.listen({
      approved: (ctx, organisationId) => this.renew(ctx, organisationId),
      revoked: (ctx, organisationId) => this.revoke(ctx, organisationId),
    });
  }

  /**
   * Enters the wallet under the investor's KYC approval; registered once the chain says so.
   * @throws Refused `kyc_required`, `kyc_expired`, `sanctions_match`, `sanctioned_address`, `sanctions_list_outdated`; Forbidden `own_wallet`;
   * Conflict `wallet_changed`
   */
  async approve(ctx: Ctx, id: string): Promise<WalletView> {
    const seen = await this.wallets.find(ctx, id);
    const state = next(walletMachine, seen.state, 'register');
    const actor = actorOf(ctx);
    if (seen.provenBy === actor.userId) {
      throw new Forbidden('own_wallet', 'Nobody registers a wallet of their own: ask a colleague.');
    }
    const approval = await this.investors.requireApproval(seen.organisationId);
    const registerEntry = await this.entryFor(seen, approval);
    const command = this.registerCommand(ctx, seen, registerEntry, REGISTER);
    const now = this.clock.now();
    const wallet = Object.assign(new Wallet(), seen, {
      state,
      registerEntry,
      operationId: command.operationId,
      kycCaseId: approval.caseId,
      decidedBy: actor.userId,
      decidedAt: now,
      updatedAt: now,
    });
    const answer = await this.wallets.view(ctx, wallet);
    await this.accepts.accept({
      ctx,
      writer: registeringWriter,
      row: { seen, wallet },
      commands: [command],
      deeds: [
        deed(wallet, 'wallet.approve', {
          operationId: command.operationId,
          evidenceHash: registerEntry.evidenceHash,
          sanctionsLists: registerEntry.sanctionsLists,
        }),
      ],
      answer,
    });
    return answer;
  }

  /** @throws Conflict `wallet_not_pending` */
  async reject(ctx: Ctx, id: string, reason: string): Promise<WalletView> {
    const wallet = await this.wallets.lock(ctx, id);
    // From later states a wallet leaves by the registry's own word only.
    if (wallet.state !== 'proven') {
      throw new Conflict(
        'wallet_not_pending',
        `The wallet is ${wallet.state}: only one that waits to be registered can be rejected.`,
      );
    }
    wallet.state = next(walletMachine, wallet.state, 'remove');
    wallet.decidedBy = actorOf(ctx).userId;
    wallet.decidedAt = this.clock.now();
    wallet.decisionReason = reason;
    await this.save(ctx, wallet, 'wallet.reject', { reason });
    return this.wallets.view(ctx, wallet);
  }

  /** A new KYC approval reaches the chain for every wallet that is in the registry. */
  private async renew(ctx: Ctx, organisationId: string): Promise<void> {
    const wallets = await this.lockAll(organisationId, ['registered']);
    if (wallets.length === 0) return;
    const approval = await this.investors.requireApproval(organisationId);
    for (const wallet of wallets) {
      wallet.registerEntry = await this.entryFor(wallet, approval);
      wallet.kycCaseId = approval.caseId;
      const command = this.registerCommand(ctx, wallet, wallet.registerEntry, RENEW);
      await this.outbox.enqueueAll([command]);
      await this.save(ctx, wallet, RENEW, { operationId: command.operationId });
    }
  }

  /** A revoked KYC approval takes every wallet out of the registry. */
  private async revoke(ctx: Ctx, organisationId: string): Promise<void> {
    const wallets = await this.lockAll(organisationId, ['registering', 'registered', 'frozen']);
    for (const wallet of wallets) {
      const { operationId } = await this.outbox.enqueue({
        ctx,
        kind: REVOKE,
        signer: 'registrar',
        to: this.deployed.address('InvestorRegistry'),
        data: registry.encodeFunctionData('revoke', [
          wallet.address,
          keccakOfText('cadastre.kyc_revoked'),
        ]),
        subject: { type: 'wallet', id: wallet.id },
        organisationId,
      });
      await this.save(ctx, wallet, REVOKE, { operationId });
    }
  }

  private async entryFor(wallet: Readonly<Wallet>, approval: KycApproval): Promise<RegisterEntry> {
    const { file, sha256 } = await refuseListed(this.screening, wallet.address, { opening: true });
    const country = this.countries.require(approval.country).numeric;
    const tier = TIER_NUMBER[approval.tier];
    // The approval holds through its last day; the contract wants the first second after it.
    const expiresAt = new Date(`${addDays(approval.expiresOn, 1)}T00:00:00Z`);
    const record = packRecord({
      expiry: BigInt(expiresAt.getTime() / 1000),
      country,
      tier,
      investorId: approval.investorNumber,
      provider: 0,
    });
    return {
      investorId: approval.investorNumber.toString(),
      tier,
      country,
      expiresAt: expiresAt.toISOString(),
      evidenceHash: approval.evidenceHash.toString('hex'),
      record: `0x${record.toString(16)}`,
      sanctionsLists: [{ file, sha256 }],
    };
  }

  private registerCommand(ctx: Ctx, wallet: Readonly<Wallet>, entry: RegisterEntry, kind: string) {
    return {
      operationId: this.db.newId(),
      ctx,
      kind,
      signer: 'registrar' as const,
      to: this.deployed.address('InvestorRegistry'),
      data: registry.encodeFunctionData('register', [
        wallet.address,
        BigInt(entry.record),
        `0x${entry.evidenceHash}`,
      ]),
      subject: { type: 'wallet', id: wallet.id },
      organisationId: wallet.organisationId,
    };
  }

  private async failed(em: EntityManager, command: CommandOutcome): Promise<void> {
    const wallet = await em.findOneByOrFail(Wallet, { id: command.subject.id });
    wallet.state = next(walletMachine, wallet.state, 'registration_failed');
    wallet.decisionReason = command.reason?.sentence ?? null;
    await this.save(systemCtx(command.operationId), wallet, 'wallet.registration_failed', {
      operationId: command.operationId,
      code: command.reason?.code ?? null,
    });
  }

  private lockAll(organisationId: string, states: Wallet['state'][]): Promise<Wallet[]> {
    return this.db.em.find(Wallet, {
      where: { organisationId, state: In(states) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async save(ctx: Ctx, wallet: Wallet, action: string, data: object): Promise<void> {
    wallet.updatedAt = this.clock.now();
    await this.db.em.save(wallet);
    await this.audit.record(ctx, deed(wallet, action, data));
  }
}

const deed = (wallet: Wallet, action: string, data: object): Deed => ({
  action,
  subject: { type: 'wallet', id: wallet.id },
  organisationId: wallet.organisationId,
  data,
});
