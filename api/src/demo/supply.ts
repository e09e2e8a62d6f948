import { formatDecimal } from '@cadastre/core';
import { approve } from './approvals.js';
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
    const first = await mint(world, 'first', world.know('firstWalletId'));
    const second = await mint(world, 'second', world.know('secondWalletId'));
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

async function mint(
  world: World,
  who: keyof typeof CONSIDERATIONS,
  walletId: string,
): Promise<SupplyOrderView> {
  const issuer = await world.as(world.cast.issuer);
  const tokenId = world.know('tokenId');
  const { supplyOrder, approvalId } = await issuer.post<SupplyAnswer>(
    `/tokens/${tokenId}/mints`,
    { walletId, considerationCents: CONSIDERATIONS[who].toString() },
    { key: `mint-${tokenId}-${who}` },
  );
  await approve(world, approvalId, 'Consideration received at the custodian; eligible investor.');
  const order = await until(
    () => orderOf(world, supplyOrder.id),
    (view) => ['settled', 'failed', 'rejected'].includes(view.state),
    { what: `the mint for the ${who} investor` },
  );
  if (order.state !== 'settled') throw new Error(`the mint ended as ${order.state}`);
  return order;
}

async function orderOf(world: World, orderId: string): Promise<SupplyOrderView> {
  const issuer = await world.as(world.cast.issuer);
  const path = `/tokens/${world.know('tokenId')}/supply-orders?limit=200`;
  const order = (await issuer.get<Page<SupplyOrderView>>(path)).items.find((o) => o.id === orderId);
  if (!order) throw new Error(`supply order ${orderId} is not among the token's orders`);
  return order;
}
