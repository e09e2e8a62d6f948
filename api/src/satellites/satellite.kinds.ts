import {
  KIND_BALLOT,
  KIND_BAR_VAULT,
  KIND_CORPORATE_ACTIONS,
  KIND_DEED_VAULT,
  KIND_DISTRIBUTOR,
  KIND_OFFERING,
  KIND_QUEUE,
  type RoleName,
  type SatelliteContract,
} from '@cadastre/contracts';
import type { SatelliteKind } from './satellite.schema.js';

/** What a kind of satellite is made from and what it needs before it can be used. */
interface KindRow {
  implementation: SatelliteContract;
  /** Its kind in the hub, which says whom its guarded functions ask for. */
  hubKind: number;
  /** Roles that the satellite itself holds on its asset. */
  holds: readonly RoleName[];
  /**
   * What it keeps for holders, and so has a record in the registry: tokens, for which it is exempt from what counts
   * holders, or their deed.
   */
  keeps: 'tokens' | 'deed' | null;
  /** At most one per asset. */
  single: boolean;
}

/** The tables of docs/contracts/README.md, as far as the API launches satellites. */
export const KINDS: Record<SatelliteKind, KindRow> = {
  distributor: {
    implementation: 'DistributorImplementation',
    hubKind: KIND_DISTRIBUTOR,
    holds: [],
    keeps: null,
    single: true,
  },
  offering: {
    implementation: 'OfferingImplementation',
    hubKind: KIND_OFFERING,
    holds: ['minter'],
    keeps: null,
    single: false,
  },
  redemption_queue: {
    implementation: 'RedemptionQueueImplementation',
    hubKind: KIND_QUEUE,
    holds: ['transferAgent'],
    keeps: 'tokens',
    single: true,
  },
  bar_vault: {
    implementation: 'BarVaultImplementation',
    hubKind: KIND_BAR_VAULT,
    holds: ['transferAgent'],
    keeps: 'tokens',
    single: true,
  },
  ballot: {
    implementation: 'BallotImplementation',
    hubKind: KIND_BALLOT,
    holds: [],
    keeps: null,
    single: true,
  },
  corporate_actions: {
    implementation: 'CorporateActionsImplementation',
    hubKind: KIND_CORPORATE_ACTIONS,
    holds: ['transferAgent'],
    keeps: null,
    single: true,
  },
  deed_vault: {
    implementation: 'DeedVaultImplementation',
    hubKind: KIND_DEED_VAULT,
    holds: ['transferAgent'],
    keeps: 'deed',
    single: true,
  },
};
