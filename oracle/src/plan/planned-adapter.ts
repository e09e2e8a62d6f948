import { canonicalHash, formatDecimal, rescale } from '@cadastre/core';
import { aggregate, type Aggregate, type Observation } from '../aggregate/aggregate.js';
import { Refusal } from '../platform/refusal.js';
import type { Adapter, AssetRef, Derivation, FeedKind, Tolerance } from '../sources/adapter.js';
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
    const nav = await answer(this.plan.nav, context);
    const reserve = await answer(this.plan.reserve, context);
    const inputs = { nav: nav.inputs, reserve: reserve.inputs };
    return {
      assetId: asset.assetId,
      readings: { nav: reading(nav), reserve: reading(reserve) },
      inputs,
      inputsHash: canonicalHash({ ...inputs, values: valuesOf({ nav, reserve }) }),
      lines: [...nav.lines, ...reserve.lines],
      warnings: [...nav.warnings, ...reserve.warnings],
      documents: distinct([...nav.documents, ...reserve.documents]),
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
async function answer(feed: PlannedFeed, context: SourceContext): Promise<Answer> {
  const observations: Observation[] = [];
  const told: Answer = {
    aggregate: { value: 0n, valuationTime: 0, used: [], dropped: [] },
    inputs: [],
    lines: [],
    warnings: [],
    documents: [],
    refused: [],
  };
  for (const { provider, figure, kind, look } of feed.sources) {
    try {
      const yielded = await look(context);
      told.documents.push(...yielded.documents);
      told.refused.push(...(yielded.refused ?? []));
      observations.push(observe(yielded, { provider, figure, kind }, feed));
      told.inputs.push({ provider, kind, figure, ...yielded.inputs });
      told.lines.push(...yielded.lines.map((line) => `${provider}: ${line}`));
      told.warnings.push(...yielded.warnings.map((line) => `${provider}: ${line}`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      told.refused.push(error);
      if (feed.sources.length === 1) throw error.about(...told.documents);
      told.warnings.push(`${provider}: ${error.code} ${error.message}`);
    }
  }
  try {
    told.aggregate = aggregate(observations, feed, context.now);
  } catch (error) {
    const because = told.refused.map(({ code, message }) => ` ${code}: ${message}`).join('');
    if (!(error instanceof Refusal)) throw error;
    const looked = [...told.documents, ...told.refused.flatMap(({ documents }) => documents)];
    throw new Refusal(error.code, error.message + because).about(...looked);
  }
  const { value, used, dropped } = told.aggregate;
  told.lines.push(
    `lower median of ${used.length}: ${formatDecimal(value, feed.scale)} ${feed.unit}`,
  );
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

function distinct(documents: readonly RawDocument[]): RawDocument[] {
  const byHash = new Map(documents.map((one) => [`${one.source} ${one.sha256}`, one]));
  return [...byHash.values()];
}
