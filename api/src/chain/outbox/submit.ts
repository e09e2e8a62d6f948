import { Logger } from '@nestjs/common';
import { keccak256 } from 'ethers';
import { RpcError } from '../rpc/rpc.js';
import { type Attempt, highestBlock, liveAttempts, markSent, storeAttempt } from './attempts.js';
import type { DispatchDeps } from './deps.js';
import type { RevertReason } from './revert-reason.js';
import { type Fees, quoteFees, withMargin } from './fees.js';
import {
  type Command,
  commandsIn,
  earlierInFlight,
  fence,
  type Lease,
  move,
  outcomeOf,
  setNextNonce,
} from './store.js';

/** The way down: simulate, sign, store, commit, and only then send. One signer, in order. */
export class Submitter {
  private readonly logger = new Logger('outbox');

  constructor(private readonly deps: DispatchDeps) {}

  /**
   * Takes the oldest queued command to `sent`, or to `rejected`. Answers false where there was
   * nothing to do, or the command must wait for an earlier one.
   */
  async next(lease: Lease): Promise<boolean> {
    const { db, signer } = this.deps;
    const em = db.em;
    const [command] = await commandsIn(em, signer.address, ['queued', 'simulated'], 1);
    if (!command) return false;
    // Read before simulating: what is mined in between has then been seen by the simulation.
    const mayDepend = await earlierInFlight(em, command.seq);
    const outcome = await this.simulate(command);
    if (typeof outcome === 'object') {
      if (mayDepend) return false;
      await this.reject(lease, command, outcome);
      return true;
    }
    const fees = await this.fees();
    const attempt = await this.sign(lease, command, outcome, fees);
    await this.send(lease, { ...command, state: 'signed' }, attempt);
    return true;
  }

  /** Sends again, byte for byte, what was stored and perhaps never sent. */
  async resend(lease: Lease, commands: Command[]): Promise<void> {
    const attempts = await liveAttempts(
      this.deps.db.em,
      commands.map((command) => command.id),
    );
    for (const command of commands) {
      const latest = attempts.get(command.id)?.at(-1);
      if (latest) await this.send(lease, command, latest);
    }
  }

  /**
   * Compares our next nonce with the chain's. The chain ahead: others sent from this key. The chain
   * behind with nothing of ours in flight: the chain was set back (a development node), and waiting
   * for the gap to fill would jam the signer.
   */
  async reconcile(lease: Lease): Promise<void> {
    const { db, node, signer, clock } = this.deps;
    const head = await node.head();
    const counted = await node.transactionCount(signer.address, 'pending');
    await db.independent(async (em) => {
      const known = await fence(em, lease);
      const inFlight = await commandsIn(em, signer.address, ['signed', 'sent', 'mined'], 1);
      if (counted === known) return;
      const nodeIsBehind = head.number < (await highestBlock(em, signer.address));
      if (counted < known && (inFlight.length > 0 || nodeIsBehind)) return;
      await setNextNonce(em, lease, counted);
      this.logger.warn(
        `nonce_reconciled signer=${this.deps.role} stored=${known} chain=${counted} ` +
          `at=${clock.now().toISOString()}`,
      );
    });
  }

  /** Gas to allow, or why the contract would refuse. Nothing is spent by asking. */
  private async simulate(command: Command): Promise<bigint | RevertReason> {
    const call = { from: this.deps.signer.address, to: command.to, data: command.data };
    try {
      await this.deps.node.call(call, 'pending');
      return withMargin(await this.deps.node.estimateGas(call));
    } catch (error) {
      if (error instanceof RpcError && error.reverted) {
        return this.deps.explainRevert(error.data ?? '0x');
      }
      throw error;
    }
  }

  private async fees(): Promise<Fees> {
    const head = await this.deps.node.head();
    return quoteFees(this.deps.node, head, this.deps.settings.maxFeeGwei);
  }

  private async reject(lease: Lease, command: Command, reason: RevertReason): Promise<void> {
    const { db, clock, outbox } = this.deps;
    await db.independent(async (em) => {
      await fence(em, lease);
      const patch = { reasonCode: reason.code, reason: reason.sentence };
      const rejected = await move(em, command, 'reject', clock.now(), patch, { ...reason });
      await outbox.tell('rejected', outcomeOf(rejected, reason));
    });
    this.logger.warn(
      `command_rejected id=${command.id} kind=${command.kind} code=${reason.code} ` +
        `correlation=${command.correlationId}`,
    );
  }

  private async sign(
    lease: Lease,
    command: Command,
    gasLimit: bigint,
    fees: Fees,
  ): Promise<Attempt> {
    const { db, node, signer, clock, settings } = this.deps;
    const counted = await node.transactionCount(signer.address, 'pending');
    return db.independent(async (em) => {
      const nonce = Math.max(await fence(em, lease), counted);
      const raw = await signer.sign({
        type: 2,
        chainId: settings.chainId,
        nonce,
        to: command.to,
        data: command.data,
        value: 0n,
        gasLimit,
        ...fees,
      });
      const attempt = { commandId: command.id, nonce, hash: keccak256(raw), raw };
      const now = clock.now();
      const simulated = await move(
        em,
        command,
        'simulate',
        now,
        {},
        {
          gasLimit: gasLimit.toString(),
        },
      );
      await storeAttempt(em, lease, { ...attempt, gasLimit, ...fees }, now);
      await move(
        em,
        simulated,
        'sign',
        now,
        { nonce, transactionHash: attempt.hash },
        {
          nonce,
          transactionHash: attempt.hash,
          maxFeePerGasWei: fees.maxFeePerGas.toString(),
        },
      );
      await setNextNonce(em, lease, nonce + 1);
      return attempt;
    });
  }

  private async send(lease: Lease, command: Command, attempt: Attempt): Promise<void> {
    const { db, clock } = this.deps;
    if (!(await this.handOver(command, attempt))) return;
    await db.independent(async (em) => {
      await fence(em, lease);
      const now = clock.now();
      await markSent(em, attempt.hash, now);
      await move(em, command, 'send', now, {}, { transactionHash: attempt.hash });
    });
    this.logger.log(
      `command_sent id=${command.id} kind=${command.kind} nonce=${attempt.nonce} ` +
        `tx=${attempt.hash} correlation=${command.correlationId}`,
    );
  }

  /** True once the node has the bytes, now or from an earlier try. */
  private async handOver(command: Command, attempt: Attempt): Promise<boolean> {
    try {
      await this.deps.node.sendRaw(attempt.raw);
      return true;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (/already (known|imported)|known transaction/i.test(error.message)) return true;
      if (!/nonce.*(too low|already)|already been used/i.test(error.message)) throw error;
      // Either our own bytes were mined before, or another transaction took the nonce: the tracker
      // looks for receipts and decides.
      const [receipt] = await this.deps.node.receipts([attempt.hash]);
      if (!receipt) {
        this.logger.warn(`nonce_taken id=${command.id} nonce=${attempt.nonce} tx=${attempt.hash}`);
      }
      return true;
    }
  }
}
