import { bodyOf, type Cadastre, main } from './client.ts';

/**
 * An operator's check, for a monitor to run: jobs that failed at every try and operations that did not
 * go through.
 * Scopes: jobs:read, operations:read.
 */
export async function operator(api: Cadastre) {
  const letters = await bodyOf(api.GET('/api/v1/jobs/dead-letters'));
  const operations = await bodyOf(api.GET('/api/v1/operations'));
  const failed = operations.items.filter(({ state }) => ['rejected', 'reverted'].includes(state));
  return {
    deadLetters: letters.items.map(({ name, reason }) => ({ name, reason })),
    failed: failed.map(({ id, state }) => ({ id, state })),
  };
}

if (import.meta.main) await main(operator);
