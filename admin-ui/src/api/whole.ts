import { useQuery, type UseQueryOptions } from '@tanstack/react-query';
import { api, body } from './client.ts';
import type { Answer } from './types.ts';

/** Lists that a page needs whole: it adds them up, chooses from them, or looks something up in them. */
type WholeList =
  | '/api/v1/holdings'
  | '/api/v1/income'
  | '/api/v1/voting-rights'
  | '/api/v1/corporate-actions'
  | '/api/v1/buyout-claims'
  | '/api/v1/public/assets';

/** Lists of one thing. */
type ListOf =
  | '/api/v1/assets/{id}/satellites'
  | '/api/v1/tokens/{id}/bars'
  | '/api/v1/tokens/{id}/bar-orders'
  | '/api/v1/tokens/{id}/documents'
  | '/api/v1/offerings/{id}/subscriptions'
  | '/api/v1/public/assets/{id}/income'
  | '/api/v1/public/assets/{id}/papers'
  | '/api/v1/redemption-queues/{id}/redemptions';

type Options<T> = Pick<
  UseQueryOptions<T>,
  'enabled' | 'refetchInterval' | 'retry' | 'staleTime' | 'placeholderData'
>;

interface Paged {
  items: unknown[];
  nextCursor: string | null;
}

/** As many as the register gives at once. */
const ROWS = 200;

/** A list with all its pages in one, and what the first page says beside its rows. */
export function useWhole<P extends WholeList>(path: P, options: Options<Answer<P, 'get'>> = {}) {
  return useQuery({
    ...options,
    queryKey: ['get', path, 'whole'],
    queryFn: ({ signal }) =>
      readWhole<Answer<P, 'get'> & Paged>((query) =>
        body(api.GET(path as '/api/v1/holdings', { params: { query }, signal })),
      ),
  });
}

/** The same for a list of one thing. */
export function useWholeOf<P extends ListOf>(
  path: P,
  id: string,
  options: Options<Answer<P, 'get'>> = {},
) {
  return useQuery({
    ...options,
    queryKey: ['get', path, 'whole', id],
    queryFn: ({ signal }) =>
      readWhole<Answer<P, 'get'> & Paged>((query) =>
        body(
          api.GET(path as '/api/v1/tokens/{id}/bars', { params: { path: { id }, query }, signal }),
        ),
      ),
  });
}

/** Page by page: what is added meanwhile neither hides a row nor shows one twice. */
export async function readWhole<T extends Paged>(
  read: (query: { limit: number; after?: string }) => Promise<Paged>,
): Promise<T> {
  const first = await read({ limit: ROWS });
  const items = [...first.items];
  for (let after = first.nextCursor; after !== null;) {
    const next = await read({ limit: ROWS, after });
    items.push(...next.items);
    after = next.nextCursor;
  }
  return { ...first, items, nextCursor: null } as T;
}
