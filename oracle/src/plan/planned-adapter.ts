import { canonicalHash, formatDecimal, rescale } from '@cadastre/core';
import { aggregate, type Aggregate, type Observation } from '../aggregate/aggregate.js';
import { Refusal } from '../platform/refusal.js';
import type {
  Adapter,
  AssetRef,
  Derivation,
  FeedKind,
  Tolerance,
  Voice,
} from '../sources/adapter.js';
import type { RawDocument } from '../sources/document.js';
import type { SourceContext, Yield } from '../sources/source.js';
import type { PlannedAsset, PlannedFeed } from './plan.js';

/** What one feed's sources gave: the number, and everything behind it. */
interface Answer {
  aggregate: Aggregate;
  inputs: Record<string, unknown>[];
  lines: string[];
  warnings: string[];
  documents: RawDocument[];
  voices: Voice[];
  refused: Refusal[];
}

/** Values an asset by its plan: every source of a feed is looked at, and their voices make one number. */
export class PlannedAdapter implements Adapter {
  readonly tolerance: Record<FeedKind, Tolerance>;
  readonly quorum: Record<FeedKind, number>;

  constructor(
    private readonly plan: PlannedAsset,
    private readonly house: Omit<SourceContext, 'now'>,
  ) {
    this.tolerance = { nav: plan.nav.tolerance, reserve: plan.reserve.tolerance };
    this.quorum = { nav: plan.nav.quorum, reserve: plan.reserve.quorum };
  }

  /** @throws Refusal with the reason why there is no value now */
  async derive(asset: AssetRef, now: number): Promise<Derivation> {
    const context = { ...this.house, now };
    const nav = await answer('nav', this.plan.nav, context);
    const reserve = await answer('reserve', this.plan.reserve, context);
    const inputs = { nav: nav.inputs, reserve: reserve.inputs };
    return {
      assetId: asset.assetId,
      readings: { nav: reading(nav), reserve: reading(reserve) },
      inputs,
      inputsHash: canonicalHash({ ...inputs, values: valuesOf({ nav, reserve }) }),
      lines: [...nav.lines, ...reserve.lines],
      warnings: [...nav.warnings, ...reserve.warnings],
      documents: distinct([...nav.documents, ...reserve.documents]),
      voices: [...nav.voices, ...reserve.voices],
      refused: [...nav.refused, ...reserve.refused],
    };
  }
}

const reading = ({ aggregate: { value, valuationTime } }: Answer) => ({ value, valuationTime });

const valuesOf = (answers: Record<FeedKind, Answer>) =>
  Object.fromEntries(
    Object.entries(answers).map(
      ([
        kind,
        {
          aggregate: { value, valuationTime },
        },
      ]) => [kind, [value.toString(), valuationTime]],
    ),
  );

/** A source that refuses has no voice; whether the others are enough is the policy's question. */
async function answer(kind: FeedKind, feed: PlannedFeed, context: SourceContext): Promise<Answer> {
  const observations: Observation[] = [];
  const told: Answer = {
    aggregate: { value: 0n, valuationTime: 0, used: [], dropped: [] },
    inputs: [],
    lines: [],
    warnings: [],
    documents: [],
    voices: [],
    refused: [],
  };
  for (const { provider, figure, kind: source, look } of feed.sources) {
    try {
      const yielded = await look(context);
      told.documents.push(...yielded.documents);
      told.refused.push(...(yielded.refused ?? []));
      const seen = observe(yielded, { provider, figure, kind: source }, feed);
      observations.push(seen);
      told.voices.push(voiceOf(kind, source, seen, feed.unit));
      told.inputs.push({ provider, kind: source, figure, ...yielded.inputs });
      told.lines.push(...yielded.lines.map((line) => `${provider}: ${line}`));
      told.warnings.push(...yielded.warnings.map((line) => `${provider}: ${line}`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      told.refused.push(error);
      const { code: outcome, message: reason } = error;
      told.voices.push({ feed: kind, provider, source, outcome, reason });
      if (feed.sources.length === 1) {
        error.voices = told.voices;
        throw error.about(...told.documents);
      }
      told.warnings.push(`${provider}: ${error.code} ${error.message}`);
    }
  }
  try {
    told.aggregate = aggregate(observations, feed, context.now);
  } catch (error) {
    const because = told.refused.map(({ code, message }) => ` ${code}: ${message}`).join('');
    if (!(error instanceof Refusal)) throw error;
    const looked = [...told.documents, ...told.refused.flatMap(({ documents }) => documents)];
    const refusal = new Refusal(error.code, error.message + because).about(...looked);
    const { code } = refusal;
    refusal.voices = told.voices.map((one) =>
      one.outcome === 'USED' ? { ...one, outcome: code } : one,
    );
    throw refusal;
  }
  const { value, used, dropped } = told.aggregate;
  told.lines.push(
    `lower median of ${used.length}: ${formatDecimal(value, feed.scale)} ${feed.unit}`,
  );
  told.voices = told.voices.map((one) => afterwards(one, dropped));
  told.warnings.push(...dropped.map(({ source, code }) => `${source}: dropped, ${code}`));
  return told;
}

function observe(
  { figures, doNotUse }: Yield,
  from: { provider: string; figure: string; kind: string },
  feed: PlannedFeed,
): Observation {
  const source = `${from.provider} (${from.kind})`;
  const figure = figures[from.figure];
  if (!figure) {
    const known = Object.keys(figures).join(', ');
    throw new Refusal('NO_FIGURE', `${source} gives ${known}, but no ${from.figure}.`);
  }
  if (figure.unit !== feed.unit) {
    throw new Refusal(
      'OTHER_UNIT',
      `${source} counts in ${figure.unit}, the feed in ${feed.unit}.`,
    );
  }
  // Rounded down: a reserve is never counted above what is there.
  const value = rescale(figure.value, figure.scale, feed.scale, 'floor');
  return {
    provider: from.provider,
    source,
    value,
    observedAt: figure.at,
    ...(doNotUse && { doNotUse }),
  };
}

function voiceOf(feed: FeedKind, source: string, seen: Observation, unit: string): Voice {
  const { provider, value, observedAt } = seen;
  return { feed, provider, source, outcome: 'USED', value: value.toString(), unit, observedAt };
}

/** A voice that the policy dropped knows why. */
function afterwards(voice: Voice, dropped: Aggregate['dropped']): Voice {
  const found = dropped.find(
    (one) =>
      one.source === `${voice.provider} (${voice.source})` &&
      one.value.toString() === voice.value &&
      one.observedAt === voice.observedAt,
  );
  return found ? { ...voice, outcome: found.code } : voice;
}

function distinct(documents: readonly RawDocument[]): RawDocument[] {
  const byHash = new Map(documents.map((one) => [`${one.source} ${one.sha256}`, one]));
  return [...byHash.values()];
}
