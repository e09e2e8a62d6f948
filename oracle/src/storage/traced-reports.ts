import { toBytes, toHex } from './bytes.js';
import type { Database } from './database.js';

export interface TracedTransaction {
  hash: string;
  /** Signed bytes, 0x-hex: report, bitmap and proof can be read out of them. */
  raw: string;
  nonce: number;
  state: string;
  block: number | null;
  gasUsed: string | null;
  createdAt: Date;
  sentAt: Date | null;
  confirmedAt: Date | null;
}

/** A report that carried the round, alone or in a batch, from the proposal to the block. */
export interface TracedReport {
  id: string;
  /** State of the round in it. */
  state: string;
  answer: string;
  valuationTime: Date;
  valuationId: string;
  /** Of the round's own report, whatever batch it travels in. */
  digest: string;
  /** What the signers signed: of the report, or of the batch. */
  signingDigest: string;
  committee: string;
  chainId: string;
  epoch: number;
  report: { state: string; reason: string | null; expiresAt: Date };
  proposedAt: Date;
  signedAt: Date | null;
  /** `PASSED`, or why the chain would have refused; null before it was tried. */
  dryCall: string | null;
  dryCallAt: Date | null;
  proof: { bitmap: string; bytes: string } | null;
  /** Every round of the report, as signed. */
  rounds: SignedRound[];
  transactions: TracedTransaction[];
}

/** One report as text: times in Unix seconds, answer in the feed's decimals. */
export interface SignedRound {
  feed: string;
  epoch: number;
  round: number;
  answer: string;
  valuationTime: number;
  expiry: number;
}

interface Row {
  id: string;
  state: string;
  answer: string;
  valuation_time: Date;
  valuation_id: string;
  digest: Buffer;
  signing_digest: Buffer;
  report_state: string;
  report_reason: string | null;
  epoch: string;
  expires_at: Date;
  created_at: Date;
  signed_at: Date | null;
  dry_call: string | null;
  dry_call_at: Date | null;
  signer_bitmap: string | null;
  proof: Buffer | null;
  typed_data: { chainId: string; committee: string; reports: SignedRound[] };
}

interface TransactionRow {
  report_id: string;
  hash: Buffer;
  raw: Buffer;
  nonce: string;
  state: string;
  block_number: string | null;
  gas_used: string | null;
  created_at: Date;
  sent_at: Date | null;
  confirmed_at: Date | null;
}

/** Every report that carried a round of a feed, oldest first. */
export async function reportsOf(
  db: Database,
  feed: string,
  round: number,
): Promise<TracedReport[]> {
  const rows = await db.sql<Row>(
    `SELECT r.id, d.state, d.answer, d.valuation_time, d.valuation_id, d.digest,
       r.digest AS signing_digest, r.state AS report_state, r.state_reason AS report_reason, r.epoch,
       r.expires_at, r.created_at, r.signed_at, r.dry_call, r.dry_call_at, r.signer_bitmap, r.proof,
       r.typed_data
     FROM oracle.round d JOIN oracle.report r ON r.id = d.report_id
     WHERE d.feed = $1 AND d.round = $2 ORDER BY r.created_at, r.id`,
    [toBytes(feed), round],
  );
  const transactions = await db.sql<TransactionRow>(
    `SELECT report_id, hash, raw, nonce, state, block_number, gas_used, created_at, sent_at,
       confirmed_at
     FROM oracle.transaction WHERE report_id = ANY ($1) ORDER BY created_at, id`,
    [rows.map(({ id }) => id)],
  );
  return rows.map((row) => ({
    ...reportOf(row),
    transactions: transactions.filter(({ report_id }) => report_id === row.id).map(transactionOf),
  }));
}

function reportOf(row: Row): Omit<TracedReport, 'transactions'> {
  const { chainId, committee, reports } = row.typed_data;
  return {
    id: row.id,
    state: row.state,
    answer: row.answer,
    valuationTime: row.valuation_time,
    valuationId: row.valuation_id,
    digest: toHex(row.digest),
    signingDigest: toHex(row.signing_digest),
    committee,
    chainId,
    epoch: Number(row.epoch),
    report: { state: row.report_state, reason: row.report_reason, expiresAt: row.expires_at },
    proposedAt: row.created_at,
    signedAt: row.signed_at,
    dryCall: row.dry_call,
    dryCallAt: row.dry_call_at,
    proof: proofOf(row),
    rounds: reports,
  };
}

function proofOf({ proof, signer_bitmap: bitmap }: Row): TracedReport['proof'] {
  return proof && bitmap !== null ? { bitmap, bytes: toHex(proof) } : null;
}

function transactionOf(row: TransactionRow): TracedTransaction {
  return {
    hash: toHex(row.hash),
    raw: toHex(row.raw),
    nonce: Number(row.nonce),
    state: row.state,
    block: row.block_number === null ? null : Number(row.block_number),
    gasUsed: row.gas_used,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    confirmedAt: row.confirmed_at,
  };
}
