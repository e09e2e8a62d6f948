import { Logger } from '@nestjs/common';
import type { Block, Receipt } from '../rpc/node.js';
import { RpcError } from '../rpc/rpc.js';
import { type Attempt, liveAttempts, markDisplaced } from './attempts.js';
import type { DispatchDeps } from './deps.js';
import { UNMINED } from './reorganised.js';
import {
  type Command,
  commandsIn,
  contradicted,
  fence,
  type Lease,
  move,
  outcomeOf,
} from './store.js';
import type { Submitter } from './submit.js';

/** Commands looked at in one round; more wait for the next. */
const BATCH = 200;

/** The way back: receipts, depth, and what a reorganisation undoes. */
export class Tracker {
  private readonly logger = new Logger('outbox');
  /** When each sent command was last handed to the node or asked about, wall clock ms. */
  private readonly touched = new Map<string, number>();

  constructor(
    private readonly deps: DispatchDeps,
    private readonly submitter: Submitter,
  ) {}

  /** One look at everything in flight. Answers how many commands still are. */
  async round(lease: Lease): Promise<number> {
    const { db, node, signer } = this.deps;
    const commands = await commandsIn(db.em, signer.address, ['sent', 'mined'], BATCH);
    if (commands.length === 0) {
      this.touched.clear();
      return 0;
    }
    const attempts = await liveAttempts(
      db.em,
      commands.map((command) => command.id),
    );
    const all = [...attempts.values()].flat();
    const receipts = await node.receipts(all.map((attempt) => attempt.hash));
    // Asked last: a receipt can then never be above the head we measure its depth from.
    const head = await node.head();
    const found = new Map(receipts.flatMap((r) => (r ? [[r.transactionHash, r] as const] : [])));
    let open = 0;
    for (const command of commands) {
      const own = attempts.get(command.id) ?? [];
      const receipt = own.map((attempt) => found.get(attempt.hash)).find((r) => r !== undefined);
      const ended = await this.look(lease, command, own, receipt, head);
      if (!ended) open += 1;
    }
    return open;
  }

  /**
   * Looks again at what ended in a block that the ledger knows by another hash: it may have gone
   * between our look and the ledger's, so that no rollback ever named it. The node decides; where the
   * ledger is merely late, nothing happens.
   */
  async revisit(lease: Lease): Promise<void> {
    const { db, node, signer, clock } = this.deps;
    const commands = await contradicted(db.em, signer.address);
    if (commands.length === 0) return;
    const receipts = await node.receipts(commands.map((one) => one.transactionHash ?? ''));
    for (const [i, command] of commands.entries()) {
      if (receipts[i]?.blockHash === command.blockHash) continue;
      await db.independent(async (em) => {
        await fence(em, lease);
        await move(em, command, 'reorganise', clock.now(), UNMINED, {
          orphanedBlock: command.blockNumber,
          orphanedBlockHash: command.blockHash,
        });
      });
      this.logger.error(
        `command_reorganised_after_final id=${command.id} block=${command.blockNumber}`,
      );
    }
  }

  private async look(
    lease: Lease,
    command: Command,
    attempts: Attempt[],
    receipt: Receipt | undefined,
    head: Block,
  ): Promise<boolean> {
    if (receipt) return this.settle(lease, command, receipt, head);
    if (command.state === 'mined') {
      await this.perhapsReorganised(lease, command, head);
    } else {
      await this.perhapsLost(lease, command, attempts, head);
    }
    return false;
  }

  /** Mined, and final once deep enough. */
  private async settle(
    lease: Lease,
    command: Command,
    receipt: Receipt,
    head: Block,
  ): Promise<boolean> {
    const { db, clock, outbox, settings } = this.deps;
    const deep = head.number - receipt.blockNumber + 1 >= settings.confirmations;
    const sameBlock = command.state === 'mined' && command.blockHash === receipt.blockHash;
    if (sameBlock && !deep) return false;
    const reason = deep && !receipt.succeeded ? await this.whyReverted(command, receipt) : null;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      let current = command;
      if (!sameBlock) {
        if (current.state === 'mined') {
          current = await move(em, current, 'reorganise', now, UNMINED, { blockHash: null });
        }
        current = await move(em, current, 'mine', now, minedPatch(receipt), {
          transactionHash: receipt.transactionHash,
          blockNumber: receipt.blockNumber,
          blockHash: receipt.blockHash,
          succeeded: receipt.succeeded,
          feeWei: receipt.feeWei.toString(),
        });
      }
      if (!deep) return;
      if (reason) {
        const patch = { reasonCode: reason.code, reason: reason.sentence };
        current = await move(em, current, 'revert', now, patch, { ...reason });
        await outbox.tell('reverted', outcomeOf(current, reason));
      } else {
        current = await move(em, current, 'confirm', now, {}, { blockNumber: receipt.blockNumber });
        await outbox.tell('confirmed', outcomeOf(current, null));
      }
    });
    if (deep) {
      this.logger.log(
        `command_${reason ? 'reverted' : 'confirmed'} id=${command.id} kind=${command.kind} ` +
          `tx=${receipt.transactionHash} block=${receipt.blockNumber}`,
      );
    }
    return deep;
  }

  /** The reason, from running the call again on the state before its block. */
  private async whyReverted(command: Command, receipt: Receipt) {
    try {
      const call = { from: this.deps.signer.address, to: command.to, data: command.data };
      await this.deps.node.call(call, receipt.blockNumber - 1);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.reverted) return this.deps.explainRevert(error.data ?? '0x');
    }
    return {
      code: 'reverted',
      sentence:
        'The transaction was mined and reverted because of what came before it in its block.',
    };
  }

  /** No receipt for what was mined: another block took its place, or the node is merely behind. */
  private async perhapsReorganised(lease: Lease, command: Command, head: Block): Promise<void> {
    const { db, node, clock } = this.deps;
    if (command.blockNumber === null || head.number < command.blockNumber) return;
    const block = await node.block(command.blockNumber);
    if (!block || block.hash === command.blockHash) return;
    const sent = await db.independent(async (em) => {
      await fence(em, lease);
      return move(em, command, 'reorganise', clock.now(), UNMINED, {
        orphanedBlock: command.blockNumber,
        orphanedBlockHash: command.blockHash,
      });
    });
    this.logger.warn(`command_reorganised id=${command.id} block=${command.blockNumber}`);
    await this.submitter.resend(lease, [sent]);
  }

  /** No receipt after a while: the node lost it (the same bytes go again) or never can have one. */
  private async perhapsLost(
    lease: Lease,
    command: Command,
    attempts: Attempt[],
    head: Block,
  ): Promise<void> {
    const { db, node, signer, clock, settings } = this.deps;
    const now = Date.now();
    const since = this.touched.get(command.id);
    if (since === undefined) this.touched.set(command.id, now);
    if (since === undefined || now - since < settings.resendAfterMs) return;
    this.touched.set(command.id, now);
    const known = await Promise.all(attempts.map((attempt) => node.knows(attempt.hash)));
    if (known.includes(true)) return;
    const nonce = attempts.at(-1)?.nonce ?? command.nonce ?? 0;
    const finalBlock = head.number - settings.confirmations + 1;
    const used =
      finalBlock >= 0 && (await node.transactionCount(signer.address, finalBlock)) > nonce;
    if (!used) return this.submitter.resend(lease, [command]);
    await db.independent(async (em) => {
      await fence(em, lease);
      await markDisplaced(em, command.id, clock.now());
      const patch = { nonce: null, transactionHash: null };
      await move(em, command, 'displace', clock.now(), patch, { takenNonce: nonce });
    });
    this.logger.warn(`command_displaced id=${command.id} nonce=${nonce}`);
  }
}

const minedPatch = (receipt: Receipt) => ({
  transactionHash: receipt.transactionHash,
  blockNumber: receipt.blockNumber,
  blockHash: receipt.blockHash,
  succeeded: receipt.succeeded,
  gasUsed: receipt.gasUsed,
  feeWei: receipt.feeWei,
});
