import {
  bringAsset,
  bringToken,
  chainDay,
  type Holder,
  mint,
  type Product,
  Property,
  rentalDraft,
  samplePapers,
} from '@cadastre/api/demo';
import { committee, dollars, holderOf, world } from './stage.ts';

/** Dollars × 10⁶ for a fraction. */
const NAV = 50_000_000n;
/** US cents that its owner put in: 1,850 fractions. */
const PAID = 9_250_000n;

export interface House {
  product: Product;
  property: Property;
  /** Holds every fraction, and has locked the title in the vault. */
  owner: Holder;
}

/** A rented house. */
export let house: House;

/** It is on the platform: one investor has brought its title and holds all of it. */
export async function houseIsHeld(): Promise<void> {
  const { issuer, first } = world.cast;
  const draft = rentalDraft(world.options.dataDir);
  const papers = samplePapers(draft.name, issuer.record.legalName);
  const assetId = await bringAsset(world, issuer, draft, papers);
  const product = await bringToken(world, issuer, assetId, {
    name: 'Sample rental',
    symbol: 'SRNT',
    rules: {
      minTier: 2,
      countries: [276, 826],
      maxHolders: 50,
      maxBalanceBaseUnits: null,
      maxSupplyBaseUnits: null,
    },
  });
  await committee.publish(product, product.navFeed, NAV);
  const owner = await holderOf(first);
  await mint(world, product, { name: 'house', walletId: owner.walletId, cents: PAID });
  const property = new Property(world, product, dollars);
  await property.lockDeed(owner, {
    country: 840,
    register: 'WAYNE-COUNTY-MI',
    folio: '9415-9417-RAVENSWOOD',
    approvalBps: 6_000,
  });
  house = { product, property, owner };
}

/** The chain's day so many days on, `YYYY-MM-DD`. */
export async function dayIn(days: number): Promise<string> {
  const today = Date.parse(await chainDay(world.options.rpc));
  return new Date(today + days * 86_400_000).toISOString().slice(0, 10);
}
