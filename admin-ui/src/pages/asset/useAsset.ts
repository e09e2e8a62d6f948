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

const TOO_EARLY: Asset['state'][] = ['draft', 'in_review', 'changes_requested', 'rejected'];

/** The asset's token; `none` is true where it has not been designed yet. */
export function useToken(assetId: string) {
  // Before its approval an asset has no token: not asked for, so that nothing is refused in vain.
  const state = useAsset(assetId).data?.state;
  const possible = state !== undefined && !TOO_EARLY.includes(state);
  const query = $api.useQuery(
    'get',
    '/api/v1/assets/{assetId}/token',
    { params: { path: { assetId } } },
    { enabled: possible, retry: (count, error) => count < 2 && asProblem(error).status === 0 },
  );
  const none =
    (state !== undefined && !possible) || (query.isError && asProblem(query.error).status === 404);
  return { ...query, none };
}

export const useRounds = (id: string) =>
  $api.useQuery('get', '/api/v1/assets/{id}/rounds', {
    params: { path: { id }, query: { limit: 200 } },
  });
