import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/database.js';
import type { Block } from '../rpc/node.js';
import { type Cursor, moveCursor, readCursor, storeBlocks, type StoredCursor } from './cursor.js';
import type { Abis } from './decode.js';
import { EventWriter, tellFinal, tellPending, tellRetracted } from './events.js';
import { ChainMoved, type Range } from './fetch-range.js';
import { allFacts, forgetAbove, journalRange, readFacts } from './journal.js';
import type { Ledger } from './ledger.js';
import { projectFeeds, rollBackFeeds } from './project-feeds.js';
import { projectTransfers, rollBackTransfers } from './project-holdings.js';
import { projectRegistry, rollBackRegistry } from './project-registry.js';
import { factsAbove } from './replay.js';

export const LEDGER_CHANNEL = 'cadastre_ledger';

/**
 * The ledger's transactions. Each holds the cursor's lock: a range's journal, projections, domain
 * rows, events and cursor are written together or not at all, by one process at a time.
 */
export class LedgerWriter {
  private readonly logger = new Logger('ledger');

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly abis: Abis,
  ) {}

  /**
   * Writes a range that follows on the cursor. Answers where the cursor is now, and the tokens whose
   * holdings and supply parted in it.
   * @throws ChainMoved where another process has moved the ledger meanwhile
   */
  async advance(cursor: Cursor, range: Range): Promise<{ cursor: Cursor; parted: string[] }> {
    const last = range.blocks.at(-1);
    if (last?.number !== range.to) {
      throw new Error(`the range does not end at block ${range.to}`);
    }
    const moved = cursorAt(cursor.chainId, last);
    const parted = await this.db.independent(async (em) => {
      const held = await this.claim(em, cursor);
      const reading = await readFacts(em, range);
      await journalRange(em, reading);
      const unequal = await projectTransfers(em, range.packed);
      await projectRegistry(em, reading.facts);
      await projectFeeds(em, reading.facts);
      const listening = this.ledger.hears('AssetToken', 'Transfer');
      await this.ledger.apply(em, listening ? allFacts(reading) : reading.facts);
      const events = new EventWriter(em, held.nextEvent);
      await tellFinal(em, events, range);
      await this.move(em, moved, events);
      return unequal;
    });
    const logs = range.logs.length + range.transfers.length;
    if (logs > 0) {
      this.logger.log(`ledger_advanced from=${range.from} to=${range.to} logs=${logs}`);
    }
    return { cursor: moved, parted };
  }

  /** Tells what is above the final block: a range from the cursor to the head. */
  async observe(cursor: Cursor, range: Range): Promise<void> {
    await this.db.independent(async (em) => {
      const held = await this.claim(em, cursor);
      const events = new EventWriter(em, held.nextEvent);
      await tellPending(em, events, range, allFacts(await readFacts(em, range)));
      await this.move(em, cursor, events);
    });
  }

  /** Takes everything above a block back: domains, projections, journal, cursor. */
  async rollBack(cursor: Cursor, ancestor: Cursor): Promise<void> {
    const taken = await this.db.independent(async (em) => {
      const held = await this.claim(em, cursor);
      const facts = await factsAbove(em, this.abis, ancestor.number);
      await this.ledger.retract(em, facts, ancestor.number);
      const events = new EventWriter(em, held.nextEvent);
      await tellRetracted(em, events, facts);
      await rollBackTransfers(em, ancestor.number);
      await rollBackRegistry(em, ancestor.number);
      await rollBackFeeds(em, ancestor.number);
      await forgetAbove(em, ancestor.number);
      await this.move(em, ancestor, events);
      return facts.length;
    });
    this.logger.warn(
      `ledger_rolled_back from=${cursor.number} to=${ancestor.number} facts=${taken}`,
    );
  }

  /** Back to a start that is another block than was believed; nothing has been read since. */
  async beginAgain(cursor: Cursor, block: Block): Promise<Cursor> {
    const start = cursorAt(cursor.chainId, block);
    await this.db.independent(async (em) => {
      const held = await this.claim(em, cursor);
      const events = new EventWriter(em, held.nextEvent);
      await tellRetracted(em, events, []);
      await forgetAbove(em, block.number - 1);
      await storeBlocks(em, [block]);
      await this.move(em, start, events);
    });
    this.logger.warn(`ledger_begins_again block=${block.number} hash=${block.hash}`);
    return start;
  }

  /** Locks the cursor; throws where another process has moved it since it was read. */
  private async claim(em: EntityManager, cursor: Cursor): Promise<StoredCursor> {
    const held = await readCursor(em, cursor.chainId, true);
    if (held?.number !== cursor.number || held.hash !== cursor.hash) {
      throw new ChainMoved('another process moved the ledger');
    }
    return held;
  }

  private async move(em: EntityManager, cursor: Cursor, events: EventWriter): Promise<void> {
    await moveCursor(em, cursor, events.next, this.clock.now());
    await em.query('SELECT pg_notify($1, $2)', [LEDGER_CHANNEL, String(cursor.number)]);
  }
}

const cursorAt = (chainId: number, block: Block): Cursor => ({
  chainId,
  number: block.number,
  hash: block.hash,
  time: new Date(block.timestamp * 1000),
});
