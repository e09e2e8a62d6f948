import { Logger } from '@nestjs/common';
import { keccak256, Transaction } from 'ethers';
import { type NewAttempt, type Stuck, storeAttempts, stuckAttempts } from './attempts.js';
import { countUnmined, replaceHashes } from './carriers.js';
import { type DispatchDeps, MAX_IN_FLIGHT, REPLACE_AFTER_MS } from './deps.js';
import { type Fees, FeeTooHigh, quoteFees, replacementFees } from './fees.js';
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

  /** Answers why some go on waiting, where the cap forbids to offer more. */
  async round(lease: Lease): Promise<FeeTooHigh | null> {
    const { db, node, signer, settings } = this.deps;
    if ((await countUnmined(db.em, signer.address)) === 0) return null;
    const head = await node.head();
    const stuck = await stuckAttempts(
      db.em,
      signer.address,
      head,
      settings.replaceAfterMs ?? REPLACE_AFTER_MS,
      settings.maxInFlight ?? MAX_IN_FLIGHT,
    );
    if (stuck.length === 0) return null;
    try {
      const quote = await quoteFees(node, head, settings.maxFeeGwei);
      let held: FeeTooHigh | null = null;
      const offers: { stuck: Stuck; fees: Fees }[] = [];
      for (const one of stuck) {
        const fees = replacementFees(one, quote, settings.maxFeeGwei);
        if (fees instanceof FeeTooHigh) held = fees;
        else offers.push({ stuck: one, fees });
      }
      if (offers.length > 0) await this.offer(lease, offers, head.number);
      return held;
    } catch (error) {
      if (error instanceof FeeTooHigh) return error;
      throw error;
    }
  }

  private async offer(
    lease: Lease,
    offers: { stuck: Stuck; fees: Fees }[],
    headBlock: number,
  ): Promise<void> {
    const signed = await Promise.all(
      offers.map(({ stuck, fees }) => this.sign(stuck, fees, headBlock)),
    );
    await this.store(
      lease,
      offers.map(({ stuck }) => stuck),
      signed,
    );
    const refused = await this.sender.send(lease, signed);
    if (refused) throw refused;
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
