import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ConfigError, readConfig } from '../platform/config.js';
import { BackfillStore, type BackfillRow } from '../storage/backfills.js';
import { Database } from '../storage/database.js';
import { ask } from './feeds.js';
import { CliError, type Terminal } from './terminal.js';

/** How often the progress is looked at, ms. */
const LOOK_MS = 500;

const shown = z.object({
  policy: z.object({ schedule: z.object({ name: z.string() }).nullable() }),
  onChain: z.object({
    paused: z.boolean(),
    last: z.object({ round: z.number(), valuationTime: z.number() }).nullable(),
  }),
});

/**
 * Asks the oracle for a range of missed days, and tells how it goes until the range is closed. What was
 * asked for is kept: leaving this command stops nothing, and asking again only looks on.
 * @throws CliError where the feed has no days, another range is open, or the oracle gave it up
 */
export async function backfill(
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  sure: (question: string) => Promise<void>,
  { feed, from, to }: { feed: string; from: string; to: string },
): Promise<void> {
  const before = shown.parse(await ask(env, `/feeds/${feed}`));
  if (!before.policy.schedule) {
    throw new CliError(`${feed} has no schedule: no day of it can be missed.`);
  }
  const database = new Database(configOf(env));
  try {
    const store = new BackfillStore(database);
    terminal.say(`days        ${from} to ${to}, ${before.policy.schedule.name}`);
    const open = await store.open(feed);
    if (!open) await sure('Publish them in order, one round for each business day?');
    const range = open ?? (await store.ask(feed, from, to, new Date()));
    if (!range || range.firstDay !== from || range.lastDay !== to) {
      throw new CliError(
        `Another range is open: ${range?.firstDay} to ${range?.lastDay}. Wait for its end.`,
      );
    }
    if (open) terminal.say('resumed     it was asked for before');
    await follow(store, range, env, terminal, feed, before.onChain.last?.round ?? 0);
  } finally {
    await database.onApplicationShutdown();
  }
}

async function follow(
  store: BackfillStore,
  range: BackfillRow,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
  feed: string,
  from: number,
): Promise<void> {
  let [round, told] = [from, ''];
  for (;;) {
    const now = await store.get(range.id);
    const { last } = shown.parse(await ask(env, `/feeds/${feed}`)).onChain;
    if (last && last.round > round) {
      round = last.round;
      terminal.say(`published   #${round} of ${new Date(last.valuationTime * 1000).toISOString()}`);
    }
    if (now?.state === 'done') {
      terminal.say(`done        ${round - from} rounds`);
      return;
    }
    if (!now || now.state === 'cancelled') throw new CliError(now?.reason ?? 'The range is gone.');
    if (now.reason && now.reason !== told) terminal.say(`waiting     ${now.reason}`);
    told = now.reason ?? '';
    await sleep(LOOK_MS);
  }
}

function configOf(env: NodeJS.ProcessEnv) {
  try {
    return readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message);
    throw error;
  }
}
