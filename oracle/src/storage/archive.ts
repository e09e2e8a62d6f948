import { Injectable } from '@nestjs/common';
import type { Decision } from '../decide/decide.js';
import type { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type Derivation, type Voice } from '../sources/adapter.js';
import type { RawDocument } from '../sources/document.js';
import { instant, toBytes } from './bytes.js';
import { Database, type Sql } from './database.js';

/** A decision as it is kept; `code` also holds refusals that are no decision of the policy. */
export interface KeptDecision {
  feed: string;
  round: number;
  action: Decision['action'];
  code: string;
  reason: string;
  value: bigint | null;
  valuationId: string | null;
}

/** Documents, valuations and decisions: everything a number can be traced back to. */
@Injectable()
export class Archive {
  constructor(private readonly db: Database) {}

  /** Keeps a derivation with its documents, and answers its id. Equal inputs are kept once. */
  async keepValuation(derivation: Derivation, now: Date): Promise<string> {
    return this.db.transaction(async (sql) => {
      await keepFailures(sql, derivation.assetId, derivation.voices ?? [], now);
      const hash = Buffer.from(derivation.inputsHash, 'hex');
      const known = await sql<{ id: string }>(
        'SELECT id FROM oracle.valuation WHERE asset_id = $1 AND inputs_hash = $2',
        [derivation.assetId, hash],
      );
      if (known[0]) return known[0].id;
      const { nav, reserve } = derivation.readings;
      const [row] = await sql<{ id: string }>(
        `INSERT INTO oracle.valuation (asset_id, inputs_hash, inputs, lines, warnings, nav,
           nav_valuation_time, reserve, reserve_valuation_time, created_at, voices)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (asset_id, inputs_hash) DO UPDATE SET asset_id = EXCLUDED.asset_id
         RETURNING id`,
        [
          derivation.assetId,
          hash,
          JSON.stringify(derivation.inputs),
          derivation.lines,
          derivation.warnings,
          nav.value.toString(),
          instant(nav.valuationTime),
          reserve.value.toString(),
          instant(reserve.valuationTime),
          now,
          JSON.stringify(derivation.voices ?? []),
        ],
      );
      if (!row) throw new Error('an insert with RETURNING gives a row');
      for (const document of derivation.documents) {
        await sql(`INSERT INTO oracle.valuation_document VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
          row.id,
          await this.keepDocument(sql, document),
        ]);
      }
      return row.id;
    });
  }

  /**
   * Keeps why an asset has no value now: what each source failed with, and the document that could not
   * be used. An asset that one adapter values by itself has failed as a whole.
   */
  async keepRefusal(
    asset: { assetId: string; assetKind: string },
    refusal: Refusal,
    now: Date,
  ): Promise<void> {
    const { code, message: reason, document } = refusal;
    const whole = { provider: asset.assetKind, source: asset.assetKind, outcome: code, reason };
    const voices = refusal.voices.length
      ? refusal.voices
      : FEED_KINDS.map((feed) => ({ feed, ...whole }));
    await this.db.transaction(async (sql) => {
      await keepFailures(sql, asset.assetId, voices, now);
      if (document) await this.keepDocument(sql, document);
    });
  }

  private async keepDocument(sql: Sql, document: RawDocument): Promise<string> {
    const [row] = await sql<{ id: string }>(
      `INSERT INTO oracle.raw_document (source, sha256, bytes, fetched_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (source, sha256) DO UPDATE SET last_seen_at = EXCLUDED.last_seen_at
       RETURNING id`,
      [
        document.source,
        Buffer.from(document.sha256, 'hex'),
        document.bytes,
        instant(document.fetchedAt),
      ],
    );
    if (!row) throw new Error('an insert with RETURNING gives a row');
    return row.id;
  }

  /**
   * Keeps why something was or was not published; the same answer as last time only counts up.
   * @returns whether the answer is new
   */
  async keepDecision(decision: KeptDecision, now: Date): Promise<boolean> {
    const { feed, round, action, code, reason, value, valuationId } = decision;
    return this.db.transaction(async (sql) => {
      const same = await sql<{ id: string }>(
        `UPDATE oracle.decision SET last_at = $6, times = times + 1, reason = $5
         WHERE id = (SELECT id FROM oracle.decision WHERE feed = $1 ORDER BY last_at DESC, id DESC LIMIT 1)
           AND round = $2 AND action = $3 AND code = $4
           AND value IS NOT DISTINCT FROM $7::numeric AND valuation_id IS NOT DISTINCT FROM $8::uuid
         RETURNING id`,
        [toBytes(feed), round, action, code, reason, now, value?.toString() ?? null, valuationId],
      );
      if (same.length > 0) return false;
      await sql(
        `INSERT INTO oracle.decision (feed, round, action, code, reason, value, valuation_id, first_at, last_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
        [toBytes(feed), round, action, code, reason, value?.toString() ?? null, valuationId, now],
      );
      return true;
    });
  }
}

/** Counts what did not end as a voice; a source that works is in the valuation. */
async function keepFailures(
  sql: Sql,
  assetId: string,
  voices: readonly Voice[],
  now: Date,
): Promise<void> {
  for (const { feed, provider, source, outcome, reason } of voices) {
    if (outcome === 'USED') continue;
    await sql(
      `INSERT INTO oracle.source_failure AS kept (asset_id, feed_kind, provider, source_kind, code,
         reason, first_at, last_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
       ON CONFLICT (asset_id, feed_kind, provider, source_kind, code) DO UPDATE
         SET times = kept.times + 1, last_at = EXCLUDED.last_at, reason = EXCLUDED.reason`,
      [assetId, feed, provider, source, outcome, reason ?? outcome, now],
    );
  }
}
