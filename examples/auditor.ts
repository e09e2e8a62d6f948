import { bodyOf, type Cadastre, main } from './client.ts';

/**
 * An auditor's own copy: verifies the chain of the audit log, then reads every event of the ledger from
 * the first on. Keep `after` and give it the next time: nothing is missed and nothing repeated.
 * Scopes: audit:read, events:read.
 */
export async function auditor(api: Cadastre, from = 0) {
  const verified = await bodyOf(api.GET('/api/v1/audit/verify'));
  const counted: Record<string, number> = {};
  let after = from;
  for (;;) {
    const page = await bodyOf(
      api.GET('/api/v1/events', { params: { query: { after, limit: 200 } } }),
    );
    for (const { type } of page.items) counted[type] = (counted[type] ?? 0) + 1;
    if (page.after === after) break;
    after = page.after;
  }
  return { verified, counted, after };
}

if (import.meta.main) await main((api) => auditor(api));
