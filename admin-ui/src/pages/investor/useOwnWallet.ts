import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';

export type OwnWallet = Answer<'/api/v1/wallets', 'get'>['items'][number];

/** The investor's wallets; nothing while they are asked for. */
export function useOwnWallets(): OwnWallet[] {
  const query = $api.useQuery('get', '/api/v1/wallets', { params: { query: { limit: 100 } } });
  return query.data?.items ?? [];
}

export const useOwnWallet = (id: string): OwnWallet | undefined =>
  useOwnWallets().find((wallet) => wallet.id === id);
