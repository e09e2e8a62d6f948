import { Logger } from '@nestjs/common';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database.js';
import type { Block, Node } from '../rpc/node.js';
import { NotSettled } from '../rpc/rpc.js';
import type { Lock, Session } from '../session.js';
import { Wake } from '../wake.js';
import { checkBranch, commonAncestor, onAnotherBranch, WrongChain } from './branch.js';
import { type Cursor, readCursor, startCursor } from './cursor.js';
import type { Abis } from './decode.js';
import { pendingBlocks } from './events.js';
import type { LedgerContract } from './fact.js';
import { ChainMoved, fetchRange, NodeBehind, type Watched } from './fetch-range.js';
import { readContracts, watchedFrom } from './journal.js';
import type { Ledger } from './ledger.js';
import { type Mismatch, mismatches } from './project-holdings.js';
import { RangeSize, ReadAhead } from './read-ahead.js';
import { LedgerWriter } from './writer.js';

/** Below the head this many headers are all kept, so that a reorganisation is undone exactly. */
const KEEP_BELOW_HEAD = 256;
/** Every row of holdings is added up this often; each range is checked by what it moved. */
const ADD_UP_EVERY_MS = 600_000;

export interface FollowSettings {
  chainId: number;
  genesisHash: string;
  /** The first block that can hold a log of ours. */
  startBlock: number;
  /** The contracts of the deployment, address to kind. */
  contracts: [string, LedgerContract][];
  /** The account whose satellites are ours (EIP-55); null where none are followed. */
  maker: string | null;
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
  /** Calls back when the node tells of a new head; the answer ends it. Left out: polling only. */
  heads?: (changed: () => void) => () => void;
  /** Why nothing may be read yet, asked at the start of a lead until it is null. */
  waitsFor?: () => Promise<string | null>;
}

/** Facts would be told as nobody's that are somebody's. */
export class NotYetKnown extends Error {}

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
  /** How many blocks to ask for at a time, learnt from the node's answers. */
  private readonly size = new RangeSize();
  private readonly writer: LedgerWriter;
  /** Hash of the head up to which pending blocks were told. */
  private observed: string | null = null;
  private addedUpAt = -Infinity;
  state: FollowState = 'starting';
  /** The last failure, until a round succeeds. */
  trouble: string | null = null;
  head: Block | null = null;
  cursor: Cursor | null = null;
  unbalanced: Mismatch[] = [];

  constructor(private readonly deps: FollowDeps) {
    this.writer = new LedgerWriter(deps.db, deps.clock, deps.ledger, deps.abis);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake.now();
    await this.running;
  }

  /** The block that the ledger begins after. */
  private get before(): number {
    return Math.max(0, this.deps.settings.startBlock - 1);
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
    const unsubscribe = this.deps.heads?.(() => this.wake.now());
    try {
      await this.takeTurns();
    } finally {
      unsubscribe?.();
    }
  }

  private async takeTurns(): Promise<void> {
    while (!this.stopped) {
      const lock = await this.deps.session.tryLock('ledger').catch(() => null);
      if (!lock) {
        this.state = 'idle';
        await this.watch().catch(() => undefined);
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
        if (!checked) await this.begins();
        checked = true;
        more = await this.round();
        this.trouble = null;
      } catch (error) {
        this.note(error);
      }
      if (!more) await this.wake.wait(this.deps.settings.pollMs);
    }
  }

  private async begins(): Promise<void> {
    await this.checkChain();
    const reason = await this.deps.waitsFor?.();
    if (reason) throw new NotYetKnown(reason);
  }

  /** A process that does not lead still keeps time and knows how far the ledger is. */
  private async watch(): Promise<void> {
    this.head = await this.deps.node.head();
    this.deps.clock.observe(this.head.timestamp);
    this.cursor = await readCursor(this.deps.db.em, this.deps.settings.chainId);
  }

  private note(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const wait = [NodeBehind, ChainMoved, NotSettled, NotYetKnown].some(
      (kind) => error instanceof kind,
    );
    if (wait) this.state = 'lagging';
    else this.state = error instanceof WrongChain ? 'wrong_chain' : 'stalled';
    const level = error instanceof NotYetKnown ? 'warn' : 'error';
    if (this.trouble !== reason) this.logger[level](`ledger_${this.state} reason=${reason}`);
    this.trouble = reason;
  }

  /**
   * One step: forward as far as the chain is final, or back to the common ancestor. Answers whether
   * more may be ready.
   */
  async round(): Promise<boolean> {
    const { node, clock, settings } = this.deps;
    const head = await node.head();
    this.head = head;
    clock.observe(head.timestamp);
    const cursor = await this.begin();
    this.cursor = cursor;
    await this.addUp();
    if (head.number < cursor.number) {
      this.state = 'lagging';
      if (!(await this.wasSetBack(head))) return false;
      await this.rollBack(cursor, head, head.number);
      return true;
    }
    this.elsewhereSince = null;
    const here = await node.block(cursor.number);
    if (!here) throw new NodeBehind(`the node lacks block ${cursor.number}`);
    if (here.hash !== cursor.hash) {
      if (cursor.number === this.before) await this.beginAgain(cursor, head, here);
      else await this.rollBack(cursor, head, cursor.number);
      return true;
    }
    this.state = 'following';
    const target = head.number - settings.confirmations + 1;
    if (target > cursor.number) {
      await this.advance(cursor, target, head);
      return true;
    }
    await this.observe(cursor, head);
    return false;
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
    const block = await node.block(this.before);
    if (!block) throw new NodeBehind(`the node lacks block ${this.before}`);
    await db.independent((em) =>
      startCursor(em, settings.chainId, settings.genesisHash, block, clock.now()),
    );
    const started = await readCursor(db.em, settings.chainId);
    if (!started) throw new Error('the cursor was not stored');
    return started;
  }

  private async advance(from: Cursor, target: number, head: Block): Promise<void> {
    const { node, abis } = this.deps;
    const keepFrom = head.number - KEEP_BELOW_HEAD;
    const request = { watched: await this.watched(), keepFrom, maker: this.deps.settings.maker };
    const ranges = new ReadAhead(node, abis, this.size, request, from, target);
    let cursor = from;
    for (let range = await ranges.next(); range; range = await ranges.next()) {
      const written = await this.writer.advance(cursor, range);
      this.cursor = cursor = written.cursor;
      if (written.parted.length > 0) await this.addUp(true);
      if (this.stopped) return;
    }
  }

  private async watched(): Promise<Watched> {
    return watchedFrom(this.deps.settings.contracts, await readContracts(this.deps.db.em));
  }

  /** Tells outside consumers what is above the final block. A head that is older than told is late. */
  private async observe(cursor: Cursor, head: Block): Promise<void> {
    if (head.number <= cursor.number || head.hash === this.observed) return;
    const { db, node, abis } = this.deps;
    const told = (await pendingBlocks(db.em)).at(-1);
    if (told && head.number < told.number) {
      this.state = 'lagging';
      return;
    }
    const from = cursor.number + 1;
    const { maker } = this.deps.settings;
    const watched = await this.watched();
    const request = { from, to: head.number, watched, keepFrom: from, maker };
    const range = await fetchRange(node, abis, request);
    if (range.blocks[0]?.parentHash !== cursor.hash) {
      throw new ChainMoved(`block ${from} does not follow on block ${cursor.number}`);
    }
    await this.writer.observe(cursor, range);
    this.observed = range.blocks.at(-1)?.hash ?? null;
  }

  /**
   * The block before the first was another node's, or is no more. Nothing follows on it yet, so that
   * no ancestor is needed: only the other blocks have to follow on the one that stands there now.
   */
  private async beginAgain(cursor: Cursor, head: Block, here: Block): Promise<void> {
    await checkBranch(this.deps.node, { ...cursor, hash: here.hash }, head);
    this.cursor = await this.writer.beginAgain(cursor, here);
    this.observed = null;
  }

  private async rollBack(cursor: Cursor, head: Block, atMost: number): Promise<void> {
    const { db, node } = this.deps;
    const ancestor = await commonAncestor(db.em, node, cursor.chainId, atMost);
    await checkBranch(node, ancestor, head);
    await this.writer.rollBack(cursor, ancestor);
    this.cursor = ancestor;
    this.observed = null;
    await this.addUp(true);
  }

  /** Invariant 01 over all rows; a breach is an alarm, for the chain is the law and not we. */
  private async addUp(now = false): Promise<void> {
    if (!now && Date.now() - this.addedUpAt < ADD_UP_EVERY_MS) return;
    this.unbalanced = await mismatches(this.deps.db.em);
    this.addedUpAt = Date.now();
    for (const { token, holdings, supply } of this.unbalanced) {
      this.logger.error(`holdings_unbalanced token=${token} holdings=${holdings} supply=${supply}`);
    }
  }
}
