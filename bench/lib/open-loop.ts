import { setTimeout as sleep } from 'node:timers/promises';
import type { Loop } from './closed-loop.ts';
import { loopOf } from './closed-loop.ts';

/**
 * Begins an item every 1/`perSecond` seconds, whether the ones before were answered or not, and
 * counts each latency from the moment it was to begin: a server that stalls is charged for all who
 * would have come meanwhile.
 */
export async function openLoop<Item>(
  perSecond: number,
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<Loop> {
  const latencies: number[] = [];
  const began = performance.now();
  await Promise.all(
    items.map(async (item, i) => {
      const due = began + (i * 1_000) / perSecond;
      await sleep(Math.max(0, due - performance.now()));
      await act(item);
      latencies.push(performance.now() - due);
    }),
  );
  return loopOf(latencies, (performance.now() - began) / 1_000);
}
