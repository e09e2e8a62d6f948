import { ZeroAddress } from 'ethers';
import type { EntityManager } from 'typeorm';
import { toAddress, toBytes } from '../bytes.js';
import { rows } from '../rows.js';
import { intArg, textArg } from './decode.js';
import type { Fact } from './fact.js';

/** Projects the transfers of a range: holdings and supplies, now and after each block. */
export async function projectTransfers(em: EntityManager, facts: Fact[]): Promise<void> {
  const transfers = facts.filter((f) => f.contract === 'AssetToken' && f.event === 'Transfer');
  if (transfers.length === 0) return;
  const columns = [
    transfers.map((f) => toBytes(f.address)),
    transfers.map((f) => toBytes(textArg(f.args, 'from'))),
    transfers.map((f) => toBytes(textArg(f.args, 'to'))),
    transfers.map((f) => intArg(f.args, 'value')),
    transfers.map((f) => f.blockNumber),
  ];
  await em.query(HOLDINGS, [...columns, NOBODY]);
  await em.query(SUPPLIES, [...columns, NOBODY]);
}

const NOBODY = toBytes(ZeroAddress);

const MOVES = `moves AS (
  SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::numeric[], $5::bigint[])
    AS t(token, sender, receiver, amount, block_number)
)`;

/** Netted per block: what matters is the balance a block leaves behind. */
const HOLDINGS = `
  WITH ${MOVES}, net AS (
    SELECT token, holder, block_number, sum(delta) AS delta FROM (
      SELECT token, sender AS holder, block_number, -amount AS delta FROM moves
      UNION ALL SELECT token, receiver, block_number, amount FROM moves
    ) AS both_sides
    WHERE holder <> $6 GROUP BY token, holder, block_number HAVING sum(delta) <> 0
  ), running AS (
    SELECT n.token, n.holder, n.block_number, n.delta,
      coalesce(h.balance, 0) + sum(n.delta) OVER (
        PARTITION BY n.token, n.holder ORDER BY n.block_number) AS balance
    FROM net n LEFT JOIN api.holding h USING (token, holder)
  ), changes AS (
    INSERT INTO api.holding_change (token, holder, block_number, balance, delta)
    SELECT token, holder, block_number, balance, delta FROM running
  )
  INSERT INTO api.holding (token, holder, balance, block_number)
  SELECT DISTINCT ON (token, holder) token, holder, balance, block_number FROM running
  ORDER BY token, holder, block_number DESC
  ON CONFLICT (token, holder) DO UPDATE
    SET balance = excluded.balance, block_number = excluded.block_number`;

const SUPPLIES = `
  WITH ${MOVES}, net AS (
    SELECT token, block_number,
      coalesce(sum(amount) FILTER (WHERE sender = $6), 0) AS minted,
      coalesce(sum(amount) FILTER (WHERE receiver = $6), 0) AS burned
    FROM moves WHERE sender = $6 OR receiver = $6 GROUP BY token, block_number
  ), running AS (
    SELECT n.token, n.block_number, n.minted, n.burned,
      coalesce(s.supply, 0) + sum(n.minted - n.burned) OVER (
        PARTITION BY n.token ORDER BY n.block_number) AS supply
    FROM net n LEFT JOIN api.token_supply s USING (token)
  ), changes AS (
    INSERT INTO api.token_supply_change (token, block_number, supply, minted, burned)
    SELECT token, block_number, supply, minted, burned FROM running
  )
  INSERT INTO api.token_supply (token, supply, block_number)
  SELECT DISTINCT ON (token) token, supply, block_number FROM running
  ORDER BY token, block_number DESC
  ON CONFLICT (token) DO UPDATE
    SET supply = excluded.supply, block_number = excluded.block_number`;

/** Takes holdings and supplies back to what they were after a block. */
export async function rollBackTransfers(em: EntityManager, block: number): Promise<void> {
  await em.query(
    `UPDATE api.holding h SET balance = c.balance, block_number = c.block_number
     FROM (SELECT DISTINCT token, holder FROM api.holding_change WHERE block_number > $1) AS gone
       CROSS JOIN LATERAL (
         SELECT balance, block_number FROM api.holding_change
         WHERE token = gone.token AND holder = gone.holder AND block_number <= $1
         ORDER BY block_number DESC LIMIT 1) AS c
     WHERE h.token = gone.token AND h.holder = gone.holder`,
    [block],
  );
  // Whoever still points above the block held nothing before it.
  await em.query('DELETE FROM api.holding WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.holding_change WHERE block_number > $1', [block]);
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
