import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import { inFolder, prepare, sourceSpec } from '../sources/kinds.js';
import type { Look } from '../sources/source.js';

const wholeText = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,77})$/, 'must be a whole number as text')
  .transform(BigInt);

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

const planSchema = z.strictObject({
  assets: z.array(
    z.strictObject({ assetId: z.uuid().lowercase(), nav: plannedFeed, reserve: plannedFeed }),
  ),
});

export type PlannedFeed = Omit<z.output<typeof plannedFeed>, 'sources'> & {
  sources: { provider: string; figure: string; kind: string; look: Look }[];
};

export interface PlannedAsset {
  assetId: string;
  nav: PlannedFeed;
  reserve: PlannedFeed;
}

/** A plan that cannot be used; every problem is told at once. */
export class PlanError extends Error {
  constructor(readonly problems: string[]) {
    super(`the plan is not usable:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
  }
}

/**
 * Reads which sources make which numbers. Folders in it are relative to the file.
 * @throws PlanError naming each wrong field of each source
 */
export function readPlan(file: string): PlannedAsset[] {
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
  for (const [i, { assetId }] of assets.entries()) {
    if (assets.findIndex((one) => one.assetId === assetId) < i) {
      problems.push(`assets.${i}: ${assetId} is planned twice`);
    }
  }
  if (problems.length > 0) throw new PlanError(problems);
  return assets;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlanError([`${file} cannot be read as JSON: ${reason}`]);
  }
}
