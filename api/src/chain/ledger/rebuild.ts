import type { EntityManager } from 'typeorm';
import type { Abis } from './decode.js';
import { pack } from './pack.js';
import { projectFeeds } from './project-feeds.js';
import { projectTransfers } from './project-holdings.js';
import { projectRegistry } from './project-registry.js';
import { replayLogs, replayTransfers, type Step } from './replay.js';

export const PROJECTIONS = ['holdings', 'registry', 'feeds'] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** How far a rebuild has come: rows of the journal read, and up to which block. */
export interface Progress {
  rows: number;
  block: number;
}

interface Recipe {
  tables: string[];
  /** Reads the journal oldest first and projects it as it was projected the first time. */
  replay(em: EntityManager, abis: Abis): AsyncGenerator<Progress>;
}

const RECIPES: Record<Projection, Recipe> = {
  holdings: {
    tables: ['holding', 'holding_change', 'token_supply', 'token_supply_change'],
    replay: (em) =>
      each(replayTransfers(em), async (items) => projectTransfers(em, await pack(items))),
  },
  registry: {
    tables: ['registration', 'registration_change'],
    replay: (em, abis) => each(replayLogs(em, abis), (facts) => projectRegistry(em, facts)),
  },
  feeds: {
    tables: ['feed_round', 'feed_parked'],
    replay: (em, abis) => each(replayLogs(em, abis), (facts) => projectFeeds(em, facts)),
  },
};

/**
 * Makes a projection anew from the journal, in the caller's transaction. The cursor's row is locked
 * meanwhile: the ledger waits, and readers see the old rows until it commits.
 */
export async function* rebuild(
  em: EntityManager,
  abis: Abis,
  projection: Projection,
): AsyncGenerator<Progress> {
  await em.query('SELECT FROM api.ledger_cursor FOR UPDATE');
  const { tables, replay } = RECIPES[projection];
  for (const table of tables) await em.query(`DELETE FROM api.${table}`);
  yield* replay(em, abis);
}

async function* each<Item>(
  steps: AsyncGenerator<Step<Item>>,
  project: (items: Item[]) => Promise<unknown>,
): AsyncGenerator<Progress> {
  let rows = 0;
  for await (const { items, upTo } of steps) {
    await project(items);
    rows += items.length;
    yield { rows, block: upTo };
  }
}
