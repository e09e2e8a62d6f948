import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatUnits } from '../../design/format.ts';

export type Distribution = Answer<'/api/v1/distributions/{id}', 'get'>;
export type Line = Answer<'/api/v1/distributions/{id}/lines', 'get'>['items'][number];

/** Money of a distribution, in full, with its sign. */
export const incomeText = (
  base: string | bigint,
  { paymentDecimals, paymentSymbol }: Pick<Distribution, 'paymentDecimals' | 'paymentSymbol'>,
): string => `${formatUnits(base, paymentDecimals, 2)} ${paymentSymbol}`;

export function useDistribution(id: string) {
  return $api.useQuery(
    'get',
    '/api/v1/distributions/{id}',
    { params: { path: { id } } },
    { refetchInterval: 5_000 },
  );
}
