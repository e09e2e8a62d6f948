import { formatDecimal } from '@cadastre/core';
import { approve } from './approvals.js';
import type { Product } from './desk/tokens.js';
import { onChain } from './operations.js';
import { until } from './patience.js';
import type { Page, SupplyAnswer, SupplyOrderView } from './views.js';
import type { Evidence, Step, World } from './world.js';

/** What the two investors put in, US cents. */
export const CONSIDERATIONS = { first: 250_000_000n, second: 75_000_000n };

export const sharesAreMinted: Step = {
  name: 'mints',
  title: 'the issuer proposes two mints at NAV, compliance approves, the ledger settles them',
  async run(world) {
    const fund = { issuer: world.cast.issuer, tokenId: world.know('tokenId') };
    const investor = async (who: keyof typeof CONSIDERATIONS, walletId: string) =>
      mint(world, fund, { name: who, walletId, cents: CONSIDERATIONS[who] });
    const first = await investor('first', world.know('firstWalletId'));
    const second = await investor('second', world.know('secondWalletId'));
    world.learn('mintedBaseUnits', [first.amountBaseUnits, second.amountBaseUnits]);
    return { ...(await told(world, 'first', first)), ...(await told(world, 'second', second)) };
  },
};

async function told(world: World, who: string, order: SupplyOrderView): Promise<Evidence> {
  return {
    [who]:
      `${formatDecimal(BigInt(order.amountBaseUnits), 6)} shares for ` +
      `${formatDecimal(BigInt(order.considerationCents), 2)} USD at NAV ${formatDecimal(BigInt(order.nav), 6)}`,
    [`${who} mint`]: await onChain(world, order.operationId),
  };
}

type Minted = Pick<Product, 'issuer' | 'tokenId'>;

/** Tokens at NAV for money that the issuer has received, US cents; once for each `name`. Proposed, approved, settled. */
export async function mint(
  world: World,
  { issuer, tokenId }: Minted,
  { name, walletId, cents }: { name: string; walletId: string; cents: bigint },
): Promise<SupplyOrderView> {
  const client = await world.as(issuer);
  const { supplyOrder, approvalId } = await client.post<SupplyAnswer>(
    `/tokens/${tokenId}/mints`,
    { walletId, considerationCents: cents.toString() },
    { key: `mint-${tokenId}-${name}` },
  );
  await approve(world, approvalId, 'Consideration received at the custodian; eligible investor.');
  const path = `/tokens/${tokenId}/supply-orders?limit=200`;
  const order = await until(
    async () =>
      (await client.get<Page<SupplyOrderView>>(path)).items.find(({ id }) => id === supplyOrder.id),
    (view) => ['settled', 'failed', 'rejected'].includes(view?.state ?? ''),
    { what: `the mint ${name}` },
  );
  if (order?.state !== 'settled') throw new Error(`the mint ${name} ended as ${order?.state}`);
  return order;
}
