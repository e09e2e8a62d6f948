import { Injectable } from '@nestjs/common';
import type { Receipt } from '../chain/rpc.js';
import { toAddress, toBytes, toHex } from './bytes.js';
import { Database, type Sql } from './database.js';

export type TransactionState = 'stored' | 'sent' | 'mined' | 'confirmed' | 'reverted' | 'displaced';

/** A signed transaction. Its bytes were stored before they were sent. */
export interface StoredTransaction {
  id: string;
  reportId: string;
  /** Checksummed address of the node's key that pays; not always this node's. */
  sender: string;
  nonce: number;
  hash: string;
  raw: string;
  state: TransactionState;
  createdAt: Date;
}

interface Row {
  id: string;
  report_id: string;
  sender: Buffer;
  nonce: string;
  hash: Buffer;
  raw: Buffer;
  state: TransactionState;
  created_at: Date;
}

@Injectable()
export class TransactionStore {
  constructor(private readonly db: Database) {}

  /**
   * Stores the bytes and commits: from here on they, and no others, go out under this nonce.
   * @param fence throws when whoever stores this may not any more
   */
  async store(
    tx: Omit<StoredTransaction, 'id' | 'state' | 'createdAt'>,
    now: Date,
    fence: (sql: Sql) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (sql) => {
      await fence(sql);
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
      `SELECT id, report_id, sender, nonce, hash, raw, state, created_at FROM oracle.transaction
       WHERE report_id = $1 AND state IN ('stored', 'sent', 'mined') ORDER BY created_at DESC, id DESC`,
      [reportId],
    );
    return rows.map((row) => ({
      id: row.id,
      reportId: row.report_id,
      sender: toAddress(row.sender),
      nonce: Number(row.nonce),
      hash: toHex(row.hash),
      raw: toHex(row.raw),
      state: row.state,
      createdAt: row.created_at,
    }));
  }

  /** Nonces of an account's transactions that are not final yet. */
  async noncesInFlight(sender: string): Promise<number[]> {
    const rows = await this.db.sql<{ nonce: string }>(
      `SELECT DISTINCT nonce FROM oracle.transaction
       WHERE sender = $1 AND state IN ('stored', 'sent', 'mined')`,
      [toBytes(sender)],
    );
    return rows.map(({ nonce }) => Number(nonce));
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

  /** These bytes are not sent again: the nonce was spent by something else, or the report is over. */
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
