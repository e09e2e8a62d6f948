import { Logger } from '@nestjs/common';
import { Transaction } from 'ethers';
import { RpcError } from '../rpc/rpc.js';
import { liveAttempts } from './attempts.js';
import { type Carrier, minedIn, moveCarriers } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { fence, type Lease, LeadershipLost } from './lease.js';
import { disembark, follow } from './members.js';
import type { RevertReason } from './revert-reason.js';

/** What is deep enough ends: confirmed, reverted, or, where a batch reverted, each command anew. */
export class Settler {
  private readonly logger = new Logger('outbox');

  constructor(private readonly deps: DispatchDeps) {}

  /** Ends what was mined in these blocks, which are on the chain at the configured depth. */
  async settle(lease: Lease, blockHashes: string[]): Promise<void> {
    if (blockHashes.length === 0) return;
    const { db, signer } = this.deps;
    const carriers = await minedIn(db.em, signer.address, blockHashes);
    const succeeded = carriers.filter((carrier) => carrier.succeeded);
    if (succeeded.length > 0) await this.confirmAll(lease, succeeded);
    for (const carrier of carriers) {
      if (carrier.succeeded) continue;
      const reason = await this.whyReverted(carrier);
      await (carrier.commands > 1
        ? this.split(lease, carrier, reason)
        : this.revert(lease, carrier, reason));
    }
  }

  /** In one transaction; if a domain's handler fails, one by one, so that it holds up only its own. */
  private async confirmAll(lease: Lease, carriers: Carrier[]): Promise<void> {
    try {
      await this.confirm(lease, carriers);
    } catch (error) {
      if (carriers.length === 1 || error instanceof LeadershipLost) throw error;
      const failures: unknown[] = [];
      for (const carrier of carriers) {
        await this.confirm(lease, [carrier]).catch((failure: unknown) => failures.push(failure));
      }
      if (failures.length > 0) throw failures[0];
    }
  }

  private async confirm(lease: Lease, carriers: Carrier[]): Promise<void> {
    const { db, clock, outbox, role } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      const ids = carriers.map((carrier) => carrier.id);
      await moveCarriers(em, ids, ['mined'], 'confirmed', now);
      const steps = carriers.map((carrier) => ({
        carrierId: carrier.id,
        data: { blockNumber: carrier.blockNumber },
      }));
      for (const { outcome } of await follow(em, 'confirm', 'confirmed', steps, now)) {
        await outbox.tell('confirmed', outcome);
      }
    });
    for (const { nonce, transactionHash, blockNumber, commands } of carriers) {
      this.logger.log(
        `transaction_confirmed signer=${role} nonce=${nonce} tx=${transactionHash} ` +
          `block=${blockNumber ?? '-'} commands=${commands}`,
      );
    }
  }

  private async revert(lease: Lease, carrier: Carrier, reason: RevertReason): Promise<void> {
    const { db, clock, outbox } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await moveCarriers(em, [carrier.id], ['mined'], 'reverted', now);
      const step = { carrierId: carrier.id, data: { ...reason }, reason };
      for (const { outcome } of await follow(em, 'revert', 'reverted', [step], now)) {
        await outbox.tell('reverted', outcome);
      }
    });
    this.warn('transaction_reverted', carrier, reason);
  }

  private async split(lease: Lease, carrier: Carrier, reason: RevertReason): Promise<void> {
    const { db, clock } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await moveCarriers(em, [carrier.id], ['mined'], 'reverted', now);
      const data = {
        revertedTransaction: carrier.transactionHash,
        blockNumber: carrier.blockNumber,
        commands: carrier.commands,
        ...reason,
      };
      await disembark(em, 'split', [{ carrierId: carrier.id, data }], now);
    });
    this.warn('batch_reverted', carrier, reason);
  }

  private warn(event: string, carrier: Carrier, reason: RevertReason): void {
    this.logger.warn(
      `${event} signer=${this.deps.role} nonce=${carrier.nonce} tx=${carrier.transactionHash} ` +
        `block=${carrier.blockNumber ?? '-'} commands=${carrier.commands} code=${reason.code}`,
    );
  }

  /** The reason, from running the call again on the state before its block. */
  private async whyReverted(carrier: Carrier): Promise<RevertReason> {
    const { db, node, signer, explainRevert } = this.deps;
    const attempts = (await liveAttempts(db.em, [carrier.id])).get(carrier.id) ?? [];
    const mined = attempts.find((one) => one.hash === carrier.transactionHash);
    if (mined) {
      const { to, data } = Transaction.from(mined.raw);
      try {
        const call = { from: signer.address, to: to ?? '', data };
        await node.call(call, (carrier.blockNumber ?? 1) - 1);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        if (error.reverted) return explainRevert(error.data ?? '0x');
      }
    }
    return {
      code: 'reverted',
      sentence:
        'The transaction was mined and reverted because of what came before it in its block.',
    };
  }
}
