import { approve, pendingApproval } from '../approvals.js';
import { orNull } from '../client.js';
import { reach, until } from '../patience.js';
import type { Person } from '../people.js';
import type { CapTableView, TokenView } from '../views.js';
import type { World } from '../world.js';

/** The body of `PUT /assets/:id/token`. */
export interface TokenDraft {
  name: string;
  symbol: string;
  rules: {
    minTier: number;
    countries: number[];
    maxHolders: number | null;
    maxBalanceBaseUnits: string | null;
    maxSupplyBaseUnits: string | null;
    lockUntil?: string | null;
  };
}

/** A product that people can hold: its asset, its issuer, and the addresses of its token and feeds. */
export interface Product {
  issuer: Person;
  assetId: string;
  tokenId: string;
  token: string;
  navFeed: string;
  reserveFeed: string;
}

/** The token of an asset, designed once. */
export async function designToken(
  world: World,
  issuer: Person,
  assetId: string,
  design: TokenDraft,
): Promise<TokenView> {
  const client = await world.as(issuer);
  const path = `/assets/${assetId}/token`;
  const token = await reach(
    () => orNull(client.get<TokenView>(path)),
    (view) => view !== null,
    () => client.put(path, design),
    { what: 'the token design' },
  );
  if (!token) throw new Error('the token design is gone');
  return token;
}

/** Proposed by the issuer, approved by compliance, deployed by the factory. */
export async function deployToken(
  world: World,
  issuer: Person,
  assetId: string,
): Promise<TokenView> {
  const client = await world.as(issuer);
  const read = () => client.get<TokenView>(`/assets/${assetId}/token`);
  const { id, state } = await read();
  if (state === 'designed') {
    const approval = await reach(
      () => pendingApproval(world, 'token.deploy', id),
      (found) => found !== undefined,
      async () => {
        if ((await read()).state === 'designed') await client.post(`/tokens/${id}/deploy`);
      },
      { what: 'the deployment to await approval' },
    );
    if (approval) await approve(world, approval.id, 'Rules agree with the prospectus, section 4.');
  }
  return until(read, (view) => view.state === 'live', { what: 'the token to be live' });
}

/** From the design to the live token. */
export async function bringToken(
  world: World,
  issuer: Person,
  assetId: string,
  design: TokenDraft,
): Promise<Product> {
  await designToken(world, issuer, assetId, design);
  return productOf(issuer, await deployToken(world, issuer, assetId));
}

/** What the other desks need to know of a live token. @throws Error where it is not live */
export function productOf(issuer: Person, token: TokenView): Product {
  const { assetId, id: tokenId, address, navFeed, reserveFeed } = token;
  if (!address || !navFeed || !reserveFeed) throw new Error(`token ${tokenId} is ${token.state}`);
  return { issuer, assetId, tokenId, token: address, navFeed, reserveFeed };
}

/** Waits until the API's ledger has taken in a block. */
export async function ledgerReaches(world: World, tokenId: string, block: number): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  await until(
    () => auditor.get<CapTableView>(`/tokens/${tokenId}/cap-table`),
    (table) => table.block.number >= block,
    { what: `the ledger to reach block ${block}`, everyMs: 100 },
  );
}

/** Waits until the API's ledger knows everything that is on the chain now. */
export async function ledgerCatchesUp(world: World, tokenId: string): Promise<void> {
  await ledgerReaches(world, tokenId, await world.options.rpc.getBlockNumber());
}
