import { Bars } from '../desk/bars.js';
import { Dollars } from '../desk/dollars.js';
import { Income } from '../desk/income.js';
import { Redemptions } from '../desk/redemptions.js';
import type { SupplyAnswer } from '../views.js';
import type { Step, World } from '../world.js';
import { holders } from './crowd.js';
import { fundProduct } from './fund.js';
import { BARS, goldProduct } from './gold.js';
import { lastPartIsOrdered, rentalProduct } from './homes.js';
import { committeeOf, saleOf } from './places.js';

const noSale = () => Promise.reject(new Error('it was not offered'));

/** What waits for a person when the story ends. Approvals live a week: these are asked for last. */
export const inboxesFill: Step = {
  name: 'inboxes',
  title: 'open orders and pending approvals: every inbox has something in it',
  async run(world) {
    await fundWaits(world);
    await goldWaits(world);
    await rentalWaits(world);
    return { waiting: 'mint, fund of the queue, order, receipt, bar step, settlement, rent' };
  },
};

/** A mint and money for the queue wait for compliance, an order for its money, a receipt for its second person. */
async function fundWaits(world: World): Promise<void> {
  const product = await fundProduct(world);
  const issuer = await world.as(product.issuer);
  const [, , third, fourth] = await holders(world, 4);
  if (!third || !fourth) throw new Error('the crowd is too small');
  await issuer.post<SupplyAnswer>(
    `/tokens/${product.tokenId}/mints`,
    { walletId: third.walletId, considerationCents: '7500000' },
    { key: `mint-${product.tokenId}-crowd` },
  );
  const { sales, sale, dollars } = await saleOf(world, product, noSale);
  await sales.order(sale, third, 'stablecoin', 40_000_000_000n, 'unpaid');
  const told = await sales.order(sale, fourth, 'bank', 60_000_000_000n, 'told');
  const on = told.createdAt.slice(0, 10);
  const payer = fourth.investor.name;
  await sales.receipt(sale, told.reference, 6_000_000n, { payer, on, name: 'told' });
  const amount = 100_000_000_000n;
  await dollars.topUp(dollars.treasury, amount);
  await new Redemptions(world, product).ask('fund', 'buffer', { amount: amount.toString() });
}

/** A bar is on its way out: its shipment waits for approval. */
async function goldWaits(world: World): Promise<void> {
  const product = await goldProduct(world);
  const [bar] = BARS;
  const [, , owner] = await holders(world, 3);
  if (!bar || !owner) throw new Error('there is no bar or nobody who wants it');
  const bars = new Bars(world, product);
  if (!(await bars.list()).attested) await committeeOf(world).attest(product, BARS);
  const order = await bars.reserve(owner, bar);
  if (order.state === 'reserved') await bars.sign(owner, order.id);
  await bars.step(order.id, 'accept');
  await bars.ask(order.id, 'ship');
}

/** A paid order waits for its delivery, a rent for its approval. */
async function rentalWaits(world: World): Promise<void> {
  await lastPartIsOrdered(world);
  const income = new Income(world, await rentalProduct(world), await Dollars.of(world));
  const rent = await income.draft(3, {
    title: 'Rent of month 4',
    kind: 'rent',
    amount: 1_059_500_000n,
    because: ['A twelfth of the year’s 12,714 dollars.'],
  });
  await income.calculate(rent.id);
  await income.submit(rent.id);
}
