import { Logger } from '@nestjs/common';
import type { Block, Receipt } from '../rpc/node.js';
import { type Attempt, liveAttempts, markDisplaced } from './attempts.js';
import {
  blocksOfMined,
  type Carrier,
  carriersIn,
  contradicted,
  mineCarriers,
  minedIn,
  moveCarriers,
} from './carriers.js';
import type { DispatchDeps } from './deps.js';
import { takerOf } from './foreign.js';
import { fence, type Lease } from './lease.js';
import { disembark, follow } from './members.js';
import { forgottenAttempts, remember } from './recognise.js';
import { reorganise } from './reorganised.js';
import { Settler } from './settle.js';
import type { Submitter } from './submit.js';

/** Transactions whose receipts are asked for in one round; more wait for the next. */
const BATCH = 1_000;

/** The way back: receipts, depth, and what a reorganisation undoes. */
export class Tracker {
  private readonly logger = new Logger('outbox');
  private readonly settler: Settler;
  /** When each sent carrier was last handed to the node or asked about, wall clock ms. */
  private touched = new Map<string, number>();

  constructor(
    private readonly deps: DispatchDeps,
    private readonly submitter: Submitter,
  ) {
    this.settler = new Settler(deps);
  }

  /** One look at everything in flight. Answers why the node would not take again what it had lost. */
  async round(lease: Lease): Promise<Error | null> {
    const refused = await this.receipts(lease);
    return (await this.depth(lease)) ?? refused;
  }

  /**
   * Looks again at what ended in a block that the ledger knows by another hash: it may have gone
   * between our look and the ledger's, so that no rollback ever named it. The node decides; where the
   * ledger is merely late, nothing happens.
   */
  async revisit(lease: Lease): Promise<void> {
    const { db, node, signer } = this.deps;
    const carriers = await contradicted(db.em, signer.address);
    if (carriers.length === 0) return;
    const receipts = await node.receipts(carriers.map((one) => one.transactionHash));
    const gone = carriers.filter((one, i) => receipts[i]?.blockHash !== one.blockHash);
    await this.back(lease, gone);
    for (const { transactionHash, blockNumber } of gone) {
      this.logger.error(
        `transaction_reorganised_after_final tx=${transactionHash} block=${blockNumber ?? '-'}`,
      );
    }
  }

  /** Whichever attempt has a receipt: the carrier is mined. */
  private async receipts(lease: Lease): Promise<Error | null> {
    const { db, node, signer } = this.deps;
    const sent = await carriersIn(db.em, signer.address, ['sent'], BATCH);
    if (sent.length === 0) {
      this.touched.clear();
      return null;
    }
    const attempts = await liveAttempts(
      db.em,
      sent.map((carrier) => carrier.id),
    );
    const all = [...attempts.values()].flat();
    const found = new Map<string, Receipt>();
    for (const [i, receipt] of (await node.receipts(all.map((one) => one.hash))).entries()) {
      const attempt = all[i];
      if (receipt && attempt) found.set(attempt.carrierId, receipt);
    }
    const mined = sent.flatMap((carrier) => {
      const receipt = found.get(carrier.id);
      return receipt ? [{ carrier, receipt }] : [];
    });
    if (mined.length > 0) await this.mined(lease, mined);
    return this.perhapsLost(
      lease,
      sent.filter((carrier) => !found.has(carrier.id)),
      attempts,
    );
  }

  private async mined(
    lease: Lease,
    mined: { carrier: Carrier; receipt: Receipt }[],
  ): Promise<void> {
    const { db, clock } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await mineCarriers(em, mined, now);
      const steps = mined.map(({ carrier, receipt }) => ({
        carrierId: carrier.id,
        data: {
          transactionHash: receipt.transactionHash,
          blockNumber: receipt.blockNumber,
          blockHash: receipt.blockHash,
          succeeded: receipt.succeeded,
          gasUsed: receipt.gasUsed.toString(),
          feeWei: receipt.feeWei.toString(),
          commands: carrier.commands,
        },
      }));
      await follow(em, 'mine', 'mined', steps, now);
    });
  }

  /** By block, not by receipt: what is in a block of the chain is mined; in another one it is not. */
  private async depth(lease: Lease): Promise<Error | null> {
    const { db, node, signer, settings } = this.deps;
    const waiting = await blocksOfMined(db.em, signer.address);
    if (waiting.length === 0) return null;
    const present = await node.blocks(waiting.map((block) => block.number));
    // Asked last: a block can then never be above the head we measure its depth from.
    const head = await node.head();
    const gone: string[] = [];
    const deep: string[] = [];
    for (const [i, { number, hash }] of waiting.entries()) {
      const block = present[i];
      // A node that does not have it yet is merely behind.
      if (!block || head.number < number) continue;
      if (block.hash !== hash) gone.push(hash);
      else if (head.number - number + 1 >= settings.confirmations) deep.push(hash);
    }
    const refused = gone.length > 0 ? await this.reorganised(lease, gone) : null;
    await this.settler.settle(lease, deep);
    return refused;
  }

  private async reorganised(lease: Lease, blockHashes: string[]): Promise<Error | null> {
    const { db, signer } = this.deps;
    const carriers = await minedIn(db.em, signer.address, blockHashes);
    await this.back(lease, carriers);
    for (const { transactionHash, blockNumber } of carriers) {
      this.logger.warn(`transaction_reorganised tx=${transactionHash} block=${blockNumber ?? '-'}`);
    }
    return (await this.submitter.resend(lease, carriers)).refused;
  }

  private async back(lease: Lease, gone: Carrier[]): Promise<void> {
    const { db, clock } = this.deps;
    if (gone.length === 0) return;
    await db.independent(async (em) => {
      await fence(em, lease);
      await reorganise(em, gone, clock.now());
    });
  }

  /** No receipt after a while: the node lost it (the same bytes go again) or never can have one. */
  private async perhapsLost(
    lease: Lease,
    sent: Carrier[],
    attempts: Map<string, Attempt[]>,
  ): Promise<Error | null> {
    const { node, settings } = this.deps;
    const now = Date.now();
    const due = sent.filter(
      (carrier) => now - (this.touched.get(carrier.id) ?? now) >= settings.resendAfterMs,
    );
    const dueIds = new Set(due.map((carrier) => carrier.id));
    this.touched = new Map(
      sent.map(({ id }) => [id, dueIds.has(id) ? now : (this.touched.get(id) ?? now)]),
    );
    const missed = await this.unknown(due, attempts);
    if (missed.length === 0) return null;
    const used = await this.finallyUsed(await node.head());
    // Asked again: what has used a nonce by now, and is ours, is known by now.
    const unknown = await this.unknown(missed, attempts);
    const { refused } = await this.submitter.resend(
      lease,
      unknown.filter((carrier) => carrier.nonce >= used),
    );
    for (const carrier of unknown) {
      if (carrier.nonce < used) await this.displace(lease, carrier, attempts.get(carrier.id) ?? []);
    }
    return refused;
  }

  /** Those of which the node has no attempt, neither waiting nor in a block. */
  private async unknown(carriers: Carrier[], attempts: Map<string, Attempt[]>): Promise<Carrier[]> {
    const unknown: Carrier[] = [];
    for (const carrier of carriers) {
      const own = attempts.get(carrier.id) ?? [];
      const known = await Promise.all(own.map(({ hash }) => this.deps.node.knows(hash)));
      if (!known.includes(true)) unknown.push(carrier);
    }
    return unknown;
  }

  /** Nonces below it are used in blocks that are deep enough. */
  private async finallyUsed(head: Block): Promise<number> {
    const { node, signer, settings } = this.deps;
    const finalBlock = head.number - settings.confirmations + 1;
    return finalBlock < 0 ? 0 : node.transactionCount(signer.address, finalBlock);
  }

  /**
   * Another transaction took the nonce for good: its commands are signed anew. Not so where the chain
   * shows bytes of ours there, or where one node calls free what another called used: what did not
   * know our bytes is behind, and to sign anew would be to pay twice. Nor where the taker makes the
   * same call: it is ours, signed after the backup that this database was restored from.
   */
  private async displace(lease: Lease, carrier: Carrier, own: Attempt[]): Promise<void> {
    const { db, node, signer, clock, role } = this.deps;
    const taker = await takerOf(node, signer.address, carrier.nonce);
    const takenBy = typeof taker === 'object' ? taker.hash : null;
    if (taker === 'unused' || own.some(({ hash }) => hash === takenBy)) return;
    const forgotten = await forgottenAttempts(this.deps, [{ carrier, attempts: own }]);
    if (forgotten.length > 0) return remember(this.deps, lease, forgotten);
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await markDisplaced(em, [carrier.id], now);
      await moveCarriers(em, [carrier.id], ['sent'], 'displaced', now);
      const data = {
        takenNonce: carrier.nonce,
        takenBy,
        displacedTransaction: carrier.transactionHash,
      };
      await disembark(em, 'displace', [{ carrierId: carrier.id, data }], now);
    });
    this.logger.warn(
      `transaction_displaced signer=${role} nonce=${carrier.nonce} tx=${carrier.transactionHash} ` +
        `by=${takenBy ?? 'unknown'}`,
    );
  }
}
