import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';

export type Deed = Answer<'/api/v1/deeds/{id}', 'get'>;
export type Buyout = Answer<'/api/v1/buyouts/{id}', 'get'>;
export type PropertyOrder = Answer<'/api/v1/buyouts/{id}/orders', 'post'>;

/** The deed of a property; `none` where the issuer has not brought it yet. */
export function useDeed(assetId: string) {
  const query = $api.useQuery(
    'get',
    '/api/v1/assets/{id}/deed',
    { params: { path: { id: assetId } } },
    {
      refetchInterval: 15_000,
      retry: (count, error) => count < 2 && asProblem(error).status === 0,
    },
  );
  return { ...query, none: query.isError && asProblem(query.error).status === 404 };
}

export const useBuyout = (id: string) =>
  $api.useQuery(
    'get',
    '/api/v1/buyouts/{id}',
    { params: { path: { id } } },
    { refetchInterval: 15_000 },
  );
