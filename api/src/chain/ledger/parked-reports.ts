import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { rows } from '../rows.js';

/** A report that went over a limit and waits for approval. */
export interface ParkedReport {
  feed: string;
  digest: string;
  round: bigint;
  answer: bigint;
  valuationTime: Date;
  parkedAt: Date;
  /** The account that delivered it. */
  proposer: string;
  blockNumber: number;
  logIndex: number;
}

/** How many of them, and from where in the chain on. */
export interface SomeParked {
  limit?: number;
  after?: Pick<ParkedReport, 'blockNumber' | 'logIndex'>;
}

interface ParkedRow {
  feed: Buffer;
  digest: Buffer;
  round: string;
  answer: string;
  valuation_time: Date;
  parked_at: Date;
  proposer: Buffer;
  block_number: string;
  log_index: number;
}

const readParked = (r: ParkedRow): ParkedReport => ({
  feed: toAddress(r.feed),
  digest: toHex(r.digest),
  round: BigInt(r.round),
  answer: BigInt(r.answer),
  valuationTime: r.valuation_time,
  parkedAt: r.parked_at,
  proposer: toAddress(r.proposer),
  blockNumber: Number(r.block_number),
  logIndex: r.log_index,
});

/** Reports that wait for approval, of one feed or of all, the longest waiting first. */
export async function parkedReports(
  em: EntityManager,
  feed?: string,
  { limit, after }: SomeParked = {},
): Promise<ParkedReport[]> {
  const found = await rows<ParkedRow>(
    em,
    `SELECT feed, digest, round, answer, valuation_time, parked_at, proposer, block_number, log_index
      FROM api.feed_parked WHERE outcome IS NULL AND ($1::bytea IS NULL OR feed = $1)
      AND (block_number, log_index) > ($2, $3)
      ORDER BY block_number, log_index LIMIT $4`,
    [
      feed === undefined ? null : toBytes(feed),
      after?.blockNumber ?? -1,
      after?.logIndex ?? -1,
      limit ?? null,
    ],
  );
  return found.map(readParked);
}
