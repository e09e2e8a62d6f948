import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatUnits } from '../../design/format.ts';

export type Vote = Answer<'/api/v1/votes/{id}', 'get'>;
export type PublicVote = Answer<'/api/v1/public/votes/{id}', 'get'>;

export const useVote = (id: string) =>
  $api.useQuery(
    'get',
    '/api/v1/votes/{id}',
    { params: { path: { id } } },
    { refetchInterval: 10_000 },
  );

const PUBLISHED: Vote['state'][] = ['voting', 'carried', 'defeated'];

/** What anybody may read of a motion once it was put to the vote, with the contract's own count. */
export const usePublicVote = (id: string, state: Vote['state']) =>
  $api.useQuery(
    'get',
    '/api/v1/public/votes/{id}',
    { params: { path: { id } } },
    { enabled: PUBLISHED.includes(state), refetchInterval: 15_000 },
  );

/** A part of a whole in percent with two decimals, rounded down; "–" of nothing. */
export function percentOf(part: string | bigint, whole: string | bigint): string {
  const all = BigInt(whole);
  if (all === 0n) return '–';
  const hundredths = (BigInt(part) * 10_000n) / all;
  return `${formatUnits(hundredths, 2, 2)} %`;
}
