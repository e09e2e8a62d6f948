import { $api } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { useWholeOf } from '../../api/whole.ts';
import { formatUnits } from '../../design/format.ts';

export type Queue = Answer<'/api/v1/tokens/{id}/redemption-queue', 'get'>;
export type Redemption = Answer<'/api/v1/redemptions/{id}', 'get'>;

/** Money of a queue, in full, with its sign. */
export const queueMoney = (base: string | bigint, { paymentToken }: Queue): string =>
  `${formatUnits(base, paymentToken.decimals, 2)} ${paymentToken.symbol}`;

/** A token's redemption queue; `none` is true where it has none. */
export function useQueue(tokenId: string) {
  const query = $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/redemption-queue',
    { params: { path: { id: tokenId } } },
    {
      enabled: tokenId !== '',
      refetchInterval: 10_000,
      retry: (count, error) => count < 2 && asProblem(error).status === 0,
    },
  );
  return { ...query, none: query.isError && asProblem(query.error).status === 404 };
}

export function useRedemptions(queueId: string) {
  return useWholeOf('/api/v1/redemption-queues/{id}/redemptions', queueId, {
    refetchInterval: 10_000,
  });
}
