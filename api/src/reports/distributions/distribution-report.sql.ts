import { investorReference } from '@cadastre/core';
import type { EntityManager } from 'typeorm';
import { toHex } from '../../chain/bytes.js';
import { row, rows } from '../../chain/rows.js';

/** A distribution as its report speaks of it; amounts in base units of the payment token. */
export interface ReportedDistribution {
  id: string;
  asset: string;
  symbol: string;
  tokenDecimals: number;
  state: string;
  kind: string;
  atSource: boolean;
  recordDate: string;
  recordedAt: Date;
  paymentSymbol: string;
  paymentDecimals: number;
  amount: bigint;
  carriedIn: bigint;
  allocated: bigint;
  /** Given to nobody by rounding. */
  remainder: bigint;
  carriedOut: bigint | null;
  claimsEndAt: Date | null;
  linesHash: string;
}

export interface ReportedLine {
  account: string;
  investor: string | null;
  country: number | null;
  form: string | null;
  rateBps: number | null;
  balance: bigint;
  gross: bigint;
  /** By the table: kept back where it is taxed at source, else for the holder to declare. */
  tax: bigint;
  state: string;
  obstacle: string | null;
  paid: bigint | null;
  payee: string | null;
  paidAt: Date | null;
  transaction: string | null;
}

/** The distribution, of one issuer or of any; null where there is none that was calculated. */
export async function readDistribution(
  em: EntityManager,
  id: string,
  issuer: string | null,
): Promise<ReportedDistribution | { state: string } | null> {
  const r = await row<DistributionRow>(
    em,
    `SELECT d.id, a.name AS asset, t.symbol, t.decimals, d.state, d.kind, d.taxation,
       d.record_date::text AS record_date, d.recorded_at, d.payment_symbol, d.payment_decimals,
       d.amount, d.carried_in, d.allocated, d.remainder, d.carried_out, d.claims_end_at, d.lines_hash
     FROM api.distribution d JOIN api.asset a ON a.id = d.asset_id JOIN api.token t ON t.id = d.token_id
     WHERE d.id = $1 AND ($2::uuid IS NULL OR d.organisation_id = $2)`,
    [id, issuer],
  );
  if (!r) return null;
  if (!r.lines_hash || !r.recorded_at) return { state: r.state };
  return {
    id: r.id,
    asset: r.asset,
    symbol: r.symbol,
    tokenDecimals: r.decimals,
    state: r.state,
    kind: r.kind,
    atSource: r.taxation === 'at_source',
    recordDate: r.record_date,
    recordedAt: r.recorded_at,
    paymentSymbol: r.payment_symbol,
    paymentDecimals: r.payment_decimals,
    amount: BigInt(r.amount),
    carriedIn: BigInt(r.carried_in ?? 0),
    allocated: BigInt(r.allocated ?? 0),
    remainder: BigInt(r.remainder ?? 0),
    carriedOut: r.carried_out === null ? null : BigInt(r.carried_out),
    claimsEndAt: r.claims_end_at,
    linesHash: r.lines_hash.toString('hex'),
  };
}

/** Its lines by account. */
export async function readLines(em: EntityManager, id: string): Promise<ReportedLine[]> {
  const found = await rows<LineRow>(
    em,
    `SELECT l.*, b.time FROM api.distribution_line l
       LEFT JOIN api.ledger_block b ON b.number = l.paid_block
     WHERE l.distribution_id = $1 ORDER BY l.account`,
    [id],
  );
  return found.map((r) => ({
    account: toHex(r.account),
    investor: r.investor_number && investorReference(BigInt(r.investor_number)),
    country: r.country,
    form: r.form,
    rateBps: r.rate_bps,
    balance: BigInt(r.balance),
    gross: BigInt(r.gross),
    tax: BigInt(r.withheld),
    state: r.state,
    obstacle: r.obstacle,
    paid: r.paid === null ? null : BigInt(r.paid),
    payee: r.payee && toHex(r.payee),
    paidAt: r.time,
    transaction: r.paid_transaction && toHex(r.paid_transaction),
  }));
}

interface DistributionRow {
  id: string;
  asset: string;
  symbol: string;
  decimals: number;
  state: string;
  kind: string;
  taxation: string;
  record_date: string;
  recorded_at: Date | null;
  payment_symbol: string;
  payment_decimals: number;
  amount: string;
  carried_in: string | null;
  allocated: string | null;
  remainder: string | null;
  carried_out: string | null;
  claims_end_at: Date | null;
  lines_hash: Buffer | null;
}

interface LineRow {
  account: Buffer;
  investor_number: string | null;
  country: number | null;
  form: string | null;
  rate_bps: number | null;
  balance: string;
  gross: string;
  withheld: string;
  state: string;
  obstacle: string | null;
  paid: string | null;
  payee: Buffer | null;
  paid_transaction: Buffer | null;
  time: Date | null;
}
