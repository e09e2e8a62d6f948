import { ZeroAddress } from 'ethers';
import {
  KIND_OFFERING,
  Offering__factory,
  type IOffering,
  type RoleName,
} from '@cadastre/contracts';
import { mined } from './calls.ts';
import { DAY, type Asset, type Life } from './life.ts';
import type { Money } from './money.ts';

const MOST = 10n ** 30n;
const NO_FEED = { feed: ZeroAddress, maxAge: 0, bandBps: 0 };

/**
 * Opens a sale: continuous and without limits, but for the terms given.
 * @param role what the sale needs to hold to mint
 * @returns its address
 */
export async function openSale(
  life: Life,
  asset: Asset,
  money: Money,
  terms: Partial<IOffering.TermsStruct>,
  role: RoleName = 'minter',
): Promise<string> {
  const sale = await life.clone('OfferingImplementation');
  const opens = await life.now();
  await mined(
    Offering__factory.connect(sale, life.people.deployer).initialize({
      token: asset.token,
      opens,
      closes: opens + 3_650 * DAY,
      payment: money.address,
      deliveryPeriod: 7 * DAY,
      forward: false,
      selfDelivery: true,
      treasury: life.people.treasury.address,
      minter: asset.token,
      price: NO_FEED,
      peg: NO_FEED,
      fixedPrice: 0n,
      tokenCap: MOST,
      softCap: 0n,
      hardCap: MOST,
      minPerInvestor: 1n,
      maxPerInvestor: MOST,
      ...terms,
    }),
  );
  await life.enrol(asset, sale, KIND_OFFERING, role);
  return sale;
}
