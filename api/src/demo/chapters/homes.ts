import { parseDecimal, propertyNavPerToken } from '@cadastre/core';
import { bringAsset } from '../desk/assets.js';
import { attest } from '../desk/custodian.js';
import { Income } from '../desk/income.js';
import { admitIssuer } from '../desk/issuers.js';
import { bringToken, type Product } from '../desk/tokens.js';
import { transferTokens } from '../desk/transfers.js';
import {
  type HouseDraft,
  monthlyNetRentCents,
  propertyDraft,
  rentalDraft,
  rentalRecord,
} from '../drafts.js';
import { samplePapers } from '../sample-papers.js';
import { mint } from '../supply.js';
import type { Evidence, Step, World } from '../world.js';
import { holder, holders } from './crowd.js';
import { HOMES_ISSUER } from './issuers.js';
import { committeeOf, saleOf, startOfDay, terms } from './places.js';
import { HOMES_OPERATOR, SAMPLE_COUNTRIES } from './sample-investors.js';

/** One token of a property. */
export const FRACTION = 10n ** 18n;
/** How many parts of the rental each holder buys. */
const PARTS = [400n, 250n, 200n, 150n, 100n];
/** Of the building's ten thousand, paid to its issuer's account. */
const BUTLER_PARTS = [6_000n, 4_000n];
/** Bought by bank transfer. */
const BANK_PARTS = 120n;
/** Somebody orders one more when the story ends: it is left over for them. */
const LATE_PARTS = 1n;

async function property(
  world: World,
  draft: HouseDraft,
  name: string,
  symbol: string,
  parts: bigint,
): Promise<Product> {
  await admitIssuer(world, HOMES_ISSUER);
  const papers = samplePapers(draft.name, HOMES_ISSUER.record.legalName, world.begins);
  const assetId = await bringAsset(world, HOMES_ISSUER, draft, papers);
  return bringToken(world, HOMES_ISSUER, assetId, {
    name,
    symbol,
    rules: {
      minTier: 2,
      countries: SAMPLE_COUNTRIES,
      maxHolders: 200,
      maxBalanceBaseUnits: null,
      maxSupplyBaseUnits: (parts * FRACTION).toString(),
    },
  });
}

export function rentalProduct(world: World): Promise<Product> {
  const { totalTokens } = rentalRecord(world.options.dataDir);
  const draft = appraisedRental(world);
  return property(world, draft, 'Ravenswood 9415-9417', 'RVNW', BigInt(totalTokens));
}

export function buildingProduct(world: World): Promise<Product> {
  return property(world, butlerDraft(world), '344 Butler Street', 'BTLR', 10_000n);
}

/** Both houses are appraised at what they were; the valuers say so over their signature. Once for each day. */
export async function valuersAttest(world: World): Promise<void> {
  const since = await startOfDay(world);
  const houses = [
    { product: await buildingProduct(world), draft: butlerDraft(world) },
    { product: await rentalProduct(world), draft: appraisedRental(world) },
  ];
  for (const { product, draft } of houses) {
    await attest(world, product, 'real_estate', BigInt(draft.details.appraisal.valueCents), since);
  }
}

/** Of a house there is nothing behind the token but the house. @param nav of a part, US dollars × 10⁶ */
async function appraised(world: World, product: Product, draft: HouseDraft, nav: bigint) {
  const committee = committeeOf(world);
  const value = BigInt(draft.details.appraisal.valueCents) * 10_000n;
  await committee.publish(product, product.navFeed, nav);
  await committee.publish(product, product.reserveFeed, value);
}

/** The first of the month in which the story begins. */
const appraisedOn = (world: World): string => `${world.begins.slice(0, 7)}-01`;

const appraisedRental = (world: World): HouseDraft =>
  rentalDraft(world.options.dataDir, appraisedOn(world));

/** An appraisal is to be of the last year: a sample one takes the price that the city recorded. */
function butlerDraft(world: World): HouseDraft {
  const draft = propertyDraft(world.options.dataDir, '344 BUTLER STREET');
  const { valueCents, date } = draft.details.appraisal;
  const appraiser = `Sample Valuers: the price that the city recorded on ${date}, unchanged`;
  const appraisal = { valueCents, date: appraisedOn(world), appraiser };
  return { ...draft, details: { ...draft.details, appraisal } };
}

/** The price the city recorded, in ten thousand parts, US dollars × 10⁶. */
const perButlerPart = (world: World): bigint =>
  BigInt(butlerDraft(world).details.appraisal.valueCents);

export const buildingComes: Step = {
  name: 'building-appraised',
  title: 'a third issuer brings a New York building; its appraisal is let stand',
  async run(world) {
    const product = await buildingProduct(world);
    await appraised(world, product, butlerDraft(world), perButlerPart(world));
    await valuersAttest(world);
    return { token: product.token, parts: 10_000 };
  },
};

export const buildingIsSold: Step = {
  name: 'building',
  title: 'two buy the building whole',
  async run(world) {
    const product = await buildingProduct(world);
    const perPart = perButlerPart(world);
    const buyers = await holders(world, BUTLER_PARTS.length, 3);
    for (const [i, { walletId }] of buyers.entries()) {
      const cents = ((BUTLER_PARTS[i] ?? 0n) * perPart) / 10_000n;
      await mint(world, product, { name: `buyer-${i}`, walletId, cents });
    }
    await valuersAttest(world);
    return { token: product.token, buyers: buyers.length };
  },
};

/** Dollars per part × 10⁶, as the operator sells them. */
const partPrice = (world: World): bigint =>
  parseDecimal(rentalRecord(world.options.dataDir).tokenPrice.toFixed(2), { scale: 6 });

/**
 * What was paid for the house, per part, US dollars × 10⁶, half-up. Less than a part was sold for: the money put aside
 * for its upkeep is on no book that a proof of reserve could look into.
 */
function rentalNav(world: World): bigint {
  const { appraisal } = appraisedRental(world).details;
  const balance = { cashCents: 0n, debtCents: 0n, payablesCents: 0n };
  const parts = BigInt(rentalRecord(world.options.dataDir).totalTokens);
  return propertyNavPerToken(
    { ...balance, appraisalCents: BigInt(appraisal.valueCents) },
    parts * FRACTION,
    18,
  );
}

export const rentalComes: Step = {
  name: 'rental-appraised',
  title: 'it brings a tokenised rental in Detroit at what its operator paid for it',
  async run(world) {
    const product = await rentalProduct(world);
    await appraised(world, product, appraisedRental(world), rentalNav(world));
    return { token: product.token };
  },
};

/**
 * The valuers find building and rental worth what they were: no other price of either is on record.
 * @param since where it was done after this instant, Unix seconds, it is not done again
 */
export async function propertiesConfirmed(world: World, since: number): Promise<void> {
  const committee = committeeOf(world);
  for (const product of [await buildingProduct(world), await rentalProduct(world)]) {
    await committee.confirm(product, product.navFeed, since);
    await committee.confirm(product, product.reserveFeed, since);
  }
  await valuersAttest(world);
}

export const rentalIsSold: Step = {
  name: 'rental',
  title:
    'the tokenised rental is sold in parts of 53.59 dollars, for stablecoin and bank money; its operator keeps the rest',
  async run(world) {
    const product = await rentalProduct(world);
    const price = partPrice(world);
    const all = BigInt(rentalRecord(world.options.dataDir).totalTokens);
    const { sales, sale } = await saleOf(world, product, async (dollars) => ({
      // All parts and those for bank money, up to the whole dollar.
      ...(await terms(world, dollars, { days: 120, hardCap: 99_142n, bankCap: 6_431n })),
      minPerInvestorBaseUnits: price.toString(),
      price: { kind: 'fixed', perTokenBaseUnits: price.toString() },
    }));
    const sold = PARTS.reduce((sum, parts) => sum + parts, BANK_PARTS);
    const crowd = await holders(world, PARTS.length + 1, 3);
    const buyers = [
      ...PARTS.map((parts, i) => ({ parts, buyer: crowd[i] })),
      { parts: all - sold - LATE_PARTS, buyer: await holder(world, HOMES_OPERATOR) },
    ];
    const ids: string[] = [];
    for (const [i, { parts, buyer }] of buyers.entries()) {
      if (!buyer) throw new Error('the crowd is too small');
      const { id } = await sales.order(sale, buyer, 'stablecoin', parts * price, `buyer-${i}`);
      await sales.pay(id, buyer);
      ids.push(id);
    }
    const last = crowd.at(-1);
    if (!last) throw new Error('the crowd is too small');
    const order = await sales.order(sale, last, 'bank', BANK_PARTS * price, 'by-bank');
    const on = order.createdAt.slice(0, 10);
    const cents = (BANK_PARTS * price) / 10_000n;
    await sales.receive(sale, order.reference, cents, { payer: last.investor.name, on });
    await sales.settle(sale, [...ids, order.id]);
    return { offering: sale.id, orders: ids.length + 1 };
  },
};

/** Somebody pays for the last part: its delivery waits for a second person. */
export async function lastPartIsOrdered(world: World): Promise<void> {
  const product = await rentalProduct(world);
  const { sales, sale } = await saleOf(world, product, () =>
    Promise.reject(new Error('the rental was not sold')),
  );
  const [buyer] = await holders(world, 1, 9);
  if (!buyer) throw new Error('the crowd is too small');
  const amount = LATE_PARTS * partPrice(world);
  const { id } = await sales.order(sale, buyer, 'stablecoin', amount, 'late');
  await sales.pay(id, buyer);
  await sales.propose(sale, [id]);
}

/** A month's net rent for whoever holds now; then two of them trade. @param place of the month, from 0 */
export async function rentIsPaid(world: World, place: number): Promise<Evidence> {
  const product = await rentalProduct(world);
  const { dollars } = await saleOf(world, product, () =>
    Promise.reject(new Error('the rental was not sold')),
  );
  const cents = monthlyNetRentCents(rentalRecord(world.options.dataDir));
  const income = new Income(world, product, dollars);
  const paid = await income.pay(place, {
    title: `Rent of month ${place + 1}`,
    kind: 'rent',
    amount: cents * 10_000n,
    because: [
      'Gross rent less 8 percent for the manager and 2 percent for the platform,',
      'less insurance, taxes and maintenance: a twelfth of the year’s 12,714 dollars.',
    ],
  });
  const [from, to] = await holders(world, 2, 3 + place);
  if (from && to) await transferTokens(world, product, from, to, 7n * FRACTION);
  return { distribution: paid.id, paid: paid.progress?.paid ?? '0' };
}
