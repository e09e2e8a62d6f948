/** How a gatherer divides what arrives. */
export interface GatherLimits {
  /** Groups under way at once. What arrives meanwhile waits and goes together. */
  underWay: number;
  /** Items in one group. */
  size: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
}

/**
 * Group commit: an item that finds a free place goes at once; items that arrive while all places
 * are taken go together as soon as one is free. Nothing ever waits for company. Two items of the
 * same name are never in one group.
 */
export class Gather<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private underWay = 0;

  /** `run` answers for each item in its order, and throws only where it cannot answer for any. */
  constructor(
    private readonly run: (items: Item[]) => Promise<PromiseSettledResult<Result>[]>,
    private readonly nameOf: (item: Item) => string,
    private readonly limits: GatherLimits,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // In a later turn of the loop, so that those who arrive in the same one go together.
      setImmediate(() => this.go());
    });
  }

  private go(): void {
    while (this.underWay < this.limits.underWay && this.waiting.length > 0) {
      this.underWay += 1;
      void this.finish(this.take());
    }
  }

  private take(): Waiting<Item, Result>[] {
    const group = new Map<string, Waiting<Item, Result>>();
    const left: Waiting<Item, Result>[] = [];
    for (const one of this.waiting) {
      const name = this.nameOf(one.item);
      if (group.size < this.limits.size && !group.has(name)) group.set(name, one);
      else left.push(one);
    }
    this.waiting = left;
    return [...group.values()];
  }

  private async finish(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.run(group.map(({ item }) => item));
      for (const [i, { resolve, reject }] of group.entries()) {
        const result = results[i];
        if (result?.status === 'fulfilled') resolve(result.value);
        else reject(result?.reason ?? new Error('an item of a group was not answered'));
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      this.underWay -= 1;
      this.go();
    }
  }
}
