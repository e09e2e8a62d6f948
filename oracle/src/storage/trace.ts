import { Injectable } from '@nestjs/common';
import { toBytes, toHex } from './bytes.js';
import { Database } from './database.js';

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

interface RoundRow {
  state: string;
  answer: string;
  valuation_time: Date;
  valuation_id: string;
  digest: Buffer;
  report_state: string;
  report_reason: string | null;
  expires_at: Date;
  signer_bitmap: string | null;
  tx_state: string | null;
  tx_hash: Buffer | null;
  block_number: string | null;
  gas_used: string | null;
}

interface ValuationRow {
  id: string;
  inputs: unknown;
  inputs_hash: Buffer;
  lines: string[];
  warnings: string[];
  nav: string;
  reserve: string;
  created_at: Date;
}

interface DocumentRow {
  valuation_id: string;
  source: string;
  sha256: Buffer;
  fetched_at: Date;
}

/** Reads back why a round is what it is. */
@Injectable()
export class Trace {
  constructor(private readonly db: Database) {}

  /** Everything kept about one round of a feed; null when nothing is. */
  async why(feed: string, round: number) {
    const key = [toBytes(feed), round];
    const decisions = await this.db.sql<DecisionRow>(
      `SELECT action, code, reason, value, valuation_id, first_at, last_at, times, corrects
       FROM oracle.decision
       WHERE feed = $1 AND round = $2 ORDER BY first_at, id`,
      key,
    );
    const reports = await this.db.sql<RoundRow>(
      `SELECT d.state, d.answer, d.valuation_time, d.valuation_id, d.digest, r.state AS report_state,
         r.state_reason AS report_reason, r.expires_at, r.signer_bitmap, t.state AS tx_state,
         t.hash AS tx_hash, t.block_number, t.gas_used
       FROM oracle.round d JOIN oracle.report r ON r.id = d.report_id
       LEFT JOIN oracle.transaction t ON t.report_id = r.id
       WHERE d.feed = $1 AND d.round = $2 ORDER BY r.created_at, t.created_at`,
      key,
    );
    if (decisions.length === 0 && reports.length === 0) return null;
    const ids = [...decisions, ...reports]
      .map((row) => row.valuation_id)
      .filter((id) => id !== null);
    return {
      feed,
      round,
      ...(await this.corrections(feed, round)),
      decisions: decisions.map((row) => ({
        action: row.action,
        code: row.code,
        reason: row.reason,
        value: row.value,
        valuationId: row.valuation_id,
        firstAt: row.first_at,
        lastAt: row.last_at,
        times: Number(row.times),
        corrects: row.corrects === null ? null : Number(row.corrects),
      })),
      reports: reports.map(reportView),
      valuations: await this.valuations([...new Set(ids)]),
    };
  }

  /** The round that this one puts right, and the one that puts it right. */
  private async corrections(feed: string, round: number) {
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

  private async valuations(ids: string[]) {
    const rows = await this.db.sql<ValuationRow>(
      `SELECT id, inputs, inputs_hash, lines, warnings, nav, reserve, created_at
       FROM oracle.valuation WHERE id = ANY ($1) ORDER BY created_at`,
      [ids],
    );
    const documents = await this.db.sql<DocumentRow>(
      `SELECT v.valuation_id, d.source, d.sha256, d.fetched_at FROM oracle.valuation_document v
       JOIN oracle.raw_document d ON d.id = v.document_id WHERE v.valuation_id = ANY ($1) ORDER BY d.source`,
      [ids],
    );
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      navUsd6: row.nav,
      reserveUsd6: row.reserve,
      inputsSha256: row.inputs_hash.toString('hex'),
      inputs: row.inputs,
      lines: row.lines,
      warnings: row.warnings,
      documents: documents
        .filter((document) => document.valuation_id === row.id)
        .map((document) => ({
          source: document.source,
          sha256: document.sha256.toString('hex'),
          fetchedAt: document.fetched_at,
        })),
    }));
  }
}

function reportView(row: RoundRow) {
  return {
    state: row.state,
    answer: row.answer,
    valuationTime: row.valuation_time,
    digest: toHex(row.digest),
    report: { state: row.report_state, reason: row.report_reason, expiresAt: row.expires_at },
    signerBitmap: row.signer_bitmap,
    transaction: row.tx_hash && {
      hash: toHex(row.tx_hash),
      state: row.tx_state,
      block: row.block_number === null ? null : Number(row.block_number),
      gasUsed: row.gas_used,
    },
  };
}
