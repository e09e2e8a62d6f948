import { Injectable } from '@nestjs/common';
import type { RoundOutcome } from '../chain/feed.js';
import type { LastRound } from '../decide/decide.js';
import {
  reportDigest,
  signingDigest,
  type Proof,
  type Report,
  type ReportDomain,
} from '../report/report.js';
import { instant, seconds, toAddress, toBytes, toHex } from './bytes.js';
import { Database, type Sql } from './database.js';

export type ReportState = 'proposed' | 'signed' | 'sent' | 'accepted' | 'abandoned';

/** A round to be reported, and the valuation it comes from. */
export interface ProposedRound {
  report: Report;
  valuationId: string;
}

/** A set of rounds under one digest, on its way to the chain. */
export interface OpenReport {
  id: string;
  digest: string;
  state: ReportState;
  expiry: number;
  epoch: number;
  proof: Proof | null;
  rounds: (ProposedRound & { digest: string })[];
}

interface ReportRow {
  id: string;
  digest: Buffer;
  state: ReportState;
  expires_at: Date;
  epoch: string;
  signer_bitmap: string | null;
  proof: Buffer | null;
}

interface RoundRow {
  report_id: string;
  feed: Buffer;
  round: string;
  answer: string;
  valuation_time: Date;
  valuation_id: string;
  digest: Buffer;
}

@Injectable()
export class ReportStore {
  constructor(private readonly db: Database) {}

  /** The reports that are not settled yet, oldest first. */
  async open(): Promise<OpenReport[]> {
    const rows = await this.db.sql<ReportRow>(
      `SELECT id, digest, state, expires_at, epoch, signer_bitmap, proof FROM oracle.report
       WHERE state IN ('proposed', 'signed', 'sent') ORDER BY created_at, id`,
    );
    if (rows.length === 0) return [];
    const rounds = await this.db.sql<RoundRow>(
      `SELECT report_id, feed, round, answer, valuation_time, valuation_id, digest FROM oracle.round
       WHERE report_id = ANY ($1) ORDER BY feed`,
      [rows.map((row) => row.id)],
    );
    return rows.map((row) =>
      openReport(
        row,
        rounds.filter((round) => round.report_id === row.id),
      ),
    );
  }

  /**
   * Stores a proposal. All its rounds have one epoch and one expiry.
   * @param fence throws when whoever proposes this may not any more
   */
  async propose(
    domain: ReportDomain,
    rounds: readonly ProposedRound[],
    now: Date,
    fence: (sql: Sql) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (sql) => {
      await fence(sql);
      await insertReport(sql, domain, rounds, now);
    });
  }

  /** Gives a batch up and stores each of its rounds as a report of its own, content unchanged. */
  async split(domain: ReportDomain, report: OpenReport, reason: string, now: Date): Promise<void> {
    await this.db.transaction(async (sql) => {
      await abandonIn(sql, report.id, reason);
      for (const round of report.rounds) await insertReport(sql, domain, [round], now);
    });
  }

  async signed(id: string, proof: Proof): Promise<void> {
    await this.db.sql(
      `UPDATE oracle.report SET state = 'signed', signer_bitmap = $2, proof = $3 WHERE id = $1`,
      [id, proof.bitmap.toString(), toBytes(proof.bytes)],
    );
  }

  /** Why an open report does not move on. */
  async note(id: string, reason: string): Promise<void> {
    await this.db.sql('UPDATE oracle.report SET state_reason = $2 WHERE id = $1', [id, reason]);
  }

  async abandon(id: string, reason: string): Promise<void> {
    await this.db.transaction((sql) => abandonIn(sql, id, reason));
  }

  /** Settles a report whose transaction is final: every round was accepted or parked. */
  async settle(sql: Sql, id: string, outcomes: ReadonlyMap<string, RoundOutcome>): Promise<void> {
    await sql(`UPDATE oracle.report SET state = 'accepted' WHERE id = $1`, [id]);
    for (const [feed, outcome] of outcomes) {
      await sql('UPDATE oracle.round SET state = $3 WHERE report_id = $1 AND feed = $2', [
        id,
        toBytes(feed),
        outcome,
      ]);
    }
  }

  /** What was parked and then approved on-chain is a round like any other. */
  async approved(feed: string, last: LastRound): Promise<void> {
    await this.db.sql(
      `UPDATE oracle.round SET state = 'accepted' WHERE feed = $1 AND report_id = (
         SELECT r.id FROM oracle.round d JOIN oracle.report r ON r.id = d.report_id
         WHERE d.feed = $1 AND d.round = $2 AND d.answer = $3 AND d.valuation_time = $4
           AND d.state = 'parked' ORDER BY r.created_at DESC LIMIT 1)`,
      [toBytes(feed), last.round, last.answer.toString(), instant(last.valuationTime)],
    );
  }

  /** Whether this very value of this valuation was parked before for this round. */
  async wasParked(
    feed: string,
    round: number,
    answer: bigint,
    valuationTime: number,
  ): Promise<boolean> {
    const rows = await this.db.sql(
      `SELECT 1 FROM oracle.round WHERE feed = $1 AND round = $2 AND answer = $3
         AND valuation_time = $4 AND state = 'parked' LIMIT 1`,
      [toBytes(feed), round, answer.toString(), instant(valuationTime)],
    );
    return rows.length > 0;
  }
}

function openReport(row: ReportRow, rounds: readonly RoundRow[]): OpenReport {
  const expiry = seconds(row.expires_at);
  const epoch = Number(row.epoch);
  return {
    id: row.id,
    digest: toHex(row.digest),
    state: row.state,
    expiry,
    epoch,
    proof: proofOf(row),
    rounds: rounds.map((round) => ({
      digest: toHex(round.digest),
      valuationId: round.valuation_id,
      report: {
        feed: toAddress(round.feed),
        epoch,
        round: Number(round.round),
        answer: BigInt(round.answer),
        valuationTime: seconds(round.valuation_time),
        expiry,
      },
    })),
  };
}

function proofOf({ proof, signer_bitmap: bitmap }: ReportRow): Proof | null {
  return proof && bitmap !== null ? { bitmap: BigInt(bitmap), bytes: toHex(proof) } : null;
}

async function insertReport(
  sql: Sql,
  domain: ReportDomain,
  rounds: readonly ProposedRound[],
  now: Date,
): Promise<void> {
  const reports = rounds.map(({ report }) => report);
  const [first] = reports;
  if (!first) throw new Error('a report has at least one round');
  const [row] = await sql<{ id: string }>(
    `INSERT INTO oracle.report (digest, committee, epoch, expires_at, typed_data, state, created_at)
     VALUES ($1, $2, $3, $4, $5, 'proposed', $6) RETURNING id`,
    [
      toBytes(signingDigest(domain, reports)),
      toBytes(domain.committee),
      first.epoch,
      instant(first.expiry),
      JSON.stringify({
        chainId: domain.chainId.toString(),
        committee: domain.committee,
        reports: asText(reports),
      }),
      now,
    ],
  );
  for (const { report, valuationId } of rounds) {
    await sql(
      `INSERT INTO oracle.round (report_id, feed, round, answer, valuation_time, valuation_id, digest, state)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')`,
      [
        row?.id,
        toBytes(report.feed),
        report.round,
        report.answer.toString(),
        instant(report.valuationTime),
        valuationId,
        toBytes(reportDigest(domain, report)),
      ],
    );
  }
}

async function abandonIn(sql: Sql, id: string, reason: string): Promise<void> {
  await sql(`UPDATE oracle.report SET state = 'abandoned', state_reason = $2 WHERE id = $1`, [
    id,
    reason,
  ]);
  await sql(`UPDATE oracle.round SET state = 'abandoned' WHERE report_id = $1`, [id]);
}

const asText = (reports: readonly Report[]) =>
  reports.map((report) => ({ ...report, answer: report.answer.toString() }));
