import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { LedgerReader } from '../chain/ledger/reader.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Forbidden, NotFound } from '../platform/problem.js';
import { moveCommand } from './recovery-move.js';
import { WalletRecovery, WalletRecoveryToken } from './wallet-recovery.entity.js';
import type { ResendView } from './wallet-recovery.schema.js';
import { Wallet } from './wallet.entity.js';
import { amountSaid, sentence } from '../platform/sentence.js';

const RESEND = 'wallet.resend';

/** A move of a recovery as it stands, with what still lies at the lost wallet. */
interface Failed {
  recovery: WalletRecovery;
  row: WalletRecoveryToken;
  lost: Wallet;
  heir: Wallet;
  held: bigint;
}

/** What the chain would not move in a recovery is sent again once two officers say so. */
@Injectable()
export class RecoveryResends implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly ledger: LedgerReader,
    private readonly reader: ContractReader,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(RESEND, {
      describe: (shown) =>
        sentence(
          'Send again what failed in a recovery: {{amount}} of {{token}} from {{lostAddress}} to {{newAddress}}.',
          { ...shown, amount: amountSaid(shown['amountBaseUnits'], shown['decimals']) },
        ),
      execute: (ctx, approval) => this.execute(ctx, approval),
    });
  }

  /**
   * Asks to move once more what a recovery could not move on one token; another officer decides.
   * @param address of the token
   * @throws NotFound; Conflict `move_not_failed`, `resend_pending`; Forbidden `own_wallet`
   */
  async ask(ctx: Ctx, recoveryId: string, address: string, reason: string): Promise<ResendView> {
    const failed = await this.failed(ctx, recoveryId, address);
    const id = subjectOf(failed);
    const pending = await this.approvals.find(RESEND, id, 'pending');
    if (pending) {
      throw new Conflict('resend_pending', 'It was asked for already; another officer decides.', {
        approvalId: pending.id,
      });
    }
    const { decimals } = await this.reader.paymentToken(address);
    const approval = await this.approvals.request(ctx, {
      kind: RESEND,
      subject: { type: 'wallet_recovery_token', id },
      // The officers' own, as the recovery was.
      organisationId: actorOf(ctx).organisationId,
      payload: { ...shownOf(failed), decimals, failure: failed.row.failure, reason },
      requiredRole: 'compliance',
      reason,
    });
    await this.record(ctx, failed, 'ask_resend', { approvalId: approval.id, reason });
    return { recoveryId, token: toAddress(failed.row.token), approvalId: approval.id };
  }

  private async execute(ctx: Ctx, { payload }: Decided): Promise<{ operationId: string }> {
    const { recoveryId, token, amountBaseUnits, decimals } = payload as Shown;
    const failed = await this.failed(ctx, recoveryId, token);
    if (failed.held.toString() !== amountBaseUnits) {
      throw new Conflict(
        'holding_changed',
        `The lost wallet holds ${amountSaid(failed.held, decimals)} by now: reject this and ask anew.`,
      );
    }
    const { recovery, row, lost, heir } = failed;
    const { operationId } = await this.outbox.enqueue(
      moveCommand(ctx, recovery, { token, lost: lost.address, heir: heir.address }),
    );
    Object.assign(row, { state: 'sent', operationId, failure: null });
    await this.db.em.save(row);
    await this.record(ctx, failed, 'resend', { operationId });
    return { operationId };
  }

  /** Locked, with the recovery: neither its facts nor another officer change it meanwhile. */
  private async failed(ctx: Ctx, recoveryId: string, address: string): Promise<Failed> {
    const lock = { mode: 'pessimistic_write' } as const;
    const recovery = await this.db.em.findOne(WalletRecovery, { where: { id: recoveryId }, lock });
    const isAddress = /^0x[0-9a-f]{40}$/i.test(address);
    const row =
      recovery && isAddress
        ? await this.db.em.findOneBy(WalletRecoveryToken, { recoveryId, token: toBytes(address) })
        : null;
    if (!recovery || !row) throw new NotFound('move of a recovery');
    if (recovery.state !== 'moving' || row.state !== 'failed') {
      throw new Conflict(
        'move_not_failed',
        `The move is ${row.state} and the recovery ${recovery.state}: nothing is to be sent again.`,
      );
    }
    const wallets = await this.db.em.findBy(Wallet, {
      id: In([recovery.lostWalletId, recovery.newWalletId]),
    });
    const { userId } = actorOf(ctx);
    if (wallets.some(({ provenBy }) => provenBy === userId)) {
      throw new Forbidden('own_wallet', 'Nobody recovers a wallet of their own: ask a colleague.');
    }
    const lost = wallets.find(({ id }) => id === recovery.lostWalletId);
    const heir = wallets.find(({ id }) => id === recovery.newWalletId);
    if (!lost || !heir) throw new Error('a recovery has two wallets');
    const holdings = await this.ledger.holdingsOf([lost.address]);
    const held =
      holdings.find(({ token }) => token === toAddress(row.token))?.amountBaseUnits ?? 0n;
    return { recovery, row, lost, heir, held };
  }

  private record(ctx: Ctx, { recovery, row }: Failed, verb: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action: `wallet_recovery.${verb}`,
      subject: { type: 'wallet_recovery', id: recovery.id },
      organisationId: recovery.organisationId,
      data: { token: toAddress(row.token), ...data },
    });
  }
}

const subjectOf = ({ recovery, row }: Failed): string => `${recovery.id}/${toAddress(row.token)}`;

const shownOf = ({ recovery, row, lost, heir, held }: Failed) => ({
  recoveryId: recovery.id,
  token: toAddress(row.token),
  lostAddress: toAddress(toBytes(lost.address)),
  newAddress: toAddress(toBytes(heir.address)),
  amountBaseUnits: held.toString(),
});

type Shown = ReturnType<typeof shownOf> & { decimals?: number };
