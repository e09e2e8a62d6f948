import { t } from '../i18n/i18n.ts';
import createFetchClient from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { readProblem } from './problem.ts';
import type { paths } from './schema';
import { authorisedFetch } from './token.ts';

/** The API, typed by its own OpenAPI document. Every refusal is thrown as an `ApiProblem`. */
export const api = createFetchClient<paths>({
  baseUrl: window.location.origin,
  fetch: authorisedFetch,
});

api.use({
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    // Which part is down is an answer, and the one that is looked for then.
    if (schemaPath === '/health' && isHealth(response)) return new Response(response.body);
    throw await readProblem(response);
  },
});

/** Told by the register itself, not by a proxy before it that reaches nobody. */
const isHealth = ({ status, headers }: Response): boolean =>
  status === 503 && /^application\/json\b/.test(headers.get('Content-Type') ?? '');

/** The same API as TanStack Query hooks. */
export const $api = createQueryClient(api);

/** Awaits a call and gives its body. Refusals were already thrown by the middleware. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await call;
  if (data === undefined || data === null) throw new Error(t('The register sent an empty answer.'));
  return data;
}

/** A fresh key for a request that moves value: the same key is reused when the person retries. */
export function newIdempotencyKey(): string {
  // Not crypto.randomUUID: that exists in secure contexts only, and a demo may be opened by IP.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
