import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { formatUnits } from '../../design/format.ts';

export type BoardOrder = Answer<'/api/v1/tokens/{id}/otc-orders', 'get'>['items'][number];
export type BoardToken = Answer<'/api/v1/assets/{assetId}/token', 'get'>;

/** What orders are paid in: a token known from a sale or from the board. */
export interface Payment {
  address: string;
  symbol: string;
  decimals: number;
}

/** Orders of a token, the newest first. */
export const useBoard = (tokenId: string) =>
  $api.useQuery(
    'get',
    '/api/v1/tokens/{id}/otc-orders',
    { params: { path: { id: tokenId }, query: { limit: 100 } } },
    { refetchInterval: 10_000 },
  );

export const openPart = (order: BoardOrder): bigint =>
  BigInt(order.amountBaseUnits) - BigInt(order.filledBaseUnits);

/** Money of an order, in full, with its sign. */
export const boardMoney = (
  base: string | bigint,
  { paymentDecimals, paymentSymbol }: Pick<BoardOrder, 'paymentDecimals' | 'paymentSymbol'>,
): string => `${formatUnits(base, paymentDecimals, 2)} ${paymentSymbol}`;

/** Payment base units for one whole token, rounded down: for comparing, never for paying. */
export const pricePerToken = (order: BoardOrder, decimals: number): bigint =>
  (BigInt(order.priceBaseUnits) * 10n ** BigInt(decimals)) / BigInt(order.amountBaseUnits);

/** What can be paid with: what sales are paid in and what orders of the board name. */
export function usePayments(orders: readonly BoardOrder[]): Payment[] {
  const offerings = $api.useQuery('get', '/api/v1/offerings', {
    params: { query: { limit: 200 } },
  });
  const known = new Map<string, Payment>();
  for (const { terms, paymentSymbol, paymentDecimals } of offerings.data?.items ?? []) {
    const address = String(terms.paymentToken);
    known.set(address, { address, symbol: paymentSymbol, decimals: paymentDecimals });
  }
  for (const { paymentToken: address, paymentSymbol, paymentDecimals } of orders) {
    known.set(address, { address, symbol: paymentSymbol, decimals: paymentDecimals });
  }
  return [...known.values()];
}
