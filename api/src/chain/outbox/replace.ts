import { Logger } from '@nestjs/common';
import { keccak256, Transaction } from 'ethers';
import { type NewAttempt, type Stuck, storeAttempts, stuckAttempts } from './attempts.js';
import { countUnmined, replaceHashes } from './carriers.js';
import { type DispatchDeps, MAX_IN_FLIGHT, REPLACE_AFTER_MS } from './deps.js';
import { type Fees, quoteFees, replacementFees } from './fees.js';
import { fence, type Lease } from './lease.js';
import { remark } from './members.js';
import type { Sender } from './send.js';

/** Offers more, at the same nonce, for what the network leaves waiting. Every attempt is kept. */
export class Replacer {
  private readonly logger = new Logger('outbox');

  constructor(
    private readonly deps: DispatchDeps,
    private readonly sender: Sender,
  ) {}

  /** @throws FeeTooHigh where the cap forbids more: the transactions go on waiting */
  async round(lease: Lease): Promise<void> {
    const { db, node, signer, settings } = this.deps;
    if ((await countUnmined(db.em, signer.address)) === 0) return;
    const head = await node.head();
    const stuck = await stuckAttempts(
      db.em,
      signer.address,
      head,
      settings.replaceAfterMs ?? REPLACE_AFTER_MS,
      settings.maxInFlight ?? MAX_IN_FLIGHT,
    );
    if (stuck.length === 0) return;
    const quote = await quoteFees(node, head, settings.maxFeeGwei);
    const fees = stuck.map((one) => replacementFees(one, quote, settings.maxFeeGwei));
    const signed = await Promise.all(
      stuck.map((one, i) => this.sign(one, fees[i] ?? quote, head.number)),
    );
    await this.store(lease, stuck, signed);
    await this.sender.send(lease, signed);
  }

  /** The same call and gas for more. */
  private async sign(stuck: Stuck, fees: Fees, headBlock: number): Promise<NewAttempt> {
    const { to, data, gasLimit, nonce, chainId, value } = Transaction.from(stuck.raw);
    const raw = await this.deps.signer.sign({
      type: 2,
      to,
      data,
      gasLimit,
      nonce,
      chainId,
      value,
      maxFeePerGas: fees.maxFeePerGas,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
    });
    const { carrierId, commandId } = stuck;
    return { carrierId, commandId, nonce, hash: keccak256(raw), raw, gasLimit, headBlock, ...fees };
  }

  private async store(lease: Lease, stuck: Stuck[], signed: NewAttempt[]): Promise<void> {
    const { db, clock, role } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await storeAttempts(em, lease, signed, now);
      await replaceHashes(em, signed, now);
      const steps = signed.map((attempt, i) => ({
        carrierId: attempt.carrierId,
        data: {
          replacedTransaction: stuck[i]?.hash,
          transactionHash: attempt.hash,
          nonce: attempt.nonce,
          maxFeePerGasWei: attempt.maxFeePerGas.toString(),
          maxPriorityFeePerGasWei: attempt.maxPriorityFeePerGas.toString(),
          why: stuck[i]?.reason,
        },
      }));
      await remark(em, steps, now);
    });
    for (const [i, attempt] of signed.entries()) {
      this.logger.warn(
        `transaction_replaced signer=${role} nonce=${attempt.nonce} tx=${attempt.hash} ` +
          `former=${stuck[i]?.hash ?? '-'} why=${stuck[i]?.reason ?? '-'} ` +
          `max_fee_wei=${attempt.maxFeePerGas}`,
      );
    }
  }
}
