import type { EntityManager } from 'typeorm';
import { toAddress, toBytes } from '../bytes.js';
import { rows } from '../rows.js';
import type { Packed } from './pack.js';

/**
 * Projects transfers: holdings and supplies, now and after each block. Answers the tokens whose
 * holdings did not move by what their supply moved.
 */
export async function projectTransfers(em: EntityManager, packed: Packed): Promise<string[]> {
  if (packed.count === 0) return [];
  const parameters = [...packed.moves, ...packed.supplies];
  const parted = await rows<{ token: Buffer }>(em, PROJECT, parameters);
  return parted.map(({ token }) => toAddress(token));
}

/**
 * One statement: between two the database would wait until this process, which reads the next range, has
 * the time for it. What a row moved by is counted from what it was before and what it is now.
 */
const PROJECT = `
  WITH balances AS MATERIALIZED (
    SELECT m.token, m.holder, m.block_number, m.delta, coalesce(h.balance, 0) + m.since AS balance,
      m.last
    FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::numeric[], $5::numeric[], $6::boolean[])
        AS m(token, holder, block_number, delta, since, last)
      LEFT JOIN api.holding h USING (token, holder)
  ), holding_changes AS (
    INSERT INTO api.holding_change (token, holder, block_number, balance, delta)
    SELECT token, holder, block_number, balance, delta FROM balances
  ), held AS (
    MERGE INTO api.holding h
    USING (SELECT * FROM balances WHERE last) AS b ON h.token = b.token AND h.holder = b.holder
    WHEN MATCHED THEN UPDATE SET balance = b.balance, block_number = b.block_number
    WHEN NOT MATCHED THEN INSERT (token, holder, balance, block_number)
      VALUES (b.token, b.holder, b.balance, b.block_number)
    RETURNING b.token, new.balance - coalesce(old.balance, 0) AS moved
  ), supplies AS MATERIALIZED (
    SELECT m.token, m.block_number, m.minted, m.burned,
      coalesce(s.supply, 0) + sum(m.minted - m.burned) OVER in_order AS supply,
      lead(m.block_number) OVER in_order IS NULL AS last
    FROM unnest($7::bytea[], $8::bigint[], $9::numeric[], $10::numeric[])
        AS m(token, block_number, minted, burned)
      LEFT JOIN api.token_supply s USING (token)
    WINDOW in_order AS (PARTITION BY m.token ORDER BY m.block_number)
  ), supply_changes AS (
    INSERT INTO api.token_supply_change (token, block_number, supply, minted, burned)
    SELECT token, block_number, supply, minted, burned FROM supplies
  ), supplied AS (
    MERGE INTO api.token_supply t
    USING (SELECT * FROM supplies WHERE last) AS s ON t.token = s.token
    WHEN MATCHED THEN UPDATE SET supply = s.supply, block_number = s.block_number
    WHEN NOT MATCHED THEN INSERT (token, supply, block_number)
      VALUES (s.token, s.supply, s.block_number)
    RETURNING s.token, new.supply - coalesce(old.supply, 0) AS moved
  )
  SELECT token
  FROM (SELECT token, moved FROM held UNION ALL SELECT token, -moved FROM supplied) AS moves
  GROUP BY token HAVING sum(moved) <> 0`;

/**
 * Takes holdings and supplies back to what they were after a block. The journal must still have the
 * transfers above it: they say whose holdings changed.
 */
export async function rollBackTransfers(em: EntityManager, block: number): Promise<void> {
  await em.query(
    `CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
     SELECT token, sender AS holder FROM api.ledger_transfer WHERE block_number > $1
     UNION SELECT token, receiver FROM api.ledger_transfer WHERE block_number > $1`,
    [block],
  );
  await em.query(
    `DELETE FROM api.holding_change c USING gone
     WHERE c.token = gone.token AND c.holder = gone.holder AND c.block_number > $1`,
    [block],
  );
  await em.query(
    `UPDATE api.holding h SET balance = c.balance, block_number = c.block_number
     FROM gone CROSS JOIN LATERAL (
         SELECT balance, block_number FROM api.holding_change
         WHERE token = gone.token AND holder = gone.holder ORDER BY block_number DESC LIMIT 1) AS c
     WHERE h.token = gone.token AND h.holder = gone.holder`,
  );
  // Whoever still points above the block held nothing before it.
  await em.query(
    `DELETE FROM api.holding h USING gone
     WHERE h.token = gone.token AND h.holder = gone.holder AND h.block_number > $1`,
    [block],
  );
  await em.query('DROP TABLE gone');
  await em.query(
    `UPDATE api.token_supply s SET supply = c.supply, block_number = c.block_number
     FROM (SELECT DISTINCT token FROM api.token_supply_change WHERE block_number > $1) AS gone
       CROSS JOIN LATERAL (
         SELECT supply, block_number FROM api.token_supply_change
         WHERE token = gone.token AND block_number <= $1
         ORDER BY block_number DESC LIMIT 1) AS c
     WHERE s.token = gone.token`,
    [block],
  );
  await em.query('DELETE FROM api.token_supply WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.token_supply_change WHERE block_number > $1', [block]);
}

/** A token whose holdings do not add up to its supply. */
export interface Mismatch {
  token: string;
  holdings: bigint;
  supply: bigint;
}

/** Invariant 01 (Σ balances = totalSupply), for some tokens or, without a list, for all. */
export async function mismatches(em: EntityManager, tokens?: string[]): Promise<Mismatch[]> {
  const found = await rows<{ token: Buffer; holdings: string; supply: string }>(
    em,
    `SELECT s.token, s.supply, coalesce(h.total, 0) AS holdings
     FROM api.token_supply s CROSS JOIN LATERAL (
       SELECT sum(balance) AS total FROM api.holding WHERE token = s.token) AS h
     WHERE s.supply <> coalesce(h.total, 0) AND ($1::bytea[] IS NULL OR s.token = ANY($1))`,
    [tokens ? tokens.map(toBytes) : null],
  );
  return found.map((r) => ({
    token: toAddress(r.token),
    holdings: BigInt(r.holdings),
    supply: BigInt(r.supply),
  }));
}
