import {
  AssetToken__factory,
  KIND_QUEUE,
  RedemptionQueue__factory,
  type IRedemptionQueue,
} from '@cadastre/contracts';
import { mined } from './calls.ts';
import type { Asset, Life } from './life.ts';
import type { Money } from './money.ts';

/** Opens the way out of an asset, and lets the queue hold what waits in it. @returns its address */
export async function openQueue(
  life: Life,
  asset: Asset,
  money: Money,
  terms: Omit<IRedemptionQueue.QueueTermsStruct, 'token' | 'asset'>,
): Promise<string> {
  const { deployer, compliance } = life.people;
  const at = await life.clone('RedemptionQueueImplementation');
  const queue = RedemptionQueue__factory.connect(at, deployer);
  await mined(queue.initialize({ ...terms, token: asset.token, asset: money.address }));
  await life.enrol(asset, at, KIND_QUEUE, 'transferAgent');
  await life.admit(at);
  await mined(AssetToken__factory.connect(asset.token, compliance).setExempt(at, true));
  return at;
}
