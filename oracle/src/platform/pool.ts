/** Does the work for every item, for at most `limit` of them at a time. The first failure is thrown at the end. */
export async function pool<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  const lanes = await Promise.allSettled(
    Array.from({ length: Math.min(limit, items.length) }, lane),
  );
  for (const done of lanes) if (done.status === 'rejected') throw done.reason;
}

/** Lets work happen one after the other, in the order in which it was asked for. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  do<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
