import { Logger } from '@nestjs/common';
import { RpcError } from '../rpc/rpc.js';
import { type Attempt, markSent } from './attempts.js';
import { moveCarriers } from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { fence, type Lease } from './lease.js';
import { follow } from './members.js';

/** The last step down: stored bytes to the node, and the record that it has them. */
export class Sender {
  private readonly logger = new Logger('outbox');

  constructor(private readonly deps: DispatchDeps) {}

  /**
   * Hands transactions over in one request, lowest nonce first, and records those the node has now,
   * from this try or an earlier one. Answers what the node said of the first it did not take: the caller knows
   * what else there is to do, as offering more for it.
   */
  async send(lease: Lease, attempts: Attempt[]): Promise<Error | null> {
    if (attempts.length === 0) return null;
    const answers = await this.deps.node.sendAll(attempts.map((attempt) => attempt.raw));
    const taken = attempts.filter((attempt, i) => this.has(attempt, answers[i]));
    if (taken.length > 0) await this.record(lease, taken);
    const refused = answers.find((answer, i) => {
      const attempt = attempts[i];
      return answer instanceof Error && attempt !== undefined && !taken.includes(attempt);
    });
    return refused instanceof Error ? refused : null;
  }

  private async record(lease: Lease, taken: Attempt[]): Promise<void> {
    const { db, clock, role } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      const steps = taken.map(({ carrierId, hash }) => ({
        carrierId,
        data: { transactionHash: hash },
      }));
      await markSent(
        em,
        taken.map((attempt) => attempt.hash),
        now,
      );
      const ids = steps.map((step) => step.carrierId);
      await moveCarriers(em, ids, ['signed', 'sent'], 'sent', now);
      await follow(em, 'send', 'sent', steps, now);
    });
    for (const { nonce, hash } of taken) {
      this.logger.log(`transaction_sent signer=${role} nonce=${nonce} tx=${hash}`);
    }
  }

  /** True once the node has the bytes, or another transaction of this nonce. */
  private has(attempt: Attempt, answer: string | Error | undefined): boolean {
    if (!(answer instanceof Error)) return answer !== undefined;
    if (!(answer instanceof RpcError)) return false;
    if (/already (known|imported)|known transaction/i.test(answer.message)) return true;
    // Mined before, or the nonce is taken: the tracker looks for receipts and decides.
    const passedBy = /nonce.*(too low|already)|already been used|underpriced/i.test(answer.message);
    if (passedBy) {
      this.logger.warn(
        `nonce_taken signer=${this.deps.role} nonce=${attempt.nonce} tx=${attempt.hash}`,
      );
    }
    return passedBy;
  }
}
