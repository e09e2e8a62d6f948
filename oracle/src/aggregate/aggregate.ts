import { deviationBps, lowerMedian } from '@cadastre/core';
import { Refusal } from '../platform/refusal.js';

/** One value as one endpoint of a provider gave it. All observations of a question share unit and scale. */
export interface Observation {
  /** Who vouches for the value. Two endpoints of one provider count as one voice. */
  provider: string;
  /** Where it was read, for people. */
  source: string;
  value: bigint;
  /** The moment the value speaks of, Unix seconds. */
  observedAt: number;
  /** The source itself says that the value must not be used (a ripcord). */
  doNotUse?: boolean;
}

export interface AggregationPolicy {
  /** Older observations are dropped, seconds. */
  maxAge: number;
  /** Values outside are dropped, both inclusive. */
  min: bigint;
  max: bigint;
  /** Independent providers needed, at least 1. */
  quorum: number;
  /** Highest and lowest provider further apart than this, in bps of the lowest, publish nothing. */
  maxSpreadBps: bigint;
}

export type DropCode = 'STALE' | 'FROM_THE_FUTURE' | 'OUT_OF_BOUNDS' | 'OUTLIER';

export interface Dropped extends Observation {
  code: DropCode;
}

export interface Aggregate {
  value: bigint;
  /** The oldest moment among the voices that were used: a value is never newer than its parts. */
  valuationTime: number;
  used: Observation[];
  dropped: Dropped[];
}

/** From this many providers on an outlier can be told from a disagreement. */
const OUTLIERS_FROM = 4;
/** An outlier is further from the median than this many median absolute deviations. */
const MAD_FACTOR = 5n;

/**
 * One value out of many: what is stale, of the future or out of bounds is dropped; each provider has one
 * voice; of four and more, outliers by median absolute deviation go (Leys et al. 2013, k = 5); the lower
 * median of the rest is the answer. Pure: equal observations give an equal answer, in whatever order.
 *
 * @throws Refusal `DO_NOT_USE` (a source's own flag), `TOO_FEW_SOURCES`, `DIVERGED`
 */
export function aggregate(
  observations: readonly Observation[],
  policy: AggregationPolicy,
  now: number,
): Aggregate {
  const flagged = observations.find((one) => one.doNotUse);
  if (flagged) {
    throw new Refusal('DO_NOT_USE', `${flagged.source} says that its value must not be used.`);
  }
  const dropped: Dropped[] = [];
  const usable: Observation[] = [];
  for (const one of [...observations].sort(byProvider)) {
    const code = unusable(one, policy, now);
    if (code) dropped.push({ ...one, code });
    else usable.push(one);
  }
  const voices = oneVoiceEach(usable);
  const outliers = new Set(outliersOf(voices));
  const used = voices.filter((voice) => !outliers.has(voice));
  for (const voice of outliers) dropped.push({ ...voice, code: 'OUTLIER' });
  refuseTooFew(used, dropped, policy);
  refuseDiverged(used, policy);
  return {
    value: lowerMedian(used.map((voice) => voice.value)),
    valuationTime: Math.min(...used.map((voice) => voice.observedAt)),
    used,
    dropped,
  };
}

function unusable(one: Observation, policy: AggregationPolicy, now: number): DropCode | null {
  if (one.observedAt > now) return 'FROM_THE_FUTURE';
  if (now - one.observedAt > policy.maxAge) return 'STALE';
  return one.value < policy.min || one.value > policy.max ? 'OUT_OF_BOUNDS' : null;
}

/** Per provider the lower median of its endpoints, of the oldest moment among them. */
function oneVoiceEach(observations: readonly Observation[]): Observation[] {
  const byName = Map.groupBy(observations, (one) => one.provider);
  return [...byName.values()].map((endpoints) => {
    const value = lowerMedian(endpoints.map((one) => one.value));
    const chosen = endpoints.find((one) => one.value === value);
    if (!chosen) throw new Error('a lower median is one of its values');
    return { ...chosen, observedAt: Math.min(...endpoints.map((one) => one.observedAt)) };
  });
}

/** Where more than half agree exactly, the deviation is zero and whoever differs is an outlier. */
function outliersOf(voices: readonly Observation[]): Observation[] {
  if (voices.length < OUTLIERS_FROM) return [];
  const middle = lowerMedian(voices.map((voice) => voice.value));
  const distance = (voice: Observation) =>
    voice.value < middle ? middle - voice.value : voice.value - middle;
  const deviation = lowerMedian(voices.map(distance));
  return voices.filter((voice) => distance(voice) > MAD_FACTOR * deviation);
}

function refuseTooFew(
  used: readonly Observation[],
  dropped: readonly Dropped[],
  { quorum }: AggregationPolicy,
): void {
  if (used.length >= Math.max(1, quorum)) return;
  const why = dropped.map((one) => `${one.source} ${one.code}`).join(', ');
  throw new Refusal(
    'TOO_FEW_SOURCES',
    `${used.length} of ${Math.max(1, quorum)} independent providers have a usable value` +
      (why ? ` (dropped: ${why}).` : '.'),
  );
}

function refuseDiverged(used: readonly Observation[], { maxSpreadBps }: AggregationPolicy): void {
  const sorted = [...used].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (!lowest || !highest || lowest.value === highest.value) return;
  if (lowest.value !== 0n && deviationBps(lowest.value, highest.value) <= maxSpreadBps) return;
  throw new Refusal(
    'DIVERGED',
    `${lowest.source} says ${lowest.value} and ${highest.source} ${highest.value}: ` +
      `more than ${maxSpreadBps} bps apart.`,
  );
}

/** A fixed order, so that two nodes that asked in another order tell the same. */
function byProvider(a: Observation, b: Observation): number {
  const [left, right] = [`${a.provider}\n${a.source}`, `${b.provider}\n${b.source}`];
  if (left !== right) return left < right ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : a.observedAt - b.observedAt;
}
