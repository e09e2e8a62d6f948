import { Injectable } from '@nestjs/common';
import { instant, seconds, toAddress, toBytes } from './bytes.js';
import { Database } from './database.js';
import type { FeedKind } from '../sources/adapter.js';

/** What a consumer of a feed is told at a block; times in Unix seconds. */
export interface Seen {
  round: number;
  answer: bigint;
  valuationTime: number;
  updatedAt: number;
  decimals: number;
  /** Of the feed itself: `OK`, `PARKED`, `PAUSED`, … */
  status: string;
}

/** Tokens in issue at the block, base units. */
export interface SeenSupply {
  supply: bigint;
  decimals: number;
}

export interface Sighting {
  feed: string;
  block: number;
  /** `AGREES`, or the first thing that does not. */
  verdict: string;
  reason: string;
  seen: Seen | null;
  supply: SeenSupply | null;
}

/** A served feed, the newest round this service believes it published, and the decimals first seen. */
export interface Belief {
  feed: string;
  kind: FeedKind;
  assetId: string;
  token: string;
  round: { round: number; answer: bigint; valuationTime: number } | null;
  decimals: number | null;
}

interface BeliefRow {
  address: Buffer;
  kind: FeedKind;
  asset_id: string;
  token_address: Buffer;
  round: string | null;
  answer: string | null;
  valuation_time: Date | null;
  decimals: number | null;
}

/** What contracts see of the feeds, one row for each feed: the newest look. */
@Injectable()
export class SightingStore {
  constructor(private readonly db: Database) {}

  /** Every listed feed with what is believed of it. */
  async beliefs(): Promise<Belief[]> {
    const rows = await this.db.sql<BeliefRow>(
      `SELECT f.address, f.kind, f.asset_id, f.token_address, last.round, last.answer,
         last.valuation_time, s.decimals
       FROM oracle.feed f
       LEFT JOIN oracle.sighting s ON s.feed = f.address
       LEFT JOIN LATERAL (
         SELECT round, answer, valuation_time FROM oracle.round
         WHERE feed = f.address AND state = 'accepted' ORDER BY round DESC LIMIT 1) last ON true
       WHERE f.listed ORDER BY f.address`,
    );
    return rows.map((row) => ({
      feed: toAddress(row.address),
      kind: row.kind,
      assetId: row.asset_id,
      token: toAddress(row.token_address),
      round: roundOf(row),
      decimals: row.decimals,
    }));
  }

  /** When a feed was looked at last; null before the first look. */
  async newest(): Promise<Date | null> {
    const [row] = await this.db.sql<{ newest: Date | null }>(
      'SELECT max(seen_at) AS newest FROM oracle.sighting',
    );
    return row?.newest ?? null;
  }

  /** Keeps a look; `since` stays while the verdict does. What could not be seen leaves the last sight. */
  async keep(sighting: Sighting, now: Date): Promise<void> {
    const { feed, block, verdict, reason, seen, supply } = sighting;
    await this.db.sql(
      `INSERT INTO oracle.sighting AS kept (feed, seen_at, block_number, verdict, reason, since, round,
         answer, valuation_time, updated_at, decimals, status, supply, token_decimals)
       VALUES ($1, $2, $3, $4, $5, $2, $6, $7, $8, $9, $10, $11, $12, $13)
       ON CONFLICT (feed) DO UPDATE SET seen_at = $2, block_number = $3, verdict = $4, reason = $5,
         since = CASE WHEN kept.verdict = $4 THEN kept.since ELSE $2 END,
         round = COALESCE($6, kept.round), answer = COALESCE($7, kept.answer),
         valuation_time = COALESCE($8, kept.valuation_time),
         updated_at = COALESCE($9, kept.updated_at), decimals = COALESCE(kept.decimals, $10),
         status = COALESCE($11, kept.status), supply = COALESCE($12, kept.supply),
         token_decimals = COALESCE($13, kept.token_decimals)`,
      [
        toBytes(feed),
        now,
        block,
        verdict,
        reason,
        seen?.round ?? null,
        seen?.answer.toString() ?? null,
        seen && seen.round > 0 ? instant(seen.valuationTime) : null,
        seen && seen.round > 0 ? instant(seen.updatedAt) : null,
        seen?.decimals ?? null,
        seen?.status ?? null,
        supply?.supply.toString() ?? null,
        supply?.decimals ?? null,
      ],
    );
  }
}

function roundOf({ round, answer, valuation_time: time }: BeliefRow): Belief['round'] {
  if (round === null || answer === null || time === null) return null;
  return { round: Number(round), answer: BigInt(answer), valuationTime: seconds(time) };
}
