import { Refusal } from '../platform/refusal.js';
import type { Adapter } from './adapter.js';

/** The adapters of one party: the proposer has a set, and so has each signer. */
export class Adapters {
  private readonly byKind: ReadonlyMap<string, Adapter>;

  constructor(adapters: readonly Adapter[]) {
    this.byKind = new Map(adapters.map((adapter) => [adapter.assetKind, adapter]));
  }

  /** @throws Refusal `NO_ADAPTER` */
  for(assetKind: string): Adapter {
    const adapter = this.byKind.get(assetKind);
    if (adapter) return adapter;
    throw new Refusal('NO_ADAPTER', `There is no adapter for assets of kind ${assetKind} yet.`);
  }
}
