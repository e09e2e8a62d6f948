import { bodyOf, type Cadastre, main } from './client.ts';

/**
 * A compliance officer's morning list: what waits for a decision, the oldest first. Deciding itself is
 * a person's, signed in: no key can.
 * Scopes: approvals:read, kyc-cases:read, notices:read.
 */
export async function compliance(api: Cadastre) {
  const approvals = await bodyOf(
    api.GET('/api/v1/approvals', { params: { query: { state: 'pending', limit: 200 } } }),
  );
  const cases = await bodyOf(
    api.GET('/api/v1/kyc-cases', { params: { query: { state: 'in_review', limit: 200 } } }),
  );
  const { unread } = await bodyOf(api.GET('/api/v1/notices/unread'));
  return {
    approvals: approvals.items
      .map(({ description, expiresAt }) => ({ description, expiresAt }))
      .toReversed(),
    casesInReview: cases.items.length,
    unread,
  };
}

if (import.meta.main) await main(compliance);
