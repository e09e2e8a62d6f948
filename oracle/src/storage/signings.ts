import { Injectable } from '@nestjs/common';
import { toAddress, toBytes, toHex } from './bytes.js';
import { Database } from './database.js';

/** What a signer derived itself for one round, whether it then signed or not. */
export interface OwnReading {
  feed: string;
  /** Decimal text, in the feed's units. */
  value: string;
  /** Unix seconds. */
  valuationTime: number;
}

/** One signer's answer to a proposal. */
export interface Signing {
  /** Checksummed address. */
  signer: string;
  /** `SIGNED`, or the code of the refusal. */
  outcome: string;
  /** Compact signature (ERC-2098), 64 bytes of 0x-hex; null where it refused. */
  signature: string | null;
  reason: string | null;
  derived: readonly OwnReading[];
}

/** A stored answer, with how often it was given. */
export interface StoredSigning extends Signing {
  reportId: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
}

interface Row {
  report_id: string;
  signer: Buffer;
  outcome: string;
  signature: Buffer | null;
  reason: string | null;
  derived: OwnReading[];
  first_at: Date;
  last_at: Date;
  times: string;
}

/** The committee's answers: signatures and refusals, each with the signer's own number. */
@Injectable()
export class SigningStore {
  constructor(private readonly db: Database) {}

  /** Keeps what the signers answered; the same answer of a signer to the same report counts up. */
  async keep(reportId: string, answers: readonly Signing[], now: Date): Promise<void> {
    if (answers.length === 0) return;
    await this.db.sql(
      `INSERT INTO oracle.signing AS kept (report_id, signer, outcome, signature, reason, derived,
         first_at, last_at)
       SELECT $1, a.*, $7, $7 FROM unnest($2::bytea[], $3::text[], $4::bytea[], $5::text[], $6::jsonb[]) a
       ON CONFLICT (report_id, signer, outcome) DO UPDATE SET times = kept.times + 1,
         last_at = EXCLUDED.last_at, signature = EXCLUDED.signature, reason = EXCLUDED.reason,
         derived = EXCLUDED.derived`,
      [
        reportId,
        answers.map(({ signer }) => toBytes(signer)),
        answers.map(({ outcome }) => outcome),
        answers.map(({ signature }) => signature && toBytes(signature)),
        answers.map(({ reason }) => reason),
        answers.map(({ derived }) => JSON.stringify(derived)),
        now,
      ],
    );
  }

  /** Every answer to these reports, in the order of the signers' addresses. */
  async of(reportIds: readonly string[]): Promise<StoredSigning[]> {
    const rows = await this.db.sql<Row>(
      `SELECT report_id, signer, outcome, signature, reason, derived, first_at, last_at, times
       FROM oracle.signing WHERE report_id = ANY ($1) ORDER BY signer, first_at, outcome`,
      [reportIds],
    );
    return rows.map((row) => ({
      reportId: row.report_id,
      signer: toAddress(row.signer),
      outcome: row.outcome,
      signature: row.signature && toHex(row.signature),
      reason: row.reason,
      derived: row.derived,
      firstAt: row.first_at,
      lastAt: row.last_at,
      times: Number(row.times),
    }));
  }
}
