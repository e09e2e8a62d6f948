import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../lib/rows.ts';
import type { AcceptedRound, Watch } from './chain.ts';
import type { Committee } from './committee.ts';
import type { Source } from './source.ts';

type Figure = Omit<Row, 'system'>;

const HEARTBEAT_MS = 60_000;
/** A round that comes later than this after it was due is late. */
const LATE_MS = 10_000;

const feedsOf = ({ assets }: Source): string[] =>
  assets.flatMap(({ navFeed, reserveFeed }) => [navFeed, reserveFeed]);

/** From a jump of the source's number to the block that has it, one after the other. */
export async function roundTrips(source: Source, watch: Watch, count: number): Promise<Figure[]> {
  const feeds = feedsOf(source);
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const before = watch.rounds.length;
    // At another moment of the block's second each time.
    await sleep((i * 370) % 1_000);
    const due = Date.now();
    source.jump(feeds[i % feeds.length] ?? '');
    await watch.until(before + 1, 30_000);
    took.push((watch.rounds.at(-1)?.seenAt ?? 0) - due);
  }
  return [
    { case: 'number to block, median', value: percentile(took, 50), unit: 'ms' },
    { case: 'number to block, 95 of 100', value: percentile(took, 95), unit: 'ms' },
    { case: 'number to block, longest', value: Math.max(...took), unit: 'ms' },
    { case: 'blocks', value: 1_000, unit: 'ms apart' },
  ];
}

export interface Keeping {
  source: Source;
  watch: Watch;
  nodes: Committee;
  minutes: number;
  say: (message: string) => void;
}

/** Every feed is due once a minute, spread evenly over it. */
export async function keepHeartbeat(given: Keeping): Promise<Figure[]> {
  const { source, watch, nodes, minutes, say } = given;
  const feeds = feedsOf(source);
  const due: { feed: string; at: number }[] = [];
  const first = watch.rounds.length;
  const began = Date.now();
  const before = nodes.usage();
  let [rss, pss] = [0, 0];
  for (let i = 0; i < feeds.length * minutes; i += 1) {
    const at = began + (i * HEARTBEAT_MS) / feeds.length;
    while (Date.now() < at) await sleep(Math.max(1, at - Date.now()));
    const feed = feeds[i % feeds.length] ?? '';
    source.jump(feed);
    due.push({ feed, at: Date.now() });
    if (i % feeds.length === 0) say(`minute ${1 + i / feeds.length} of ${minutes}`);
    if (i % 50 === 0) {
      const now = nodes.usage();
      [rss, pss] = [Math.max(rss, now.rssMb), Math.max(pss, now.pssMb)];
    }
  }
  const seconds = (Date.now() - began) / 1_000;
  const cpu = nodes.usage().cpuSeconds - before.cpuSeconds;
  // What was due last has its minute, too.
  await watch.until(first + due.length, HEARTBEAT_MS).catch(() => undefined);
  const rounds = watch.rounds.slice(first);
  const lateness = latenessOf(due, rounds);
  const arrived = lateness.filter((late) => late !== null);
  const name = `${feeds.length} feeds, each due every 60 s`;
  return [
    { case: `${name}: rounds due`, value: due.length, unit: 'rounds' },
    { case: `${name}: rounds missed`, value: due.length - arrived.length, unit: 'rounds' },
    {
      case: `${name}: more than ${LATE_MS / 1_000} s late`,
      value: arrived.filter((late) => late > LATE_MS).length,
      unit: 'rounds',
    },
    { case: `${name}: due to block, median`, value: percentile(arrived, 50), unit: 'ms' },
    { case: `${name}: due to block, 99 of 100`, value: percentile(arrived, 99), unit: 'ms' },
    {
      case: `${name}: in a transaction`,
      value: mean(rounds.map((r) => r.together)),
      unit: 'rounds',
    },
    { case: `${name}: five nodes, processor`, value: round(cpu / seconds), unit: 'cores' },
    { case: `${name}: five nodes, RSS summed`, value: round(rss), unit: 'MB' },
    { case: `${name}: five nodes, PSS summed`, value: round(pss), unit: 'MB' },
  ];
}

/** Of each that was due, ms until its feed's next round; null where the next was due before it came. */
function latenessOf(
  due: readonly { feed: string; at: number }[],
  rounds: readonly AcceptedRound[],
): (number | null)[] {
  const seen = Map.groupBy(rounds, ({ feed }) => feed);
  const asked = Map.groupBy(due, ({ feed }) => feed);
  return [...asked].flatMap(([feed, moments]) =>
    moments.map(({ at }, i) => {
      const until = moments[i + 1]?.at ?? Number.POSITIVE_INFINITY;
      const came = seen.get(feed)?.find(({ seenAt }) => seenAt > at && seenAt <= until);
      return came ? came.seenAt - at : null;
    }),
  );
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0;
}

const mean = (values: readonly number[]): number =>
  round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));

const round = (value: number): number => Math.round(value * 100) / 100;
