import { useParams } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { assetQuery, mayHaveToken, roundsQuery, tokenQuery } from './askAsset.ts';

export type Asset = Answer<'/api/v1/assets/{id}', 'get'>;
export type Portfolio = NonNullable<Asset['portfolio']>;
export type Token = Answer<'/api/v1/assets/{assetId}/token', 'get'>;
export type Round = Answer<'/api/v1/assets/{id}/rounds', 'get'>['items'][number];

export const useAssetId = () => useParams({ from: '/inside/assets/$assetId' }).assetId;

export const useAsset = (id: string) => useQuery(assetQuery(id));

/** The asset's token; `none` is true where it has not been designed yet. */
export function useToken(assetId: string) {
  const state = useAsset(assetId).data?.state;
  const possible = mayHaveToken(state);
  const query = useQuery({
    ...tokenQuery(assetId),
    enabled: possible,
    retry: (count, error) => count < 2 && asProblem(error).status === 0,
  });
  const none =
    (state !== undefined && !possible) || (query.isError && asProblem(query.error).status === 404);
  return { ...query, none };
}

export const useRounds = (id: string) => useQuery(roundsQuery(id));
