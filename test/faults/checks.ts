import pg from 'pg';
import type { Origin } from './chain.ts';
import { checkCommands, checkNonces, checkTimelines } from './check-outbox.ts';
import { checkEvents, checkFacts, checkHoldings, checkSums } from './check-ledger.ts';
import type { Lane } from './lane.ts';
import type { ScheduleNode } from './node.ts';
import type { Plan } from './plan.ts';
import type { Losses } from './restore.ts';
import { checkReindex } from './reindex.ts';
import { checkAttribution, checkForgotten } from './check-restore.ts';
import type { Command } from './workload.ts';

/** All that a check may look at, when everything is at rest. */
export interface Scene {
  plan: Plan;
  commands: Command[];
  node: ScheduleNode;
  lane: Lane;
  database: string;
  origin: Origin;
  folder: string;
  losses: Losses;
}

/** The rows of one statement. */
export type Ask = <Row extends pg.QueryResultRow>(
  text: string,
  values?: unknown[],
) => Promise<Row[]>;

export type Check = (scene: Scene, ask: Ask) => Promise<string[]>;

const CHECKS: Check[] = [
  checkCommands,
  checkNonces,
  checkTimelines,
  checkAttribution,
  checkForgotten,
  checkSums,
  checkHoldings,
  checkFacts,
  checkEvents,
  checkReindex,
];

/** Every broken promise, a sentence each. */
export async function checkAll(scene: Scene): Promise<string[]> {
  const client = new pg.Client({ connectionString: scene.lane.url(scene.database) });
  await client.connect();
  const ask: Ask = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await client.query<Row>(text, values)).rows;
  try {
    const failures: string[] = [];
    for (const check of CHECKS) failures.push(...(await check(scene, ask)));
    return failures;
  } finally {
    await client.end();
  }
}
