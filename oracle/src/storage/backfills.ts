import { Injectable } from '@nestjs/common';
import type { IsoDate } from '@cadastre/core';
import { toAddress, toBytes } from './bytes.js';
import { Database } from './database.js';

export type BackfillState = 'open' | 'done' | 'cancelled';

/** A range of days whose values are to be published one after the other. */
export interface BackfillRow {
  id: string;
  firstDay: IsoDate;
  lastDay: IsoDate;
  state: BackfillState;
  /** What the next day waits for, or why no more is to come. */
  reason: string | null;
}

const COLUMNS = `id, to_char(first_day, 'YYYY-MM-DD') AS "firstDay",
  to_char(last_day, 'YYYY-MM-DD') AS "lastDay", state, state_reason AS reason`;

/** The days that people asked to be published afterwards. A feed has one open range at a time. */
@Injectable()
export class BackfillStore {
  constructor(private readonly db: Database) {}

  /** Asks for a range. @returns null where the feed has an open one already */
  async ask(
    feed: string,
    firstDay: IsoDate,
    lastDay: IsoDate,
    now: Date,
  ): Promise<BackfillRow | null> {
    const [row] = await this.db.sql<BackfillRow>(
      `INSERT INTO oracle.backfill (feed, first_day, last_day, state, requested_at)
       VALUES ($1, $2, $3, 'open', $4)
       ON CONFLICT (feed) WHERE state = 'open' DO NOTHING RETURNING ${COLUMNS}`,
      [toBytes(feed), firstDay, lastDay, now],
    );
    return row ?? null;
  }

  async open(feed: string): Promise<BackfillRow | null> {
    const [row] = await this.db.sql<BackfillRow>(
      `SELECT ${COLUMNS} FROM oracle.backfill WHERE feed = $1 AND state = 'open'`,
      [toBytes(feed)],
    );
    return row ?? null;
  }

  /** The open range of each feed that has one. */
  async allOpen(): Promise<ReadonlyMap<string, BackfillRow>> {
    const rows = await this.db.sql<BackfillRow & { feed: Buffer }>(
      `SELECT feed, ${COLUMNS} FROM oracle.backfill WHERE state = 'open'`,
    );
    return new Map(rows.map(({ feed, ...row }) => [toAddress(feed), row]));
  }

  async get(id: string): Promise<BackfillRow | null> {
    const [row] = await this.db.sql<BackfillRow>(
      `SELECT ${COLUMNS} FROM oracle.backfill WHERE id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Moves an open range on; one that was closed meanwhile stays as it is. */
  async note(id: string, state: BackfillState, reason: string | null): Promise<void> {
    await this.db.sql(
      `UPDATE oracle.backfill SET state = $2, state_reason = $3
       WHERE id = $1 AND state = 'open' AND (state, state_reason) IS DISTINCT FROM ($2, $3)`,
      [id, state, reason],
    );
  }
}
