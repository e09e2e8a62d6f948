/** How a gatherer divides what arrives. */
export interface GatherLimits {
  /** Groups under way at once. What arrives meanwhile waits and goes together. */
  underWay: number;
  /** Items in one group. */
  size: number;
}

/** An item and whoever waits for what becomes of it. */
export interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Group commit: an item that finds a free place goes at once; items that arrive while all places
 * are taken go together as soon as one is free. Nothing ever waits for company. Two items of the
 * same name are never in one group.
 */
export class Gather<Item> {
  private waiting: Waiting<Item>[] = [];
  private underWay = 0;

  /** `run` holds a place until it ends. It answers each item itself, perhaps later, and never throws. */
  constructor(
    private readonly run: (group: Waiting<Item>[]) => Promise<void>,
    private readonly nameOf: (item: Item) => string,
    private readonly limits: GatherLimits,
  ) {}

  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // In a later turn of the loop, so that those who arrive in the same one go together.
      setImmediate(() => this.go());
    });
  }

  private go(): void {
    while (this.underWay < this.limits.underWay && this.waiting.length > 0) {
      const group = this.take();
      this.underWay += 1;
      void this.run(group).finally(() => {
        this.underWay -= 1;
        this.go();
      });
    }
  }

  private take(): Waiting<Item>[] {
    // An even share for each free place: two half groups overlap, where a whole one would go alone.
    const share = Math.ceil(this.waiting.length / (this.limits.underWay - this.underWay));
    const size = Math.min(share, this.limits.size);
    const group = new Map<string, Waiting<Item>>();
    const left: Waiting<Item>[] = [];
    for (const one of this.waiting) {
      const name = this.nameOf(one.item);
      if (group.size < size && !group.has(name)) group.set(name, one);
      else left.push(one);
    }
    this.waiting = left;
    return [...group.values()];
  }
}
