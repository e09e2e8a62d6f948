import { canonicalHash, next } from '@cadastre/core';
import { InvestorRegistry__factory } from '@cadastre/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Documents } from '../documents/documents.service.js';
import { Investors } from '../investors/investors.service.js';
import { Screening } from '../investors/screening/screening.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, Forbidden, NotFound, Refused } from '../platform/problem.js';
import { refuseListed } from './listed-address.js';
import { WalletRecovery, WalletRecoveryToken } from './wallet-recovery.entity.js';
import { recoveryMachine } from './wallet-recovery.machine.js';
import type { RecoverBody, RecoveryListQuery, RecoveryView } from './wallet-recovery.schema.js';
import { Wallets } from './wallets.service.js';
import { sentence } from '../platform/sentence.js';

const REPLACE = 'wallet.replace';
const registry = InvestorRegistry__factory.createInterface();

/**
 * A lost wallet replaced by another of the same investor: one officer proposes with the statement of
 * loss, another decides on exactly that. What happened is told by the ledger alone.
 */
@Injectable()
export class WalletRecoveries implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly deployed: Deployed,
    private readonly ledger: LedgerReader,
    private readonly documents: Documents,
    private readonly investors: Investors,
    private readonly screening: Screening,
    private readonly wallets: Wallets,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(REPLACE, {
      describe: (shown) =>
        sentence(
          'Put {{newAddress}} in the place of the lost {{lostAddress}} of {{investorReference}}, in the registry and on every token: {{reason}}',
          shown,
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
      onRejected: (ctx, approval) => this.drop(ctx, approval),
    });
    const failed = (_: unknown, { subject, reason }: CommandOutcome) =>
      this.fail(subject.id, reason?.sentence ?? null);
    this.outbox.onOutcome(REPLACE, { rejected: failed, reverted: failed });
  }

  /**
   * Asks for a recovery; another officer decides.
   * @throws NotFound; Conflict `wallet_not_registered`, `recovery_open`; Forbidden `own_wallet`;
   *   Refused `recovery_wallets`, `document_wrong_purpose`, `kyc_required`, `kyc_expired`,
   *   `sanctions_match`, `sanctioned_address`
   */
  async request(ctx: Ctx, lostWalletId: string, body: RecoverBody): Promise<RecoveryView> {
    const actor = actorOf(ctx);
    const { lost, replacement } = await this.recoverable(ctx, lostWalletId, body.newWalletId);
    const document = await this.documents.get(ctx, body.documentId);
    if (document.purpose !== 'kyc') {
      throw new Refused(
        'document_wrong_purpose',
        'Upload the statement of loss with purpose=kyc: it names a person.',
      );
    }
    const open = { lostWalletId, state: In(['requested', 'replacing', 'moving'] as const) };
    if (await this.db.em.existsBy(WalletRecovery, open)) {
      throw new Conflict('recovery_open', 'A recovery of this wallet is under way already.');
    }
    const id = this.db.newId();
    const [facts, heir] = [
      await this.wallets.require(ctx, lost.id),
      await this.wallets.require(ctx, replacement.id),
    ];
    const payload = {
      recoveryId: id,
      lostWalletId: lost.id,
      lostAddress: facts.address,
      newWalletId: replacement.id,
      newAddress: heir.address,
      investorReference: facts.investorReference,
      documentSha256: document.sha256,
      heldNow: (await this.ledger.holdingsOf([facts.address])).map((held) => ({
        token: held.token,
        amountBaseUnits: held.amountBaseUnits.toString(),
      })),
      reason: body.reason,
    };
    const approval = await this.approvals.request(ctx, {
      kind: REPLACE,
      subject: { type: 'wallet_recovery', id },
      // The officers' own: the investor learns of it when it is decided.
      organisationId: actor.organisationId,
      payload,
      requiredRole: 'compliance',
      reason: body.reason,
    });
    const now = this.clock.now();
    await this.db.em.insert(WalletRecovery, {
      id,
      organisationId: lost.organisationId,
      lostWalletId: lost.id,
      newWalletId: replacement.id,
      state: recoveryMachine.initial,
      documentId: document.id,
      paperHash: Buffer.from(canonicalHash(payload), 'hex'),
      reason: body.reason,
      approvalId: approval.id,
      requestedBy: actor.userId,
      createdAt: now,
      updatedAt: now,
    });
    const recovery = await this.lock(id);
    await this.record(ctx, recovery, 'request', { documentSha256: document.sha256 });
    return this.view(recovery);
  }

  /** An investor's own; for staff all; the newest first. */
  list(ctx: Ctx, { state, ...query }: RecoveryListQuery): Promise<Page<RecoveryView>> {
    const where = { ...(state ? { state } : {}), ...scope(ctx) };
    return page(this.db.em, WalletRecovery, query, where, (rows) =>
      Promise.all(rows.map((row) => this.view(row))),
    );
  }

  /** @throws NotFound */
  async get(ctx: Ctx, id: string): Promise<RecoveryView> {
    const found = await this.db.em.findOneBy(WalletRecovery, { id, ...scope(ctx) });
    if (!found) throw new NotFound('wallet recovery');
    return this.view(found);
  }

  private async execute(ctx: Ctx, approval: Decided): Promise<{ operationId: string }> {
    const recovery = await this.lock(approval.subject.id);
    const state = next(recoveryMachine, recovery.state, 'approve');
    const { lostWalletId, newWalletId, organisationId } = recovery;
    const { lost, replacement } = await this.recoverable(ctx, lostWalletId, newWalletId);
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: REPLACE,
      signer: 'registrar',
      to: this.deployed.address('InvestorRegistry'),
      data: registry.encodeFunctionData('replace', [
        lost.address,
        replacement.address,
        recovery.paperHash,
      ]),
      subject: { type: 'wallet_recovery', id: recovery.id },
      organisationId,
    });
    Object.assign(recovery, { state, operationId });
    await this.save(recovery);
    await this.record(ctx, recovery, 'approve', { operationId });
    return { operationId };
  }

  /** Both in the registry, of one investor who may hold today, and of neither officer. */
  private async recoverable(ctx: Ctx, lostId: string, newId: string) {
    const [lost, replacement] = [
      await this.wallets.lock(ctx, lostId),
      await this.wallets.lock(ctx, newId),
    ];
    if (lost.id === replacement.id || lost.organisationId !== replacement.organisationId) {
      throw new Refused(
        'recovery_wallets',
        'The new wallet must be another one of the same investor.',
      );
    }
    for (const { state, address } of [lost, replacement]) {
      if (state === 'registered') continue;
      throw new Conflict(
        'wallet_not_registered',
        `${address} is ${state}: both wallets must be in the registry, under no stop.`,
      );
    }
    const { userId } = actorOf(ctx);
    if (lost.provenBy === userId || replacement.provenBy === userId) {
      throw new Forbidden('own_wallet', 'Nobody recovers a wallet of their own: ask a colleague.');
    }
    await this.investors.requireApproval(lost.organisationId);
    await refuseListed(this.screening, replacement.address, { opening: true });
    return { lost, replacement };
  }

  private async drop(ctx: Ctx, approval: Decided): Promise<void> {
    const recovery = await this.lock(approval.subject.id);
    recovery.state = next(recoveryMachine, recovery.state, 'reject');
    recovery.failure = approval.decisionReason ?? `The approval is ${approval.state}.`;
    await this.save(recovery);
    await this.record(ctx, recovery, 'reject', { approval: approval.state });
  }

  private async fail(id: string, failure: string | null): Promise<void> {
    const recovery = await this.lock(id);
    if (recovery.state !== 'replacing') return;
    recovery.state = next(recoveryMachine, recovery.state, 'fail');
    recovery.failure = failure;
    await this.save(recovery);
    await this.record(systemCtx(recovery.operationId ?? id), recovery, 'fail', {});
  }

  private async lock(id: string): Promise<WalletRecovery> {
    const where = { id };
    const lock = { mode: 'pessimistic_write' } as const;
    const found = await this.db.em.findOne(WalletRecovery, { where, lock });
    if (!found) throw new NotFound('wallet recovery');
    return found;
  }

  private async save(recovery: WalletRecovery): Promise<void> {
    recovery.updatedAt = this.clock.now();
    await this.db.em.save(recovery);
  }

  private async view(recovery: WalletRecovery): Promise<RecoveryView> {
    const { id, lostWalletId, newWalletId } = recovery;
    const tokens = await this.db.em.find(WalletRecoveryToken, {
      where: { recoveryId: id },
      order: { token: 'ASC' },
    });
    return {
      id,
      state: recovery.state,
      organisationId: recovery.organisationId,
      lostWalletId,
      lostAddress: (await this.wallets.requireUnscoped(lostWalletId)).address,
      newWalletId,
      newAddress: (await this.wallets.requireUnscoped(newWalletId)).address,
      documentId: recovery.documentId,
      reason: recovery.reason,
      approvalId: recovery.approvalId,
      operationId: recovery.operationId,
      failure: recovery.failure,
      tokens: tokens.map(({ token, state, operationId, failure }) => ({
        token: toAddress(token),
        state,
        operationId,
        failure,
      })),
      createdAt: recovery.createdAt.toISOString(),
      updatedAt: recovery.updatedAt.toISOString(),
    };
  }

  private record(ctx: Ctx, recovery: WalletRecovery, verb: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action: `wallet_recovery.${verb}`,
      subject: { type: 'wallet_recovery', id: recovery.id },
      organisationId: recovery.organisationId,
      data: {
        lostWalletId: recovery.lostWalletId,
        newWalletId: recovery.newWalletId,
        paperHash: recovery.paperHash.toString('hex'),
        ...data,
      },
    });
  }
}

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'investor' ? { organisationId } : {};
}
