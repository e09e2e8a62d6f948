import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import { inFolder, prepare, sourceSpec } from '../sources/kinds.js';
import type { Look } from '../sources/source.js';
import { FEED_KINDS } from '../sources/adapter.js';
import type { PlannedPolicies } from '../decide/policy.js';
import { PolicyFileError, policySchema, readPolicy, wholeText } from './policy-schema.js';

const plannedSource = z.strictObject({
  /** Who vouches for the value: sources of one provider have one voice. */
  provider: z.string().min(1),
  /** Which of the source's figures. */
  figure: z.string().min(1).default('value'),
  source: sourceSpec,
});

const plannedFeed = z.strictObject({
  unit: z.string().min(1),
  /** Decimals of the feed: figures of another scale are brought to it, rounded down. */
  scale: z.int().min(0).max(18),
  sources: z.array(plannedSource).min(1).max(32),
  quorum: z.int().min(1).max(32).default(1),
  /** Seconds; an older figure has no voice. */
  maxAge: z.int().positive(),
  min: wholeText,
  max: wholeText,
  maxSpreadBps: wholeText.prefault('100'),
  /** How far a signer's own value and time may be from the proposed ones. */
  tolerance: z
    .strictObject({ bps: wholeText, seconds: z.int().min(0) })
    .prefault({ bps: '25', seconds: 120 }),
});

const assetId = z.uuid().lowercase();

const planSchema = z.strictObject({
  /** Where the numbers of an asset come from; a fund of Treasuries has sources of its own. */
  assets: z.array(z.strictObject({ assetId, nav: plannedFeed, reserve: plannedFeed })).default([]),
  /** When and within which limits a feed is published; what is left out is its kind's default. */
  policies: z
    .array(
      z.strictObject({
        assetId,
        nav: policySchema.default({}),
        reserve: policySchema.default({}),
      }),
    )
    .default([]),
});

export type PlannedFeed = Omit<z.output<typeof plannedFeed>, 'sources'> & {
  sources: { provider: string; figure: string; kind: string; look: Look }[];
};

export interface PlannedAsset {
  assetId: string;
  nav: PlannedFeed;
  reserve: PlannedFeed;
}

/** Everything the operator decided, in one file. */
export interface Plan {
  assets: PlannedAsset[];
  policies: ReadonlyMap<string, PlannedPolicies>;
}

/** A plan that cannot be used; every problem is told at once. */
export class PlanError extends Error {
  constructor(readonly problems: string[]) {
    super(`the plan is not usable:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  }
}

/**
 * Reads which sources make which numbers, and each feed's policy. Folders in it are relative to the file.
 * @throws PlanError naming each wrong field of each source and policy
 */
export function readPlan(file: string): Plan {
  const parsed = planSchema.safeParse(readJson(file));
  if (!parsed.success) {
    throw new PlanError(
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the plan'}: ${issue.message}`),
    );
  }
  const problems: string[] = [];
  const ready = (feed: z.output<typeof plannedFeed>, where: string): PlannedFeed => ({
    ...feed,
    sources: feed.sources.flatMap(({ provider, figure, source }, i) => {
      try {
        const look = prepare(inFolder(source, dirname(file)));
        return [{ provider, figure, kind: source.kind, look }];
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        problems.push(`${where}.sources.${i}: ${error.message}`);
        return [];
      }
    }),
  });
  const assets = parsed.data.assets.map(({ assetId, nav, reserve }, i) => ({
    assetId,
    nav: ready(nav, `assets.${i}.nav`),
    reserve: ready(reserve, `assets.${i}.reserve`),
  }));
  const policies = parsed.data.policies.map((written, i) => {
    const [nav, reserve] = FEED_KINDS.map((kind) => {
      try {
        return readPolicy(written[kind], dirname(file));
      } catch (error) {
        if (!(error instanceof PolicyFileError)) throw error;
        problems.push(`policies.${i}.${kind}.schedule: ${error.message}`);
        return {};
      }
    });
    return [written.assetId, { nav: nav ?? {}, reserve: reserve ?? {} }] as const;
  });
  problems.push(...twice('assets', parsed.data.assets), ...twice('policies', parsed.data.policies));
  if (problems.length > 0) throw new PlanError(problems);
  return { assets, policies: new Map(policies) };
}

const twice = (section: string, items: readonly { assetId: string }[]): string[] =>
  items.flatMap(({ assetId }, i) =>
    items.findIndex((one) => one.assetId === assetId) < i
      ? [`${section}.${i}: ${assetId} is planned twice`]
      : [],
  );

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlanError([`${file} cannot be read as JSON: ${reason}`]);
  }
}
