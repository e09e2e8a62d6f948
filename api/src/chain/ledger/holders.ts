import type { EntityManager } from 'typeorm';
import { toAddress, toBytes } from '../bytes.js';
import { row, rows } from '../rows.js';

export interface Holder {
  /** Checksummed, but lower case in a stream: a million checksums are a million hashes. */
  address: string;
  amountBaseUnits: bigint;
}

/** Holders of a token after a block, by address. */
export interface HolderPage {
  holders: Holder[];
  /** Give it as `after` for the next page; null on the last one. */
  next: string | null;
}

/** Rows the stream has in memory at a time. */
const STREAM_ROWS = 20_000;

/**
 * Everybody who ever held `$1`, with the balance after block `$2`. Who has not moved since the block
 * needs no look into the past; for all others it is one probe of an index.
 */
const AS_OF = `
  SELECT h.holder, CASE WHEN h.block_number <= $2 THEN h.balance ELSE (
    SELECT c.balance FROM api.holding_change c
    WHERE c.holder = h.holder AND c.token = h.token AND c.block_number <= $2
    ORDER BY c.block_number DESC LIMIT 1) END AS balance
  FROM api.holding h WHERE h.token = $1`;

interface HolderRow {
  holder: Buffer;
  balance: string;
}

const read = (r: HolderRow): Holder => ({
  address: toAddress(r.holder),
  amountBaseUnits: BigInt(r.balance),
});

/** Everybody with a balance after a block, largest first, then by address. For small tokens. */
export async function holdersAt(
  em: EntityManager,
  token: string,
  block: number,
): Promise<Holder[]> {
  const found = await rows<HolderRow>(
    em,
    `SELECT * FROM (${AS_OF}) AS holders WHERE balance > 0 ORDER BY balance DESC, holder`,
    [toBytes(token), block],
  );
  return found.map(read);
}

/** How many have a balance after a block. */
export async function holderCountAt(
  em: EntityManager,
  token: string,
  block: number,
): Promise<number> {
  const found = await row<{ holders: string }>(
    em,
    `SELECT count(*) AS holders FROM (${AS_OF}) AS holders WHERE balance > 0`,
    [toBytes(token), block],
  );
  return Number(found?.holders ?? 0);
}

/** Holders after a block by address, from the one after `after` on. */
export async function holdersPage(
  em: EntityManager,
  token: string,
  block: number,
  limit: number,
  after?: string,
): Promise<HolderPage> {
  const found = await rows<HolderRow>(
    em,
    `SELECT * FROM (${AS_OF} AND h.holder > $3 ORDER BY h.holder) AS holders
     WHERE balance > 0 ORDER BY holder LIMIT $4`,
    [toBytes(token), block, after ? toBytes(after) : Buffer.alloc(0), limit + 1],
  );
  const holders = found.slice(0, limit).map(read);
  return { holders, next: found.length > limit ? (holders.at(-1)?.address ?? null) : null };
}

/**
 * All holders after a block by address, some thousand at a time: however many there are, no more
 * than two batches are in memory. The block must be final, or the answer could change on the way.
 */
export async function* streamHolders(
  em: EntityManager,
  token: string,
  block: number,
): AsyncGenerator<Holder[]> {
  let coming: Promise<PackedHolders> | null = packedHolders(em, token, block, Buffer.alloc(0));
  while (coming) {
    const { holders, balances, last }: PackedHolders = await coming;
    // The next batch is on its way while the caller uses this one.
    coming = last ? packedHolders(em, token, block, last) : null;
    coming?.catch(() => undefined);
    const batch: Holder[] = [];
    const amounts = balances === '' ? [] : balances.split(',');
    const hex = holders.toString('hex');
    for (const [i, amount] of amounts.entries()) {
      if (amount === '0') continue;
      const address = `0x${hex.slice(i * 40, i * 40 + 40)}`;
      batch.push({ address, amountBaseUnits: BigInt(amount) });
    }
    if (batch.length > 0) yield batch;
  }
}

interface PackedHolders {
  /** Twenty bytes each. */
  holders: Buffer;
  /** Decimal, with commas. */
  balances: string;
  /** The last holder where there may be more. */
  last: Buffer | null;
}

/** A batch as two values instead of a row each: a million rows are then seconds less to read. */
async function packedHolders(
  em: EntityManager,
  token: string,
  block: number,
  after: Buffer,
): Promise<PackedHolders> {
  const found = await row<{ holders: Buffer | null; balances: string | null; count: number }>(
    em,
    `SELECT string_agg(holder, ''::bytea) AS holders, count(*)::int AS count,
       string_agg(coalesce(balance, 0)::text, ',') AS balances
     FROM (${AS_OF} AND h.holder > $3 ORDER BY h.holder LIMIT ${STREAM_ROWS}) AS holders`,
    [toBytes(token), block, after],
  );
  const holders = found?.holders ?? Buffer.alloc(0);
  const full = found?.count === STREAM_ROWS;
  return { holders, balances: found?.balances ?? '', last: full ? holders.subarray(-20) : null };
}
