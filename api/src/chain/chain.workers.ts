import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config, ConfigError } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Workers } from '../platform/workers.js';
import { ABIS } from './abis.js';
import { Deployed } from './deployed.js';
import { WrongChain } from './ledger/branch.js';
import { Follower } from './ledger/follower.js';
import { subscribeHeads } from './ledger/heads.js';
import { Ledger } from './ledger/ledger.js';
import type { SignerRole } from './outbox/command.js';
import { Dispatcher } from './outbox/dispatcher.js';
import { Outbox } from './outbox/outbox.js';
import { unrecognised } from './outbox/reconcile.js';
import { revertReason } from './outbox/revert-reason.js';
import { oweAgain } from './outbox/reorganised.js';
import { Node } from './rpc/node.js';
import { RpcUnreachable } from './rpc/rpc.js';
import { RpcPool } from './rpc/rpc-pool.js';
import { Session } from './session.js';
import { Signers } from './signers.js';

const RESEND_AFTER_MS = 3_000;
const BRANCH_PATIENCE_MS = 10_000;

interface Loop {
  start(): void;
  stop(): Promise<void>;
}

/** The loops of this process: one dispatcher per key it holds, and the ledger's follower. */
@Injectable()
export class ChainWorkers implements OnModuleInit {
  private readonly logger = new Logger('chain');
  readonly dispatchers = new Map<SignerRole, Dispatcher>();
  follower: Follower | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly node: Node,
    private readonly session: Session,
    private readonly signers: Signers,
    private readonly outbox: Outbox,
    private readonly ledger: Ledger,
    private readonly deployed: Deployed,
    private readonly workers: Workers,
  ) {}

  onModuleInit(): void {
    this.ledger.onRollback((em, ancestor) => oweAgain(em, this.clock, ancestor));
    this.workers.add('ledger', (stop) => untilStopped(this.startFollower(), stop));
    for (const role of this.signers.roles) {
      this.workers.add(`outbox ${role}`, (stop) => untilStopped(this.startDispatcher(role), stop));
    }
  }

  /**
   * Before serving: the manifest is readable and the node, if it answers, is of its chain. A node
   * that does not answer yet is no reason not to start; health tells.
   * @throws ConfigError
   */
  async check(): Promise<void> {
    try {
      await this.makeFollower().checkChain();
    } catch (error) {
      if (error instanceof WrongChain) throw new ConfigError([error.message]);
      if (this.allStrangers) throw new ConfigError([`RPC_URL: ${(error as Error).message}`]);
      if (!(error instanceof RpcUnreachable)) throw error;
      this.logger.warn(`node_unreachable reason=${error.message}`);
    }
  }

  /** Whether every one of several nodes was shut out: no waiting makes one of them ours. */
  private get allStrangers(): boolean {
    const { rpc } = this.node;
    return rpc instanceof RpcPool && rpc.endpoints.every(({ state }) => state === 'wrong_chain');
  }

  get confirmations(): number {
    return this.config.env.CONFIRMATIONS;
  }

  private startFollower(): Follower {
    this.follower ??= this.makeFollower();
    return this.follower;
  }

  private makeFollower(): Follower {
    const { chainId, genesisHash, deployedAtBlock } = this.deployed.deployment;
    const { CONFIRMATIONS, CHAIN_POLL_MS } = this.config.env;
    const addresses = this.signers.roles.map((role) => this.signers.address(role));
    return new Follower({
      db: this.db,
      clock: this.clock,
      node: this.node,
      session: this.session,
      ledger: this.ledger,
      abis: ABIS,
      heads: (changed) => subscribeHeads(this.config.env.RPC_URL, changed),
      // A fact is told under the command that made it: the outbox finds out first which are its own.
      waitsFor: () => unrecognised(this.db.em, this.node, addresses),
      settings: {
        chainId,
        genesisHash,
        startBlock: deployedAtBlock,
        contracts: this.deployed.followed(),
        maker: this.signers.address('factory'),
        confirmations: CONFIRMATIONS,
        pollMs: CHAIN_POLL_MS,
        branchPatienceMs: BRANCH_PATIENCE_MS,
      },
    });
  }

  private startDispatcher(role: SignerRole): Dispatcher {
    const { CONFIRMATIONS, CHAIN_POLL_MS, MAX_FEE_GWEI, MAX_IN_FLIGHT, REPLACE_AFTER_MS } =
      this.config.env;
    const dispatcher = new Dispatcher({
      db: this.db,
      clock: this.clock,
      node: this.node,
      session: this.session,
      outbox: this.outbox,
      role,
      signer: this.signers.of(role),
      explainRevert: revertReason,
      settings: {
        chainId: this.deployed.deployment.chainId,
        confirmations: CONFIRMATIONS,
        pollMs: CHAIN_POLL_MS,
        maxFeeGwei: MAX_FEE_GWEI,
        resendAfterMs: RESEND_AFTER_MS,
        maxInFlight: MAX_IN_FLIGHT,
        replaceAfterMs: REPLACE_AFTER_MS,
      },
    });
    this.dispatchers.set(role, dispatcher);
    return dispatcher;
  }
}

/** Runs a loop until the process stops. */
async function untilStopped(loop: Loop, stop: AbortSignal): Promise<void> {
  loop.start();
  if (!stop.aborted) {
    await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
  }
  await loop.stop();
}
