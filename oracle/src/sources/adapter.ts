import type { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';

export const FEED_KINDS = ['nav', 'reserve'] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** What an adapter needs to know of an asset. */
export interface AssetRef {
  assetId: string;
  tokenAddress: string;
  statementUrl: string;
}

/** A value and the moment it speaks of. */
export interface Reading {
  /** In the feed's own units (USD × 10⁶). */
  value: bigint;
  /** Unix seconds. */
  valuationTime: number;
}

/** What one source of a feed said, and what became of it. */
export interface Voice {
  feed: FeedKind;
  provider: string;
  /** Kind of source, such as `http-json`. */
  source: string;
  /** `USED`, why it was dropped (`STALE`, `OUTLIER`, …), or the code with which it refused. */
  outcome: string;
  /** For people, where it refused. */
  reason?: string;
  /** Normalised, in the feed's units, as decimal text; absent where it gave none. */
  value?: string;
  unit?: string;
  /** The moment it speaks of, Unix seconds. */
  observedAt?: number;
}

/** A value with everything it came from. Equal inputs give an equal derivation on every node. */
export interface Derivation {
  assetId: string;
  readings: Record<FeedKind, Reading>;
  inputs: Record<string, unknown>;
  /** SHA-256 of the canonical JSON of what the value depends on. */
  inputsHash: string;
  /** The arithmetic, for people. */
  lines: string[];
  warnings: string[];
  documents: RawDocument[];
  /** The sources of each feed, where there are several to choose from. */
  voices?: readonly Voice[];
  /** Sources that had no voice, where the others were enough. */
  refused?: readonly Refusal[];
}

/** How far a signer's own reading may be from the proposed one. */
export interface Tolerance {
  /** Of the own value, basis points, rounded up. */
  bps: bigint;
  /** Between the two valuation times, seconds. */
  seconds: number;
}

/** Turns sources into the readings of an asset. */
export interface Adapter {
  readonly tolerance: Readonly<Record<FeedKind, Tolerance>>;
  /** Independent providers that a value needs, where there are several sources. */
  readonly quorum?: Readonly<Record<FeedKind, number>>;

  /** @throws Refusal with the reason why there is no value now */
  derive(asset: AssetRef, now: number): Promise<Derivation>;
}
