import { Logger } from '@nestjs/common';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database.js';
import type { Block, Node } from '../rpc/node.js';
import { NotSettled } from '../rpc/rpc.js';
import type { Lock, Session } from '../session.js';
import { Wake } from '../wake.js';
import { commonAncestor, onAnotherBranch, WrongChain } from './branch.js';
import type { Abis } from './decode.js';
import type { Fact, LedgerContract } from './fact.js';
import { ChainMoved, fetchRange, NodeBehind, type Range } from './fetch-range.js';
import {
  type Cursor,
  factsAbove,
  forgetAbove,
  journalRange,
  moveCursor,
  readContracts,
  readCursor,
  startCursor,
  watchedFrom,
} from './journal.js';
import type { Ledger } from './ledger.js';
import { projectFeeds, rollBackFeeds } from './project-feeds.js';
import {
  type Mismatch,
  mismatches,
  projectTransfers,
  rollBackTransfers,
} from './project-holdings.js';
import { projectRegistry, rollBackRegistry } from './project-registry.js';

export const LEDGER_CHANNEL = 'cadastre_ledger';

/** Below the head this many headers are all kept, so that a reorganisation is undone exactly. */
const KEEP_BELOW_HEAD = 256;
const BLOCKS_PER_RANGE = 2_000;

export interface FollowSettings {
  chainId: number;
  genesisHash: string;
  /** The first block that can hold a log of ours. */
  startBlock: number;
  /** The contracts of the deployment, address to kind. */
  contracts: [string, LedgerContract][];
  confirmations: number;
  pollMs: number;
  /** How long a node that is behind and on another branch is given before it is believed. */
  branchPatienceMs: number;
}

export interface FollowDeps {
  db: Database;
  clock: Clock;
  node: Node;
  session: Session;
  ledger: Ledger;
  abis: Abis;
  settings: FollowSettings;
}

export type FollowState = 'starting' | 'following' | 'lagging' | 'stalled' | 'wrong_chain' | 'idle';

/**
 * Follows final blocks, one at a time however many processes run it. A range's journal, projections,
 * domain rows and cursor are written in one transaction: each fact counts once or not at all.
 */
export class Follower {
  private readonly logger = new Logger('ledger');
  private readonly wake = new Wake();
  private stopped = false;
  private running: Promise<void> | null = null;
  /** Since when the node has been behind and on another branch, wall clock ms. */
  private elsewhereSince: number | null = null;
  state: FollowState = 'starting';
  /** The last failure, until a round succeeds. */
  trouble: string | null = null;
  head: Block | null = null;
  cursor: Cursor | null = null;
  unbalanced: Mismatch[] = [];

  constructor(private readonly deps: FollowDeps) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.now();
    await this.running;
  }

  /** @throws WrongChain with what to do about it */
  async checkChain(): Promise<void> {
    const { node, settings, db } = this.deps;
    const chainId = await node.chainId();
    const genesis = await node.block(0);
    const stored = await readCursor(db.em, settings.chainId);
    const expected = settings.genesisHash.toLowerCase();
    if (chainId !== settings.chainId || genesis?.hash.toLowerCase() !== expected) {
      throw new WrongChain(
        `RPC_URL leads to chain ${chainId} with genesis ${genesis?.hash ?? 'unknown'}, but ` +
          `DEPLOYMENT_FILE is of chain ${settings.chainId} with genesis ${expected}. Point RPC_URL ` +
          'to that chain, or deploy the contracts anew and give their DEPLOYMENT_FILE.',
      );
    }
    if (stored && stored.genesisHash !== expected) {
      throw new WrongChain(
        `the database belongs to the chain with genesis ${stored.genesisHash}, not ${expected}: ` +
          'give the DATABASE_URL of this chain, or begin anew with an empty database.',
      );
    }
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const lock = await this.deps.session.tryLock('ledger').catch(() => null);
      if (!lock) {
        this.state = 'idle';
        await this.observe().catch(() => undefined);
        await this.wake.wait(this.deps.settings.pollMs);
        continue;
      }
      const wake = () => this.wake.now();
      lock.signal.addEventListener('abort', wake);
      await this.lead(lock);
      lock.signal.removeEventListener('abort', wake);
      await lock.release().catch(() => undefined);
    }
  }

  private async lead(lock: Lock): Promise<void> {
    let checked = false;
    while (!this.stopped && !lock.signal.aborted) {
      let more = false;
      try {
        if (!checked) await this.checkChain();
        checked = true;
        more = await this.round();
        this.trouble = null;
      } catch (error) {
        this.note(error);
      }
      if (!more) await this.wake.wait(this.deps.settings.pollMs);
    }
  }

  /** A process that does not lead still keeps time and knows how far the ledger is. */
  private async observe(): Promise<void> {
    this.head = await this.deps.node.head();
    this.deps.clock.observe(this.head.timestamp);
    this.cursor = await readCursor(this.deps.db.em, this.deps.settings.chainId);
  }

  private note(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const wait = [NodeBehind, ChainMoved, NotSettled].some((kind) => error instanceof kind);
    if (wait) this.state = 'lagging';
    else this.state = error instanceof WrongChain ? 'wrong_chain' : 'stalled';
    if (this.trouble !== reason) this.logger.error(`ledger_${this.state} reason=${reason}`);
    this.trouble = reason;
  }

  /** One step: forward by a range, or back to the common ancestor. Answers whether more is ready. */
  async round(): Promise<boolean> {
    const { node, clock, settings } = this.deps;
    const head = await node.head();
    const starting = this.head === null;
    this.head = head;
    clock.observe(head.timestamp);
    const cursor = await this.begin();
    if (starting) this.unbalanced = await mismatches(this.deps.db.em);
    this.cursor = cursor;
    if (head.number < cursor.number) {
      this.state = 'lagging';
      if (!(await this.wasSetBack(head))) return false;
      await this.rollBack(cursor, head.number);
      return true;
    }
    this.elsewhereSince = null;
    const here = await node.block(cursor.number);
    if (!here) throw new NodeBehind(`the node lacks block ${cursor.number}`);
    if (here.hash !== cursor.hash) {
      await this.rollBack(cursor, cursor.number);
      return true;
    }
    const target = head.number - settings.confirmations + 1;
    this.state = 'following';
    if (target <= cursor.number) return false;
    const to = Math.min(target, cursor.number + BLOCKS_PER_RANGE);
    await this.advance(cursor, to, head.number);
    return to < target;
  }

  /** True once a node that is behind has stayed on another branch for long enough. */
  private async wasSetBack(head: Block): Promise<boolean> {
    const elsewhere = await onAnotherBranch(this.deps.db.em, head);
    this.elsewhereSince = elsewhere ? (this.elsewhereSince ?? Date.now()) : null;
    const since = this.elsewhereSince ?? Infinity;
    return Date.now() - since >= this.deps.settings.branchPatienceMs;
  }

  private async begin(): Promise<Cursor> {
    const { db, node, clock, settings } = this.deps;
    const known = await readCursor(db.em, settings.chainId);
    if (known) return known;
    const before = Math.max(0, settings.startBlock - 1);
    const block = await node.block(before);
    if (!block) throw new NodeBehind(`the node lacks block ${before}`);
    await db.independent((em) =>
      startCursor(em, settings.chainId, settings.genesisHash, block, clock.now()),
    );
    const started = await readCursor(db.em, settings.chainId);
    if (!started) throw new Error('the cursor was not stored');
    return started;
  }

  private async advance(cursor: Cursor, to: number, head: number): Promise<void> {
    const { db, node, abis, settings } = this.deps;
    const watched = watchedFrom(settings.contracts, await readContracts(db.em));
    const from = cursor.number + 1;
    const range = await fetchRange(node, abis, watched, from, to, head - KEEP_BELOW_HEAD);
    if (range.blocks[0]?.parentHash !== cursor.hash) {
      throw new ChainMoved(`block ${from} does not follow on block ${cursor.number}`);
    }
    const facts = await db.independent((em) => this.write(em, cursor, range, to));
    if (facts.length > 0) {
      this.logger.log(`ledger_advanced from=${from} to=${to} facts=${facts.length}`);
    }
  }

  private async write(em: Database['em'], cursor: Cursor, range: Range, to: number) {
    const { ledger, clock } = this.deps;
    await this.claim(em, cursor);
    const facts = await journalRange(em, range);
    await projectTransfers(em, facts);
    await projectRegistry(em, facts);
    await projectFeeds(em, facts);
    await ledger.apply(em, facts);
    const last = range.blocks.at(-1);
    if (last?.number !== to) throw new Error(`the range does not end at block ${to}`);
    const moved = cursorAt(cursor.chainId, last);
    await moveCursor(em, moved, clock.now());
    await em.query('SELECT pg_notify($1, $2)', [LEDGER_CHANNEL, String(to)]);
    await this.balance(em, facts);
    this.cursor = moved;
    return facts;
  }

  /** Invariant 01 after each range; a breach is an alarm, for the chain is the law and not we. */
  private async balance(em: Database['em'], facts: Fact[]): Promise<void> {
    const moved = facts.filter((f) => f.contract === 'AssetToken' && f.event === 'Transfer');
    if (moved.length === 0) return;
    const tokens = [...new Set(moved.map((fact) => fact.address))];
    const broken = await mismatches(em, tokens);
    for (const { token, holdings, supply } of broken) {
      this.logger.error(`holdings_unbalanced token=${token} holdings=${holdings} supply=${supply}`);
    }
    this.unbalanced = [...this.unbalanced.filter((m) => !tokens.includes(m.token)), ...broken];
  }

  /** Locks the cursor; throws where another process has moved it since it was read. */
  private async claim(em: Database['em'], cursor: Cursor): Promise<void> {
    const held = await readCursor(em, cursor.chainId, true);
    if (held?.number !== cursor.number || held.hash !== cursor.hash) {
      throw new ChainMoved('another process moved the ledger');
    }
  }

  private async rollBack(cursor: Cursor, atMost: number): Promise<void> {
    const { db, node, ledger, abis, clock } = this.deps;
    const ancestor = await commonAncestor(db.em, node, cursor.chainId, atMost);
    const taken = await db.independent(async (em) => {
      await this.claim(em, cursor);
      const facts = await factsAbove(em, abis, ancestor.number);
      await ledger.retract(em, facts, ancestor.number);
      await rollBackTransfers(em, ancestor.number);
      await rollBackRegistry(em, ancestor.number);
      await rollBackFeeds(em, ancestor.number);
      await forgetAbove(em, ancestor.number);
      await moveCursor(em, ancestor, clock.now());
      await em.query('SELECT pg_notify($1, $2)', [LEDGER_CHANNEL, String(ancestor.number)]);
      return facts.length;
    });
    this.cursor = ancestor;
    this.logger.warn(
      `ledger_rolled_back from=${cursor.number} to=${ancestor.number} facts=${taken}`,
    );
  }
}

const cursorAt = (chainId: number, block: Block): Cursor => ({
  chainId,
  number: block.number,
  hash: block.hash,
  time: new Date(block.timestamp * 1000),
});
