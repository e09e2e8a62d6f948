import { Refusal } from '../platform/refusal.js';
import type { Adapter } from './adapter.js';

/** The adapters of one party: the proposer has a set, and so has each signer. */
export class Adapters {
  /**
   * @param byKind what values an asset that has no plan of its own
   * @param byAsset what values an asset by its plan
   */
  constructor(
    private readonly byKind: ReadonlyMap<string, Adapter>,
    private readonly byAsset: ReadonlyMap<string, Adapter>,
  ) {}

  find(asset: { assetId: string; assetKind: string }): Adapter | undefined {
    return this.byAsset.get(asset.assetId) ?? this.byKind.get(asset.assetKind);
  }

  /** @throws Refusal `NO_ADAPTER` */
  for(asset: { assetId: string; assetKind: string }): Adapter {
    const adapter = this.find(asset);
    if (adapter) return adapter;
    throw new Refusal(
      'NO_ADAPTER',
      `No plan names the asset ${asset.assetId}, and its kind ${asset.assetKind} has no sources of its own.`,
    );
  }
}
