import { id } from 'ethers';
import { AssetToken__factory, Distributor__factory, KIND_DISTRIBUTOR } from '@cadastre/contracts';
import { mined } from './calls.ts';
import { DAY, type Asset, type Life } from './life.ts';
import type { Money } from './money.ts';

/** Opens what an asset pays its holders out of. @returns its address */
export async function openDistributor(life: Life, asset: Asset): Promise<string> {
  const at = await life.clone('DistributorImplementation');
  await mined(Distributor__factory.connect(at, life.people.deployer).initialize(asset.token));
  await life.enrol(asset, at, KIND_DISTRIBUTOR);
  return at;
}

/** The treasurer pays `amount` in for those who hold now. @returns the number of the distribution */
export async function distribute(
  life: Life,
  asset: Asset,
  distributorAt: string,
  money: Money,
  amount: bigint,
): Promise<bigint> {
  const { issuance, treasurer } = life.people;
  const token = AssetToken__factory.connect(asset.token, issuance);
  const distributor = Distributor__factory.connect(distributorAt, treasurer);
  await mined(token.openRecordDate());
  const recordDate = await token.currentRecordDate();
  await money.hand(treasurer, distributorAt, amount);
  const expiresAt = (await life.now()) + 3 * 366 * DAY;
  await mined(
    distributor.distribute(money.address, recordDate, amount, [], expiresAt, id('statement')),
  );
  return distributor.distributionCount();
}
