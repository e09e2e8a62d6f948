/** What a number of callers got done, each beginning the next only when the last was answered. */
export interface Loop {
  done: number;
  seconds: number;
  perSecond: number;
  /** Milliseconds from asking to being answered. */
  p50: number;
  p99: number;
}

/**
 * Lets `callers` take one item after the other until `milliseconds` are over or none is left. What
 * is under way at the end is waited for and counted, in the time as in the number.
 */
export async function closedLoop<Item>(
  callers: number,
  milliseconds: number,
  items: readonly Item[],
  act: (item: Item, caller: number) => Promise<unknown>,
): Promise<Loop> {
  const latencies: number[] = [];
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() - began < milliseconds) {
        const item = items[next];
        if (item === undefined) return;
        next += 1;
        const asked = performance.now();
        await act(item, caller);
        latencies.push(performance.now() - asked);
      }
    }),
  );
  return loopOf(latencies, (performance.now() - began) / 1000);
}

/** @param latencies milliseconds, in any order */
export function loopOf(latencies: number[], seconds: number): Loop {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    done: sorted.length,
    seconds,
    perSecond: sorted.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
  };
}
