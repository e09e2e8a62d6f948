/** An item and whoever waits for what becomes of it. */
export interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Group commit: an item that finds nothing under way goes at once; items that arrive while a group is
 * under way go together as soon as it has ended. Nothing ever waits for company. Two items of the same
 * name are never in one group.
 */
export class Gather<Item> {
  private waiting: Waiting<Item>[] = [];
  private underWay = false;

  /**
   * @param run answers each item itself, perhaps later than it ends, and never throws
   * @param largest items in one group
   */
  constructor(
    private readonly run: (group: Waiting<Item>[]) => Promise<void>,
    private readonly nameOf: (item: Item) => string,
    private readonly largest: number,
  ) {}

  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // In a later turn of the loop, so that those who arrive in the same one go together.
      setImmediate(() => this.go());
    });
  }

  private go(): void {
    if (this.underWay || this.waiting.length === 0) return;
    this.underWay = true;
    void this.run(this.take()).finally(() => {
      this.underWay = false;
      this.go();
    });
  }

  private take(): Waiting<Item>[] {
    const group = new Map<string, Waiting<Item>>();
    const left: Waiting<Item>[] = [];
    for (const one of this.waiting) {
      const name = this.nameOf(one.item);
      if (group.size < this.largest && !group.has(name)) group.set(name, one);
      else left.push(one);
    }
    this.waiting = left;
    return [...group.values()];
  }
}
