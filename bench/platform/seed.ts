import type { Database } from '@cadastre/api/embedded';

/**
 * Investors with an approved KYC case and wallets that wait to be registered: rows as the platform's
 * own steps leave them, without living those steps ten thousand times.
 * @returns the wallets' ids, an investor's next to each other
 */
export async function seedWallets(
  db: Pick<Database, 'transaction' | 'sql'>,
  officerId: string,
  { investors, wallets }: { investors: number; wallets: number },
): Promise<string[]> {
  return db.transaction(async () => {
    await db.sql(
      `INSERT INTO api.user_account (id, email_sealed, email_index, name_sealed, password_hash, created_at)
       SELECT uuidv7(), '\\x00', sha256(('seeded ' || i)::bytea), '\\x00', 'none', now()
       FROM generate_series(1, 1) AS s(i)`,
    );
    await db.sql(
      `WITH person AS (SELECT id FROM api.user_account WHERE email_index = sha256('seeded 1'::bytea)),
       organisation AS (
         INSERT INTO api.organisation (kind, created_at)
         SELECT 'investor', now() FROM generate_series(1, $1) RETURNING id
       ), investor AS (
         INSERT INTO api.investor (organisation_id, registry_number, created_at)
         SELECT id, nextval('api.investor_registry_number'), now() FROM organisation
         RETURNING id, organisation_id
       )
       INSERT INTO api.kyc_case (organisation_id, investor_id, state, subject_kind, country,
         requested_tier, granted_tier, expires_on, evidence_hash, opened_by, submitted_by, decided_by,
         decided_at, created_at, updated_at)
       SELECT i.organisation_id, i.id, 'approved', 'person', 'DE', 'accredited', 'accredited',
         current_date + 365, sha256(i.id::text::bytea), p.id, p.id, $2, now(), now(), now()
       FROM investor i, person p`,
      [investors, officerId],
    );
    const rows = await db.sql<{ id: string }>(
      `WITH person AS (SELECT id FROM api.user_account WHERE email_index = sha256('seeded 1'::bytea)),
       numbered AS (
         SELECT organisation_id, row_number() OVER (ORDER BY registry_number) - 1 AS n FROM api.investor
       )
       INSERT INTO api.wallet (organisation_id, address, label, state, proof_kind,
         proof_message, proof_signature, proven_by, proven_at, created_at, updated_at)
       SELECT o.organisation_id,
         '0x' || substr(encode(sha256(('wallet ' || i)::bytea), 'hex'), 1, 40), 'Main wallet',
         'proven', 'key', 'seeded', 'seeded', p.id, t.at, t.at, t.at
       FROM generate_series(1, $1) AS s(i)
       JOIN numbered o ON o.n = (s.i - 1) * $2::bigint / $1
       CROSS JOIN person p
       CROSS JOIN (SELECT date_trunc('milliseconds', now()) AS at) t
       ORDER BY s.i
       RETURNING id`,
      [wallets, investors],
    );
    return rows.map(({ id }) => id);
  });
}
