import { Committee } from '../desk/committee.js';
import { Dollars } from '../desk/dollars.js';
import { Sales } from '../desk/sales.js';
import type { Product } from '../desk/tokens.js';
import type { OfferingTerms, OfferingView, Page } from '../views.js';
import type { World } from '../world.js';

const DAY_MS = 86_400_000;
const DOLLAR = 1_000_000n;

/** The local committee of a world that says where its contracts are. */
export function committeeOf(world: World): Committee {
  const file = world.options.deploymentFile;
  if (!file) throw new Error('the world does not say where its contracts are');
  return new Committee(world, file);
}

/** The chain's time, `days` from now. */
export async function instantIn(world: World, days: number): Promise<string> {
  const block = await world.options.rpc.getBlock('latest');
  return new Date((block?.timestamp ?? 0) * 1000 + days * DAY_MS).toISOString();
}

/** Midnight UTC of the chain's day: what is done once a day begins after it. */
export const startOfDay = async (world: World): Promise<string> =>
  `${(await instantIn(world, 0)).slice(0, 10)}T00:00:00.000Z`;

/** Terms of an ordinary sale from now on: first come first served. Whole dollars. */
export async function terms(
  world: World,
  dollars: Dollars,
  { days, hardCap, bankCap = 0n }: { days: number; hardCap: bigint; bankCap?: bigint },
): Promise<Omit<OfferingTerms, 'price'>> {
  return {
    opensAt: await instantIn(world, -1),
    closesAt: await instantIn(world, days),
    bookClosesAt: null,
    softCapBaseUnits: '0',
    hardCapBaseUnits: (hardCap * DOLLAR).toString(),
    bankCapBaseUnits: (bankCap * DOLLAR).toString(),
    minPerInvestorBaseUnits: (100n * DOLLAR).toString(),
    maxPerInvestorBaseUnits: (hardCap * DOLLAR).toString(),
    paymentToken: dollars.address,
    treasury: dollars.treasury,
    coolingOffHours: 0,
    deliveryPeriodDays: 30,
    peg: null,
  };
}

/** The product's first offering: opened with these terms where there is none, gone on with where there is. */
export async function saleOf(
  world: World,
  product: Product,
  write: (dollars: Dollars) => Promise<OfferingTerms>,
): Promise<{ sales: Sales; sale: OfferingView; dollars: Dollars }> {
  const dollars = await Dollars.of(world);
  const sales = new Sales(world, product, dollars);
  const issuer = await world.as(product.issuer);
  const path = `/offerings?assetId=${product.assetId}&limit=200`;
  const [known] = (await issuer.get<Page<OfferingView>>(path)).items;
  const sale = await sales.open(known?.terms ?? (await write(dollars)));
  return { sales, sale, dollars };
}
