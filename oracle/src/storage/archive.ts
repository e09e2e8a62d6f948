import { Injectable } from '@nestjs/common';
import type { Decision } from '../decide/decide.js';
import type { Refusal } from '../platform/refusal.js';
import type { Derivation, FeedKind, Voice } from '../sources/adapter.js';
import type { RawDocument } from '../sources/document.js';
import { instant, toBytes } from './bytes.js';
import { Database, type Sql } from './database.js';
import type { FeedStatus } from './feeds.js';

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

/** How a feed stands after a decision, for people. */
export interface Standing {
  status: FeedStatus;
  reason: string;
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
    const id = failed
      ? await this.db.transaction(async (sql) => {
          await keepFailures(sql, assetId, derivation.voices ?? [], now);
          return insertValuation(sql, derivation, now);
        })
      : await insertValuation(this.db.sql, derivation, now);
    this.newest.set(assetId, { inputsHash, id });
    return id;
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
   * Keeps why something was or was not published, and how the feed stands; the same answer as last time only
   * counts up. One statement: a thousand feeds are looked at again and again.
   * @returns whether the answer is new
   */
  async keepDecision(decision: KeptDecision, standing: Standing, now: Date): Promise<boolean> {
    const { feed, round, action, code, reason, value, valuationId, corrects } = decision;
    const [row] = await this.db.sql<{ isNew: boolean }>(
      `WITH standing AS (
         UPDATE oracle.feed SET status = $10, status_reason = $11, checked_at = $6 WHERE address = $1
       ), same AS (
         UPDATE oracle.decision SET last_at = $6, times = times + 1, reason = $5
         WHERE id = (SELECT id FROM oracle.decision WHERE feed = $1
                     ORDER BY round DESC, last_at DESC, id DESC LIMIT 1)
           AND round = $2 AND action = $3 AND code = $4
           AND value IS NOT DISTINCT FROM $7 AND valuation_id IS NOT DISTINCT FROM $8
         RETURNING id
       ), fresh AS (
         INSERT INTO oracle.decision (feed, round, action, code, reason, first_at, last_at, value, valuation_id, corrects)
         SELECT $1::bytea, $2::bigint, $3::text, $4::text, $5::text, $6::timestamptz, $6::timestamptz,
           $7::numeric, $8::uuid, $9::bigint
         WHERE NOT EXISTS (SELECT FROM same) RETURNING id
       ) SELECT EXISTS (SELECT FROM fresh) AS "isNew"`,
      [
        toBytes(feed),
        round,
        action,
        code,
        reason,
        now,
        value?.toString() ?? null,
        valuationId,
        corrects,
        standing.status,
        standing.reason,
      ],
    );
    return row?.isNew ?? false;
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

/** One statement, for it is the most frequent of all. @returns the valuation's id, old or new */
async function insertValuation(sql: Sql, derivation: Derivation, now: Date): Promise<string> {
  const { nav, reserve } = derivation.readings;
  const distinct = new Map(derivation.documents.map((one) => [one.sha256 + one.source, one]));
  // In one order everywhere: nodes that keep the same documents wait for each other instead of locking up.
  const documents = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1));
  const each = <T>(of: (document: RawDocument) => T) => documents.map(([, one]) => of(one));
  const [row] = await sql<{ id: string }>(
    `WITH valuation AS (
       INSERT INTO oracle.valuation (asset_id, inputs_hash, inputs, lines, warnings, nav,
         nav_valuation_time, reserve, reserve_valuation_time, created_at, voices)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (asset_id, inputs_hash) DO UPDATE SET asset_id = EXCLUDED.asset_id RETURNING id
     ), document AS (
       INSERT INTO oracle.raw_document (source, sha256, bytes, fetched_at, last_seen_at)
       SELECT source, sha256, bytes, at, at
       FROM unnest($12::text[], $13::bytea[], $14::bytea[], $15::timestamptz[]) AS d (source, sha256, bytes, at)
       ON CONFLICT (source, sha256) DO UPDATE SET last_seen_at = EXCLUDED.last_seen_at RETURNING id
     ), link AS (
       INSERT INTO oracle.valuation_document
       SELECT valuation.id, document.id FROM valuation, document ON CONFLICT DO NOTHING
     ) SELECT id FROM valuation`,
    [
      derivation.assetId,
      Buffer.from(derivation.inputsHash, 'hex'),
      JSON.stringify(derivation.inputs),
      derivation.lines,
      derivation.warnings,
      nav.value.toString(),
      instant(nav.valuationTime),
      reserve.value.toString(),
      instant(reserve.valuationTime),
      now,
      JSON.stringify(derivation.voices ?? []),
      each(({ source }) => source),
      each(({ sha256 }) => Buffer.from(sha256, 'hex')),
      each(({ bytes }) => bytes),
      each(({ fetchedAt }) => instant(fetchedAt)),
    ],
  );
  if (!row) throw new Error('an insert with RETURNING gives a row');
  return row.id;
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
