import { addMonths, parseDecimal } from '@cadastre/core';
import { bringAsset } from '../desk/assets.js';
import { Bars } from '../desk/bars.js';
import type { Committee } from '../desk/committee.js';
import { attest } from '../desk/custodian.js';
import { admitIssuer } from '../desk/issuers.js';
import { bringToken, type Product } from '../desk/tokens.js';
import { goldDraft, goldPrice, sampleBars } from '../drafts.js';
import { samplePapers } from '../sample-papers.js';
import { chainDay, type Step, type World } from '../world.js';
import { holders } from './crowd.js';
import { GOLD_ISSUER } from './issuers.js';
import { committeeOf, saleOf, startOfDay, terms } from './places.js';
import { SAMPLE_COUNTRIES } from './sample-investors.js';

const NAME = 'Quayside allocated gold (sample)';
export const BARS = sampleBars('SAMPLE-QUAY');
/** What the first three holders pay, US dollars × 10⁶: the last of them buys more than a bar. */
const PAID = [125_000_000_000n, 80_000_500_000n, 1_999_999_990_000n];

/** The gold's own product: everything up to the live token, done once. */
export async function goldProduct(world: World): Promise<Product> {
  await admitIssuer(world, GOLD_ISSUER);
  const month = world.begins.slice(0, 7);
  const draft = { ...goldDraft(world.options.dataDir, BARS, month), name: NAME };
  const papers = samplePapers(NAME, GOLD_ISSUER.record.legalName, world.begins);
  const assetId = await bringAsset(world, GOLD_ISSUER, draft, papers);
  return bringToken(world, GOLD_ISSUER, assetId, {
    name: 'Quayside allocated gold',
    symbol: 'QGLD',
    rules: {
      minTier: 2,
      countries: SAMPLE_COUNTRIES,
      maxHolders: 200,
      maxBalanceBaseUnits: null,
      maxSupplyBaseUnits: null,
    },
  });
}

/** Thousandths of a fine ounce that stand on the list. */
const FINE = BARS.reduce((sum, bar) => sum + parseDecimal(bar.fineOz, { scale: 3 }), 0n);

/** The month's official average price, what the listed bars are worth at it, and the vault's word for them. */
export async function publishGold(world: World, month: string): Promise<string> {
  const product = await goldProduct(world);
  const committee: Committee = committeeOf(world);
  const price = goldPrice(world.options.dataDir, month);
  const spot = parseDecimal(price, { scale: 6 });
  await committee.publish(product, product.navFeed, spot);
  await committee.publish(product, product.reserveFeed, (FINE * spot) / 1_000n);
  await attest(world, product, 'commodity', FINE, await startOfDay(world));
  return price;
}

export const goldComes: Step = {
  name: 'gold',
  title: 'a second issuer brings allocated gold with a sample bar list',
  async run(world) {
    const product = await goldProduct(world);
    const month = addMonths(await chainDay(world.options.rpc), -1).slice(0, 7);
    const price = await publishGold(world, month);
    await new Bars(world, product).openVault();
    return { token: product.token, [`average of ${month}`]: `${price} USD` };
  },
};

export const goldIsSold: Step = {
  name: 'gold-sale',
  title: 'three holders buy gold at the last month’s price, one of them more than a bar',
  async run(world) {
    const product = await goldProduct(world);
    const today = Date.parse(await startOfDay(world)) / 1_000;
    await committeeOf(world).confirm(product, product.navFeed, today);
    const { sales, sale } = await saleOf(world, product, async (dollars) => ({
      ...(await terms(world, dollars, { days: 30, hardCap: 4_000_000n })),
      price: { kind: 'nav', forward: false, maxAgeSeconds: 30 * 86_400 },
    }));
    const buyers = await holders(world, PAID.length);
    const ids: string[] = [];
    for (const [i, buyer] of buyers.entries()) {
      const { id } = await sales.order(sale, buyer, 'stablecoin', PAID[i] ?? 0n, `buyer-${i}`);
      await sales.pay(id, buyer);
      ids.push(id);
    }
    await sales.settle(sale, ids);
    return { offering: sale.id, orders: ids.length };
  },
};
