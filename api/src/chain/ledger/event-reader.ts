import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database.js';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import type { LedgerContract } from './fact.js';
import type { Outcome } from './events.js';

/** What outside consumers are told about one log. */
export interface LedgerEvent {
  /** Its number: whole, without gaps, in the order things became known. */
  seq: number;
  outcome: Outcome;
  contract: LedgerContract;
  /** Checksummed. */
  address: string;
  event: string;
  /** As the ABI names them; integers as decimal text. */
  args: Record<string, unknown>;
  blockNumber: number;
  blockHash: string;
  blockTime: Date;
  logIndex: number;
  transactionHash: string;
  /** The operation whose transaction wrote it; null for what others sent. */
  commandId: string | null;
}

export interface EventQuery {
  /** The number of the last event known; 0 for all. */
  after: number;
  limit: number;
  /** Only of these contracts. */
  addresses?: string[];
  /** Only of or about these addresses: the contract's own, or named in an argument. */
  concerning?: string[];
}

export interface EventBatch {
  events: LedgerEvent[];
  /** Everything up to this number has been looked at: the next `after`. */
  seen: number;
}

/** Numbers looked at in one go, whether or not their contracts were asked for. */
const SPAN = 1_000;

/**
 * What is pending, final and retracted, for whoever keeps a copy of it. A reader that remembers the
 * last number it has handled misses nothing and repeats nothing.
 */
@Injectable()
export class LedgerEvents {
  constructor(private readonly db: Database) {}

  /** The events after a number, in order; fewer than `limit` only where `seen` tells why. */
  async read({ after, limit, ...only }: EventQuery): Promise<EventBatch> {
    const last = await this.last();
    const events: LedgerEvent[] = [];
    let seen = after;
    while (events.length < limit && seen < last) {
      const span = only.addresses || only.concerning ? SPAN : limit;
      const found = await this.span(seen, Math.min(last, seen + span), only);
      const taken = found.slice(0, limit - events.length);
      events.push(...taken);
      const cut = taken.length < found.length;
      seen = cut ? (taken.at(-1)?.seq ?? seen) : Math.min(last, seen + span);
    }
    return { events, seen };
  }

  /** The newest number given; 0 before the first. */
  async last(): Promise<number> {
    const found = await row<{ last: string }>(
      this.db.em,
      'SELECT coalesce(max(last_seq), 0) AS last FROM api.ledger_event',
    );
    return Number(found?.last ?? 0);
  }

  private async span(
    after: number,
    upTo: number,
    { addresses, concerning }: Pick<EventQuery, 'addresses' | 'concerning'>,
  ): Promise<LedgerEvent[]> {
    const found = await rows<EventRow>(this.db.em, SPAN_SQL, [
      after,
      upTo,
      addresses?.map(toBytes) ?? null,
      concerning?.map((address) => address.toLowerCase().replace(/^0x/, '')) ?? null,
    ]);
    return found.map(readEvent);
  }
}

/**
 * A row of ledger_event numbers the logs of a block; without gaps, so the last row that begins at or
 * before a number is the one it is in. The logs are in the journal if it has the block under this
 * hash, and with the other branches' if not.
 */
const SPAN_SQL = `
  WITH told AS (
    SELECT e.*, b.number IS NOT NULL AS journalled, b.time
    FROM api.ledger_event e
      LEFT JOIN api.ledger_block b ON b.number = e.block_number AND b.hash = e.block_hash
    WHERE e.first_seq <= $2 AND e.first_seq >= (
      SELECT max(first_seq) FROM api.ledger_event WHERE first_seq <= $1 + 1)
  ), logs AS (
    SELECT t.*, l.log_index, l.contract, l.address, l.event, l.args, l.transaction_hash,
      l.command_id, t.time AS block_time
    FROM told t JOIN api.ledger_log l USING (block_number) WHERE t.journalled
    UNION ALL
    SELECT t.*, l.log_index, 'AssetToken', l.token, 'Transfer', jsonb_build_object(
        'from', encode(l.sender, 'hex'), 'to', encode(l.receiver, 'hex'), 'value', l.amount::text),
      l.transaction_hash, l.command_id, t.time
    FROM told t JOIN api.ledger_transfer l USING (block_number) WHERE t.journalled
    UNION ALL
    SELECT t.*, l.log_index, l.contract, l.address, l.event, l.args, l.transaction_hash,
      l.command_id, l.block_time
    FROM told t JOIN api.ledger_branch_log l ON l.block_hash = t.block_hash
    WHERE NOT t.journalled
  ), numbered AS (
    SELECT *, first_seq - 1 + row_number() OVER (PARTITION BY first_seq ORDER BY
      CASE WHEN outcome = 'retracted' THEN -log_index ELSE log_index END) AS seq
    FROM logs
  )
  SELECT * FROM numbered
  WHERE seq > $1 AND seq <= $2 AND ($3::bytea[] IS NULL OR address = ANY($3))
    AND ($4::text[] IS NULL OR encode(address, 'hex') = ANY($4) OR EXISTS (
      -- An argument is an address or holds some: with 0x before it or, of a transfer, without.
      SELECT FROM jsonb_path_query(args, 'strict $.**') AS v
      WHERE length(v #>> '{}') IN (40, 42) AND lower(right(v #>> '{}', 40)) = ANY($4)))
  ORDER BY seq`;

interface EventRow {
  seq: string;
  outcome: Outcome;
  contract: LedgerContract;
  address: Buffer;
  event: string;
  args: Record<string, unknown>;
  block_number: string;
  block_hash: Buffer;
  block_time: Date;
  log_index: number;
  transaction_hash: Buffer;
  command_id: string | null;
}

const readEvent = (r: EventRow): LedgerEvent => ({
  seq: Number(r.seq),
  outcome: r.outcome,
  contract: r.contract,
  address: toAddress(r.address),
  event: r.event,
  args: r.event === 'Transfer' ? withChecksums(r.args) : r.args,
  blockNumber: Number(r.block_number),
  blockHash: toHex(r.block_hash),
  blockTime: r.block_time,
  logIndex: r.log_index,
  transactionHash: toHex(r.transaction_hash),
  commandId: r.command_id,
});

/** The journal keeps the bytes of a transfer's addresses, not their text. */
const withChecksums = (args: Record<string, unknown>): Record<string, unknown> => ({
  ...args,
  from: checksummed(String(args['from'])),
  to: checksummed(String(args['to'])),
});

const checksummed = (hex: string): string => toAddress(Buffer.from(hex.slice(-40), 'hex'));
