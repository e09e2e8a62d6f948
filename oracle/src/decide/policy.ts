import type { BusinessCalendar } from '@cadastre/core';
import { businessCalendar } from '@cadastre/core';
import type { FeedKind } from '../sources/adapter.js';

/** The days on which a feed has a value, and when it is there. */
export interface Schedule {
  /** For people, such as `us-bond` or `weekdays, vault.csv`. */
  name: string;
  calendar: BusinessCalendar;
  /** Minutes after midnight in New York at which the day's value is missed. */
  dueMinutes: number;
}

/**
 * What is asked of a feed. Times in seconds, moves in basis points, rounded up. The first two say when it
 * is published; the others are null where what the feed has on-chain is enough, and otherwise hold beside
 * it: the stricter of the two counts.
 */
export interface FeedPolicy {
  /** Published at least this often, when there is anything newer to say. */
  heartbeat: number;
  /** A move of this much is published before the heartbeat. */
  deviationBps: bigint;
  minInterval: number | null;
  /** Largest move between two rounds. */
  maxDeviationBps: bigint | null;
  /** Largest move away from the answer that stood 24 hours ago. */
  dailyDeviationBps: bigint | null;
  min: bigint | null;
  max: bigint | null;
  /** Age of the newest round after which the feed is stale. */
  publicationStaleness: number | null;
  /** Age of a valuation after which it is not published any more, and the feed is stale. */
  valuationStaleness: number | null;
  schedule: Schedule | null;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

const AS_ON_CHAIN = {
  minInterval: null,
  maxDeviationBps: null,
  dailyDeviationBps: null,
  min: null,
  max: null,
  publicationStaleness: null,
  valuationStaleness: null,
  schedule: null,
} satisfies Partial<FeedPolicy>;

/** The official curve of a day is there in the early evening. */
const BOND_MARKET: Schedule = {
  name: 'us-bond',
  calendar: businessCalendar('us-bond'),
  dueMinutes: 22 * 60,
};

/** Money moves within the day and minting is bounded by it: a reserve follows within minutes. */
const RESERVE: FeedPolicy = { ...AS_ON_CHAIN, heartbeat: 20 * HOUR, deviationBps: 1n };

/**
 * What a feed is asked where the plan says nothing. A fund's NAV follows each bond-market day's curve, so
 * the next day's is due after 20 hours; an appraisal is published when there is a new one; a price of a
 * commodity moves all day.
 */
export const DEFAULT_POLICIES: Readonly<Record<string, Record<FeedKind, FeedPolicy>>> = {
  treasury: {
    nav: { ...AS_ON_CHAIN, heartbeat: 20 * HOUR, deviationBps: 5n, schedule: BOND_MARKET },
    reserve: RESERVE,
  },
  real_estate: { nav: { ...RESERVE, heartbeat: DAY }, reserve: { ...RESERVE, heartbeat: DAY } },
  commodity: { nav: { ...AS_ON_CHAIN, heartbeat: DAY, deviationBps: 30n }, reserve: RESERVE },
};

/** For an asset of a kind without defaults. */
const PLAIN: Record<FeedKind, FeedPolicy> = { nav: RESERVE, reserve: RESERVE };

/** What the plan says of an asset's feeds; what it leaves out is the default of the asset's kind. */
export type PlannedPolicies = Readonly<Record<FeedKind, Partial<FeedPolicy>>>;

/** The policy of every feed: the defaults of its asset's kind, and over them what the plan says. */
export class Policies {
  constructor(private readonly planned: ReadonlyMap<string, PlannedPolicies>) {}

  of(asset: { assetId: string; assetKind: string }, kind: FeedKind): FeedPolicy {
    const defaults = DEFAULT_POLICIES[asset.assetKind] ?? PLAIN;
    return { ...defaults[kind], ...this.planned.get(asset.assetId)?.[kind] };
  }
}
