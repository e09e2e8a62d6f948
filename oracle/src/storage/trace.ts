import { Injectable } from '@nestjs/common';
import type { FeedKind, Voice } from '../sources/adapter.js';
import { toAddress, toBytes } from './bytes.js';
import { Database } from './database.js';
import { SigningStore, type StoredSigning } from './signings.js';
import { reportsOf, type TracedReport } from './traced-reports.js';

export interface TracedDecision {
  action: string;
  code: string;
  reason: string;
  value: string | null;
  valuationId: string | null;
  firstAt: Date;
  lastAt: Date;
  times: number;
  /** The published round that this one puts right, or would. */
  corrects: number | null;
}

/** A document as it was fetched; its bytes are asked for apart. */
export interface TracedDocument {
  id: string;
  source: string;
  sha256: string;
  fetchedAt: Date;
}

export interface TracedValuation {
  id: string;
  createdAt: Date;
  navUsd6: string;
  navValuationTime: Date;
  reserveUsd6: string;
  reserveValuationTime: Date;
  /** Of the canonical JSON of what the values depend on. */
  inputsSha256: string;
  inputs: Record<string, unknown>;
  lines: string[];
  warnings: string[];
  voices: Voice[];
  documents: TracedDocument[];
}

/** Everything that is kept about one round of a feed. */
export interface TracedRound {
  feed: string;
  kind: FeedKind;
  assetId: string;
  assetKind: string;
  token: string;
  round: number;
  /** The round that this one puts right, and the one that puts it right. */
  corrects: number | null;
  correctedBy: number | null;
  decisions: TracedDecision[];
  reports: (TracedReport & { signings: StoredSigning[] })[];
  valuations: TracedValuation[];
}

interface FeedRow {
  kind: FeedKind;
  asset_id: string;
  asset_kind: string;
  token_address: Buffer;
}

interface DecisionRow {
  action: string;
  code: string;
  reason: string;
  value: string | null;
  valuation_id: string | null;
  first_at: Date;
  last_at: Date;
  times: string;
  corrects: string | null;
}

interface ValuationRow {
  id: string;
  inputs: Record<string, unknown>;
  inputs_hash: Buffer;
  lines: string[];
  warnings: string[];
  voices: Voice[];
  nav: string;
  nav_valuation_time: Date;
  reserve: string;
  reserve_valuation_time: Date;
  created_at: Date;
}

interface DocumentRow {
  valuation_id: string;
  id: string;
  source: string;
  sha256: Buffer;
  fetched_at: Date;
}

/** Reads back why a round is what it is. */
@Injectable()
export class Trace {
  constructor(
    private readonly db: Database,
    private readonly signings: SigningStore,
  ) {}

  /** Everything kept about one round of a feed, oldest first; null when nothing is. */
  async round(feed: string, round: number): Promise<TracedRound | null> {
    const [about] = await this.db.sql<FeedRow>(
      'SELECT kind, asset_id, asset_kind, token_address FROM oracle.feed WHERE address = $1',
      [toBytes(feed)],
    );
    if (!about) return null;
    const decisions = await this.decisions(feed, round);
    const reports = await reportsOf(this.db, feed, round);
    if (decisions.length === 0 && reports.length === 0) return null;
    const signings = await this.signings.of(reports.map(({ id }) => id));
    const ids = [...decisions, ...reports].map(({ valuationId }) => valuationId);
    return {
      feed,
      kind: about.kind,
      assetId: about.asset_id,
      assetKind: about.asset_kind,
      token: toAddress(about.token_address),
      round,
      ...(await this.corrections(feed, round)),
      decisions,
      reports: reports.map((report) => ({
        ...report,
        signings: signings.filter(({ reportId }) => reportId === report.id),
      })),
      valuations: await this.valuations([...new Set(ids.filter((id) => id !== null))]),
    };
  }

  /** A document's bytes as they came. */
  async bytesOf(documentId: string): Promise<Buffer> {
    const [row] = await this.db.sql<{ bytes: Buffer }>(
      'SELECT bytes FROM oracle.raw_document WHERE id = $1',
      [documentId],
    );
    if (!row) throw new Error(`there is no document ${documentId}`);
    return row.bytes;
  }

  private async decisions(feed: string, round: number): Promise<TracedDecision[]> {
    const rows = await this.db.sql<DecisionRow>(
      `SELECT action, code, reason, value, valuation_id, first_at, last_at, times, corrects
       FROM oracle.decision WHERE feed = $1 AND round = $2 ORDER BY first_at, id`,
      [toBytes(feed), round],
    );
    return rows.map((row) => ({
      action: row.action,
      code: row.code,
      reason: row.reason,
      value: row.value,
      valuationId: row.valuation_id,
      firstAt: row.first_at,
      lastAt: row.last_at,
      times: Number(row.times),
      corrects: row.corrects === null ? null : Number(row.corrects),
    }));
  }

  /** The round that this one puts right, and the one that puts it right. */
  private async corrections(
    feed: string,
    round: number,
  ): Promise<Pick<TracedRound, 'corrects' | 'correctedBy'>> {
    const rows = await this.db.sql<{ round: string; corrects: string }>(
      `SELECT round, corrects FROM oracle.decision WHERE feed = $1 AND action = 'publish'
         AND corrects IS NOT NULL AND (round = $2 OR corrects = $2) ORDER BY round`,
      [toBytes(feed), round],
    );
    const own = rows.find((row) => Number(row.round) === round);
    const later = rows.find((row) => Number(row.corrects) === round);
    return {
      corrects: own ? Number(own.corrects) : null,
      correctedBy: later ? Number(later.round) : null,
    };
  }

  private async valuations(ids: string[]): Promise<TracedValuation[]> {
    const rows = await this.db.sql<ValuationRow>(
      `SELECT id, inputs, inputs_hash, lines, warnings, voices, nav, nav_valuation_time, reserve,
         reserve_valuation_time, created_at
       FROM oracle.valuation WHERE id = ANY ($1) ORDER BY created_at, id`,
      [ids],
    );
    const documents = await this.db.sql<DocumentRow>(
      `SELECT v.valuation_id, d.id, d.source, d.sha256, d.fetched_at FROM oracle.valuation_document v
       JOIN oracle.raw_document d ON d.id = v.document_id WHERE v.valuation_id = ANY ($1)
       ORDER BY d.source, d.sha256`,
      [ids],
    );
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      navUsd6: row.nav,
      navValuationTime: row.nav_valuation_time,
      reserveUsd6: row.reserve,
      reserveValuationTime: row.reserve_valuation_time,
      inputsSha256: row.inputs_hash.toString('hex'),
      inputs: row.inputs,
      lines: row.lines,
      warnings: row.warnings,
      voices: row.voices,
      documents: documents
        .filter((document) => document.valuation_id === row.id)
        .map((document) => ({
          id: document.id,
          source: document.source,
          sha256: document.sha256.toString('hex'),
          fetchedAt: document.fetched_at,
        })),
    }));
  }
}

/** The round as `GET …/why` tells it: the rows, with one transaction for each report. */
export function whyView(traced: TracedRound) {
  const { valuations, reports, ...rest } = traced;
  return {
    ...rest,
    reports: reports.map(({ transactions, signings, proof, rounds: _, ...report }) => {
      const newest = transactions.at(-1);
      return {
        ...report,
        signerBitmap: proof?.bitmap ?? null,
        signings: signings.map(({ reportId: _id, ...signing }) => signing),
        transaction: newest
          ? {
              hash: newest.hash,
              state: newest.state,
              block: newest.block,
              gasUsed: newest.gasUsed,
            }
          : null,
      };
    }),
    valuations: valuations.map(({ documents, ...valuation }) => ({
      ...valuation,
      documents: documents.map(({ id: _, ...document }) => document),
    })),
  };
}
