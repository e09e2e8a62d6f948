import { Injectable } from '@nestjs/common';
import type { Receipt } from '../chain/rpc.js';
import { toBytes, toHex } from './bytes.js';
import { Database, type Sql } from './database.js';

export type TransactionState = 'stored' | 'sent' | 'mined' | 'confirmed' | 'reverted' | 'displaced';

/** A signed transaction. Its bytes were stored before they were sent. */
export interface StoredTransaction {
  id: string;
  reportId: string;
  nonce: number;
  hash: string;
  raw: string;
  state: TransactionState;
}

interface Row {
  id: string;
  report_id: string;
  nonce: string;
  hash: Buffer;
  raw: Buffer;
  state: TransactionState;
}

@Injectable()
export class TransactionStore {
  constructor(private readonly db: Database) {}

  /** Stores the bytes and commits: from here on they, and no others, go out under this nonce. */
  async store(
    tx: Omit<StoredTransaction, 'id' | 'state'> & { sender: string },
    now: Date,
  ): Promise<void> {
    await this.db.transaction(async (sql) => {
      await sql(
        `INSERT INTO oracle.transaction (report_id, sender, nonce, hash, raw, state, created_at)
         VALUES ($1, $2, $3, $4, $5, 'stored', $6)`,
        [tx.reportId, toBytes(tx.sender), tx.nonce, toBytes(tx.hash), toBytes(tx.raw), now],
      );
      await sql(`UPDATE oracle.report SET state = 'sent' WHERE id = $1`, [tx.reportId]);
    });
  }

  /** Transactions of a report that may still be, or are, in the chain; newest first. */
  async alive(reportId: string): Promise<StoredTransaction[]> {
    const rows = await this.db.sql<Row>(
      `SELECT id, report_id, nonce, hash, raw, state FROM oracle.transaction
       WHERE report_id = $1 AND state IN ('stored', 'sent', 'mined') ORDER BY created_at DESC, id DESC`,
      [reportId],
    );
    return rows.map((row) => ({
      id: row.id,
      reportId: row.report_id,
      nonce: Number(row.nonce),
      hash: toHex(row.hash),
      raw: toHex(row.raw),
      state: row.state,
    }));
  }

  /** Whether any transaction of an account is not final yet: the next nonce is not known before. */
  async anyAlive(sender: string): Promise<boolean> {
    const rows = await this.db.sql(
      `SELECT 1 FROM oracle.transaction WHERE sender = $1 AND state IN ('stored', 'sent', 'mined') LIMIT 1`,
      [toBytes(sender)],
    );
    return rows.length > 0;
  }

  async sent(id: string, now: Date): Promise<void> {
    await this.db.sql(
      `UPDATE oracle.transaction SET state = 'sent', sent_at = COALESCE(sent_at, $2) WHERE id = $1`,
      [id, now],
    );
  }

  async mined(id: string, receipt: Receipt): Promise<void> {
    await this.record(this.db.sql, id, 'mined', receipt, null);
  }

  async final(sql: Sql, id: string, receipt: Receipt, now: Date): Promise<void> {
    await this.record(sql, id, receipt.succeeded ? 'confirmed' : 'reverted', receipt, now);
  }

  /** The nonce was spent by something else: these bytes can never be included. */
  async displaced(sql: Sql, id: string): Promise<void> {
    await sql(`UPDATE oracle.transaction SET state = 'displaced' WHERE id = $1`, [id]);
  }

  private async record(
    sql: Sql,
    id: string,
    state: TransactionState,
    receipt: Receipt,
    confirmedAt: Date | null,
  ): Promise<void> {
    await sql(
      `UPDATE oracle.transaction SET state = $2, block_number = $3, block_hash = $4, gas_used = $5,
         confirmed_at = $6 WHERE id = $1`,
      [
        id,
        state,
        receipt.blockNumber,
        toBytes(receipt.blockHash),
        receipt.gasUsed.toString(),
        confirmedAt,
      ],
    );
  }
}
