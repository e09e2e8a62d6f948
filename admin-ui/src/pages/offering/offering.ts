import { $api } from '../../api/client.ts';
import { useWhole } from '../../api/whole.ts';
import type { Answer, BodyOf } from '../../api/types.ts';
import { formatUnits } from '../../design/format.ts';

export type Offering = Answer<'/api/v1/offerings/{id}', 'get'>;
export type Terms = BodyOf<'/api/v1/assets/{id}/offerings', 'post'>;
export type Subscription = Answer<'/api/v1/subscriptions/{id}', 'get'>;
export type Payment = Answer<'/api/v1/offerings/{id}/payments', 'get'>['items'][number];
export type PublishedAsset = Answer<'/api/v1/public/assets/{id}', 'get'>;

/** Money of the sale, in full, with its sign. */
export const paymentText = (
  base: string | bigint,
  { paymentDecimals, paymentSymbol }: Pick<Offering, 'paymentDecimals' | 'paymentSymbol'>,
): string => `${formatUnits(base, paymentDecimals, 2)} ${paymentSymbol}`;

export function useOffering(id: string) {
  return $api.useQuery(
    'get',
    '/api/v1/offerings/{id}',
    { params: { path: { id } } },
    { refetchInterval: 15_000 },
  );
}

/** What is published of an asset, for its name and the unit of its token; undefined until it is known. */
export function usePublished(assetId: string | undefined): PublishedAsset | undefined {
  return usePublishedAssets().find((asset) => asset.id === assetId);
}

export function usePublishedAssets(): PublishedAsset[] {
  const query = useWhole('/api/v1/public/assets', { staleTime: 60_000 });
  return query.data?.items ?? [];
}

/** Whether less is left than the least that an investor may order. */
export function isFull({ terms, totals }: Offering): boolean {
  const left = BigInt(terms.hardCapBaseUnits) - BigInt(totals.ordered);
  return left < BigInt(terms.minPerInvestorBaseUnits) || left === 0n;
}

/** "until 15 Dec 2026, 18:00", "from …": when orders are taken. */
export function isSelling(offering: Offering, now: Date): boolean {
  const at = now.toISOString();
  const ends = offering.terms.bookClosesAt ?? offering.terms.closesAt;
  return offering.state === 'open' && !offering.paused && offering.terms.opensAt <= at && at < ends;
}
