import { Injectable } from '@nestjs/common';
import type { Decision } from '../decide/decide.js';
import type { Refusal } from '../platform/refusal.js';
import type { Derivation, FeedKind, Voice } from '../sources/adapter.js';
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
  /** The published round whose valuation turned out otherwise, or that this one puts right. */
  corrects: number | null;
}

/** Documents, valuations and decisions: everything a number can be traced back to. */
@Injectable()
export class Archive {
  /** The newest valuation of each asset that this process kept: most looks find the same again. */
  private readonly newest = new Map<string, { inputsHash: string; id: string }>();

  constructor(private readonly db: Database) {}

  /** Keeps a derivation with its documents, and answers its id. Equal inputs are kept once. */
  async keepValuation(derivation: Derivation, now: Date): Promise<string> {
    const { assetId, inputsHash } = derivation;
    const newest = this.newest.get(assetId);
    const failed = derivation.voices?.some(({ outcome }) => outcome !== 'USED') ?? false;
    if (newest?.inputsHash === inputsHash && !failed) return newest.id;
    const id = await this.storeValuation(derivation, now);
    this.newest.set(assetId, { inputsHash, id });
    return id;
  }

  private async storeValuation(derivation: Derivation, now: Date): Promise<string> {
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
   * Keeps the documents that could not be used with the reason. One that comes again, or another of its
   * source that is refused in the same words, only counts up: a statement carries its time and is new each time.
   */
  async quarantine({ code, message, documents }: Refusal, now: Date): Promise<void> {
    await this.db.transaction(async (sql) => {
      for (const document of documents) {
        const known = await sql(
          `UPDATE oracle.quarantine q SET last_at = $5, times = times + 1
           FROM oracle.raw_document d WHERE d.id = q.document_id AND d.source = $1
             AND q.code = $3 AND (d.sha256 = $2 OR q.reason = $4)
           RETURNING 1`,
          [document.source, Buffer.from(document.sha256, 'hex'), code, message, now],
        );
        if (known.length > 0) continue;
        await sql(
          `INSERT INTO oracle.quarantine (document_id, code, reason, first_at, last_at)
           VALUES ($1, $2, $3, $4, $4)`,
          [await this.keepDocument(sql, document), code, message, now],
        );
      }
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
    const { feed, round, action, code, reason, value, valuationId, corrects } = decision;
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
        `INSERT INTO oracle.decision (feed, round, action, code, reason, value, valuation_id, first_at, last_at, corrects)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
        [
          toBytes(feed),
          round,
          action,
          code,
          reason,
          value?.toString() ?? null,
          valuationId,
          now,
          corrects,
        ],
      );
      return true;
    });
  }

  /**
   * Counts what each source of an asset failed with, so that there is no value now. An asset that one
   * adapter values by itself has failed as a whole.
   */
  async keepFailures(
    asset: { assetId: string; assetKind: string },
    { code, message: reason, voices: told }: Refusal,
    kinds: readonly FeedKind[],
    now: Date,
  ): Promise<void> {
    const whole = { provider: asset.assetKind, source: asset.assetKind, outcome: code, reason };
    const voices = told.length > 0 ? told : kinds.map((feed) => ({ feed, ...whole }));
    await keepFailures(this.db.sql, asset.assetId, voices, now);
  }

  /**
   * The published round that the next one has to correct: its valuation, made again from what is known
   * now, gives another value. Null where the newest look at it agreed.
   */
  async corrected(feed: string, nextRound: number): Promise<number | null> {
    const [row] = await this.db.sql<{ corrects: string | null }>(
      `SELECT corrects FROM oracle.decision
       WHERE feed = $1 AND round = $2 AND code IN ('NOT_LATER', 'UNCHANGED')
       ORDER BY last_at DESC, id DESC LIMIT 1`,
      [toBytes(feed), nextRound],
    );
    return row?.corrects ? Number(row.corrects) : null;
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
