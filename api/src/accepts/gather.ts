/** An item and whoever waits for what becomes of it. */
export interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** Groups that are written at once: more did not gain on two cores (docs/decisions.md). */
export const ABREAST = 2;
/** So many that find nothing under way go in halves; below it a commit for each half costs more than that gains. */
const WORTH_HALVING = 8;

export interface Gathering<Item> {
  /** Answers each item itself, perhaps later than it ends, and never throws. */
  run: (group: Waiting<Item>[]) => Promise<void>;
  /** Two items of the same name are never in one group. */
  nameOf: (item: Item) => string;
  /** Items in one group. */
  largest: number;
}

/**
 * Group commit: an item that finds less than two groups under way goes at once; items that arrive
 * while two are go together as soon as one has ended.
 */
export class Gather<Item> {
  private waiting: Waiting<Item>[] = [];
  private underWay = 0;

  constructor(private readonly gathering: Gathering<Item>) {}

  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // In a later turn of the loop, so that those who arrive in the same one go together.
      setImmediate(() => this.begin());
    });
  }

  private begin(): void {
    while (this.underWay < ABREAST && this.waiting.length > 0) {
      const { length } = this.waiting;
      const halved = this.underWay === 0 && length >= WORTH_HALVING;
      this.go(halved ? Math.ceil(length / 2) : length);
    }
  }

  private go(most: number): void {
    this.underWay += 1;
    void this.gathering.run(this.take(most)).finally(() => {
      this.underWay -= 1;
      // Those it has answered ask again in this turn, and go together with who has waited.
      setImmediate(() => this.begin());
    });
  }

  private take(most: number): Waiting<Item>[] {
    const { nameOf, largest } = this.gathering;
    const group = new Map<string, Waiting<Item>>();
    const left: Waiting<Item>[] = [];
    for (const one of this.waiting) {
      const name = nameOf(one.item);
      if (group.size < Math.min(most, largest) && !group.has(name)) group.set(name, one);
      else left.push(one);
    }
    this.waiting = left;
    return [...group.values()];
  }
}
