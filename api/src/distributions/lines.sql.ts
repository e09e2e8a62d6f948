import type { EntityManager } from 'typeorm';
import { row } from '../chain/rows.js';
import type { Distribution } from './distribution.entity.js';

/** What all lines of a distribution come to. */
export interface Totals {
  eligible: bigint;
  gross: bigint;
  withheld: bigint;
  holders: number;
  unrated: number;
  /** SHA-256 of every line, in the order of accounts. */
  hash: Buffer;
}

/** An investor's accepted tax form. */
export interface FormOnFile {
  investorNumber: bigint;
  form: string;
}

/** Where the record date was opened. */
export interface RecordPoint {
  token: Buffer;
  block: bigint;
  logIndex: number;
}

/**
 * The lines anew: everybody who held at the record date, with the country the register had then, the
 * rate of the table and of the form on file, and `core`'s arithmetic (`entitlements`) over all at once.
 */
const TAKE = `
  INSERT INTO api.distribution_line (distribution_id, account, balance, investor_number, country,
    form, rate_bps, gross, withheld, state)
  WITH part AS MATERIALIZED (
    SELECT holder, balance, sum(balance) OVER () AS eligible
    FROM api.ledger_holders_before($2, $3, $4) WHERE holder <> ALL($5::bytea[])
  ), rated AS (
    SELECT p.holder, p.balance, r.investor_id, r.country, f.form,
      CASE WHEN f.form IS NULL THEN w.rate_bps ELSE w.form_rate_bps END AS rate_bps,
      div($6::numeric * p.balance, p.eligible) AS gross
    FROM part p
      LEFT JOIN LATERAL (SELECT c.investor_id, c.country FROM api.registration_change c
        WHERE c.wallet = p.holder AND c.block_number <= $3
        ORDER BY c.block_number DESC LIMIT 1) AS r ON true
      LEFT JOIN LATERAL (SELECT * FROM api.withholding_rate t
        WHERE t.kind = $7 AND t.country IN (r.country, 0)
        ORDER BY t.country DESC LIMIT 1) AS w ON true
      LEFT JOIN unnest($8::numeric[], $9::text[]) AS f(investor, form)
        ON f.investor = r.investor_id AND w.form_rate_bps IS NOT NULL
  )
  SELECT $1, holder, balance, investor_id, country, form, rate_bps, gross,
    div(gross * coalesce(rate_bps, 0), 10000), 'due' FROM rated`;

/** Replaces the lines of a distribution. `allocated` in base units of the payment token. */
export async function takeLines(
  em: EntityManager,
  d: Pick<Distribution, 'id' | 'kind' | 'recordDate' | 'excluded'>,
  at: RecordPoint,
  allocated: bigint,
  forms: readonly FormOnFile[],
): Promise<Totals> {
  await em.query('DELETE FROM api.distribution_line WHERE distribution_id = $1', [d.id]);
  await em.query(TAKE, [
    d.id,
    at.token,
    at.block,
    at.logIndex,
    d.excluded,
    allocated,
    d.kind,
    forms.map(({ investorNumber }) => investorNumber),
    forms.map(({ form }) => form),
  ]);
  return totalsOf(em, d.id);
}

/** The lines as the chain counts them, where it allocated otherwise than was calculated. */
export async function allocateAgain(
  em: EntityManager,
  id: string,
  allocated: bigint,
  eligible: bigint,
): Promise<Totals> {
  await em.query(
    `UPDATE api.distribution_line l SET gross = n.gross,
       withheld = div(n.gross * coalesce(l.rate_bps, 0), 10000)
     FROM (SELECT account, div($2::numeric * balance, $3::numeric) AS gross
       FROM api.distribution_line WHERE distribution_id = $1) AS n
     WHERE l.distribution_id = $1 AND l.account = n.account`,
    [id, allocated, eligible],
  );
  return totalsOf(em, id);
}

export async function totalsOf(em: EntityManager, id: string): Promise<Totals> {
  const found = await row<{
    eligible: string;
    gross: string;
    withheld: string;
    holders: number;
    unrated: number;
    hash: Buffer;
  }>(
    em,
    `SELECT coalesce(sum(balance), 0) AS eligible, coalesce(sum(gross), 0) AS gross,
       coalesce(sum(withheld), 0) AS withheld, count(*)::int AS holders,
       count(*) FILTER (WHERE rate_bps IS NULL)::int AS unrated,
       sha256(convert_to(coalesce(string_agg(concat_ws(',', encode(account, 'hex'), balance,
         coalesce(rate_bps, -1), gross, withheld), ';' ORDER BY account), ''), 'UTF8')) AS hash
     FROM api.distribution_line WHERE distribution_id = $1`,
    [id],
  );
  if (!found) throw new Error('an aggregate has one row');
  return {
    eligible: BigInt(found.eligible),
    gross: BigInt(found.gross),
    withheld: BigInt(found.withheld),
    holders: found.holders,
    unrated: found.unrated,
    hash: found.hash,
  };
}
