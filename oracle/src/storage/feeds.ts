import { Injectable } from '@nestjs/common';
import { FEED_KINDS, type AssetRef, type FeedKind } from '../sources/adapter.js';
import { toAddress, toBytes } from './bytes.js';
import { Database } from './database.js';

/** How a feed stands: shown to people, never read back to decide anything. */
export type FeedStatus =
  'WAITING' | 'OK' | 'STALE' | 'REFUSED' | 'PARKED' | 'PAUSED' | 'UNREACHABLE';

/** An asset whose feeds are served. */
export interface ListedAsset extends AssetRef {
  assetKind: string;
  feeds: Record<FeedKind, string>;
}

export interface FeedRow {
  address: string;
  kind: FeedKind;
  assetId: string;
  assetKind: string;
  tokenAddress: string;
  status: FeedStatus;
  reason: string;
  checkedAt: Date | null;
  /** Last round this service brought; null before the first. */
  lastRound: { round: number; answer: string; valuationTime: Date } | null;
}

interface Row {
  address: Buffer;
  kind: FeedKind;
  asset_id: string;
  asset_kind: string;
  token_address: Buffer;
  status: FeedStatus;
  status_reason: string;
  checked_at: Date | null;
  round: string | null;
  answer: string | null;
  valuation_time: Date | null;
}

@Injectable()
export class FeedStore {
  constructor(private readonly db: Database) {}

  /** Replaces the list of served assets. Feeds that are no longer listed stay, with their history. */
  async list(assets: readonly ListedAsset[], now: Date): Promise<void> {
    await this.db.transaction(async (sql) => {
      // Nodes that share the database read a new list at the same moment: one after the other writes it.
      await sql('LOCK TABLE oracle.feed IN SHARE ROW EXCLUSIVE MODE');
      await sql('UPDATE oracle.feed SET listed = false WHERE listed');
      for (const asset of assets) {
        for (const kind of FEED_KINDS) {
          await sql(
            `INSERT INTO oracle.feed (address, kind, asset_id, asset_kind, token_address, statement_url,
               discovered_at, listed, status, status_reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7, true, 'WAITING', 'discovered, not valued yet')
             ON CONFLICT (address) DO UPDATE SET listed = true, statement_url = $6`,
            [
              toBytes(asset.feeds[kind]),
              kind,
              asset.assetId,
              asset.assetKind,
              toBytes(asset.tokenAddress),
              asset.statementUrl,
              now,
            ],
          );
        }
      }
    });
  }

  async all(): Promise<FeedRow[]> {
    const rows = await this.db.sql<Row>(
      `SELECT address, kind, asset_id, asset_kind, token_address, status, status_reason, checked_at,
         last.round, last.answer, last.valuation_time
       FROM oracle.feed LEFT JOIN LATERAL (
         SELECT round, answer, valuation_time FROM oracle.round
         WHERE feed = address AND state = 'accepted' ORDER BY round DESC LIMIT 1) last ON true
       WHERE listed ORDER BY discovered_at, asset_id, kind`,
    );
    return rows.map((row) => ({
      address: toAddress(row.address),
      kind: row.kind,
      assetId: row.asset_id,
      assetKind: row.asset_kind,
      tokenAddress: toAddress(row.token_address),
      status: row.status,
      reason: row.status_reason,
      checkedAt: row.checked_at,
      lastRound: lastRoundOf(row),
    }));
  }
}

function lastRoundOf({ round, answer, valuation_time }: Row): FeedRow['lastRound'] {
  if (round === null || answer === null || valuation_time === null) return null;
  return { round: Number(round), answer, valuationTime: valuation_time };
}
