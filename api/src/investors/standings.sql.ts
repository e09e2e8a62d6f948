import type { KycCase } from './kyc-case.entity.js';
import type { Database } from '../platform/database.js';

/** What speaks for an investor's approval, and what against it. */
export interface Standing {
  /** The newest case that was approved, expired or not. */
  kycCase: Pick<
    KycCase,
    'id' | 'state' | 'grantedTier' | 'country' | 'expiresOn' | 'evidenceHash'
  > | null;
  /** A confirmed match with a list in force. */
  match: string | null;
}

interface Row {
  organisation_id: string;
  match: string | null;
  id: string | null;
  state: KycCase['state'];
  granted_tier: KycCase['grantedTier'];
  country: string | null;
  expires_on: string | null;
  evidence_hash: Buffer | null;
}

/** By organisation; of one that is nobody's too, with nothing in it. */
export async function standingsOf(
  db: Database,
  organisationIds: readonly string[],
): Promise<Map<string, Standing>> {
  const rows = await db.sql<Row>(
    `SELECT o.id AS organisation_id, k.id, k.state, k.granted_tier, k.country,
       k.expires_on::text AS expires_on, k.evidence_hash,
       (SELECT h.id FROM api.screening_hit AS h WHERE h.organisation_id = o.id
          AND h.lapsed_at IS NULL AND h.decision = 'true_match' LIMIT 1) AS match
     FROM unnest($1::uuid[]) AS o(id)
     LEFT JOIN LATERAL (SELECT * FROM api.kyc_case AS c WHERE c.organisation_id = o.id
       AND c.state IN ('approved', 'expired') ORDER BY c.decided_at DESC LIMIT 1) AS k ON true`,
    [organisationIds],
  );
  return new Map(
    rows.map(({ organisation_id, match, id, state, ...one }) => [
      organisation_id,
      {
        match,
        kycCase:
          id === null
            ? null
            : {
                id,
                state,
                grantedTier: one.granted_tier,
                country: one.country,
                expiresOn: one.expires_on,
                evidenceHash: one.evidence_hash,
              },
      },
    ]),
  );
}
