import { useParams } from '@tanstack/react-router';
import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';

export type Asset = Answer<'/api/v1/assets/{id}', 'get'>;
export type Portfolio = NonNullable<Asset['portfolio']>;
export type Token = Answer<'/api/v1/assets/{assetId}/token', 'get'>;
export type Round = Answer<'/api/v1/assets/{id}/rounds', 'get'>['items'][number];

export const useAssetId = () => useParams({ from: '/inside/assets/$assetId' }).assetId;

export const useAsset = (id: string) =>
  $api.useQuery('get', '/api/v1/assets/{id}', { params: { path: { id } } });

/** The asset's token; `none` is true where it has not been designed yet. */
export function useToken(assetId: string) {
  const query = $api.useQuery(
    'get',
    '/api/v1/assets/{assetId}/token',
    { params: { path: { assetId } } },
    { retry: (count, error) => count < 2 && asProblem(error).status === 0 },
  );
  const none = query.isError && asProblem(query.error).status === 404;
  return { ...query, none };
}

export const useRounds = (id: string) =>
  $api.useQuery('get', '/api/v1/assets/{id}/rounds', {
    params: { path: { id }, query: { limit: 200 } },
  });
