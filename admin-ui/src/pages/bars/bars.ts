import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { useWholeOf } from '../../api/whole.ts';

export type BarList = Answer<'/api/v1/tokens/{id}/bars', 'get'>;
export type Bar = BarList['items'][number];
export type BarOrder = Answer<'/api/v1/bar-orders/{id}', 'get'>;

/** The attested bars of a gold token; `none` is true where its token has no bars. */
export function useBars(tokenId: string) {
  const query = useWholeOf('/api/v1/tokens/{id}/bars', tokenId, {
    enabled: tokenId !== '',
    retry: (count, error) => count < 2 && asProblem(error).status === 0,
  });
  const status = query.isError ? asProblem(query.error).status : 0;
  return { ...query, none: status >= 400 && status < 500 };
}

export function useBarOrders(tokenId: string) {
  return useWholeOf('/api/v1/tokens/{id}/bar-orders', tokenId, {
    enabled: tokenId !== '',
    refetchInterval: 10_000,
  });
}

/** "Refiner, serial, year", as the bar is stamped. */
export const barName = (bar: Pick<Bar, 'refiner' | 'serial' | 'year'>): string =>
  `${bar.refiner} ${bar.serial}, ${bar.year}`;
