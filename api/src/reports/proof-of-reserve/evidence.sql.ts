import type { BarFigures } from '../../bars/bar.schema.js';
import type { KeptLine } from '../../distributions/schedules/schedule.schema.js';

/** A bar that is with its holder. */
export interface Delivery {
  bar: BarFigures;
  block_time: Date;
  transaction_hash: Buffer;
}

/** Bars of an asset ($1) delivered up to a block ($2), oldest first. */
export const deliveriesSql = `
  SELECT o.bar, l.block_time, l.transaction_hash
  FROM api.bar_order o
  JOIN api.satellite s ON s.id = o.vault_id
  JOIN api.ledger_log l ON l.address = s.address AND l.event = 'RedemptionDelivered'
    AND l.args ->> 'id' = o.number::text
  WHERE s.asset_id = $1 AND l.block_number <= $2
  ORDER BY l.block_number, l.log_index`;

/** The income sheet behind a payment of rents. */
export interface IncomeSheet {
  record_date: string;
  payment_symbol: string;
  payment_decimals: number;
  sheet: KeptLine[];
}

/** The newest sheet of an asset ($1) whose payment was recorded up to a time ($2). */
export const incomeSheetSql = `
  SELECT record_date::text, payment_symbol, payment_decimals, sheet
  FROM api.distribution
  WHERE asset_id = $1 AND sheet IS NOT NULL AND recorded_at <= $2
  ORDER BY record_date DESC, id DESC LIMIT 1`;

/** What the register of deeds ($1) recorded and struck up to a block ($2), newest first. */
export const titlesSql = `
  SELECT event, args ->> 'titleId' AS title FROM api.ledger_log
  WHERE address = $1 AND event IN ('TitleRecorded', 'TitleStruck') AND block_number <= $2
    AND args ->> 'titleId' = ANY($3::text[])
  ORDER BY block_number DESC, log_index DESC LIMIT 1`;

/** Reports on two feeds ($1, $2) that waited for approval after a block ($3), oldest first. */
export const parkedSql = `
  SELECT feed = $1 AS nav, digest, answer, valuation_time, parked_at
  FROM api.feed_parked
  WHERE feed IN ($1, $2) AND block_number <= $3 AND (closed_block IS NULL OR closed_block > $3)
  ORDER BY block_number, log_index`;

export interface ParkedThen {
  nav: boolean;
  digest: Buffer;
  answer: string;
  valuation_time: Date;
  parked_at: Date;
}

/**
 * The last $4 rounds of a reserve feed ($2) up to a block ($3), newest first, each with the supply of the token
 * ($1) and the NAV of its feed ($5) at its block.
 */
export const historySql = `
  SELECT r.block_number, r.updated_at, r.answer AS reserve,
    (SELECT supply FROM api.token_supply_change c WHERE c.token = $1
       AND c.block_number <= r.block_number ORDER BY c.block_number DESC LIMIT 1) AS supply,
    (SELECT n.answer FROM api.feed_round n WHERE n.feed = $5
       AND n.block_number <= r.block_number ORDER BY n.round DESC LIMIT 1) AS nav
  FROM api.feed_round r WHERE r.feed = $2 AND r.block_number <= $3
  ORDER BY r.round DESC LIMIT $4`;

export interface PublishedThen {
  block_number: string;
  updated_at: Date;
  reserve: string;
  supply: string | null;
  nav: string | null;
}
