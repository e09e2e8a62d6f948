import { $api } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { queryClient } from '../../app/query.ts';

type Asset = Answer<'/api/v1/assets/{id}', 'get'>;

/** What the pages of an asset ask of the register, each question once. */
export const assetQuery = (id: string) =>
  $api.queryOptions('get', '/api/v1/assets/{id}', { params: { path: { id } } });
export const tokenQuery = (assetId: string) =>
  $api.queryOptions('get', '/api/v1/assets/{assetId}/token', { params: { path: { assetId } } });
export const roundsQuery = (id: string) =>
  $api.queryOptions('get', '/api/v1/assets/{id}/rounds', {
    params: { path: { id }, query: { limit: 200 } },
  });
export const capTableQuery = (id: string) =>
  $api.queryOptions('get', '/api/v1/tokens/{id}/cap-table', {
    params: { path: { id }, query: {} },
  });

const TOO_EARLY: Asset['state'][] = ['draft', 'in_review', 'changes_requested', 'rejected'];

/** Before its approval an asset has no token: not asked for, so that nothing is refused in vain. */
export const mayHaveToken = (state: Asset['state'] | undefined): boolean =>
  state !== undefined && !TOO_EARLY.includes(state);

/**
 * Asks for what the asset's headline shows while the page's script is still on its way. What is
 * refused is asked again, and told, by the page.
 */
export function askAsset(id: string): void {
  queryClient.query(roundsQuery(id)).catch(noop);
  askSupply(id).catch(noop);
}

const noop = () => undefined;

async function askSupply(id: string): Promise<void> {
  const asset = await queryClient.query(assetQuery(id));
  if (!mayHaveToken(asset.state)) return;
  const token = await queryClient.query(tokenQuery(id));
  if (token.address) await queryClient.query(capTableQuery(token.id));
}
