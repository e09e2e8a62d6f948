/** An item and whoever waits for what becomes of it. */
export interface Waiting<Item> {
  item: Item;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * So many that find nothing under way go in halves: the second is got ready while the first is
 * written, and those of the first ask again while the second is. Below it a flush of its own for
 * each half costs more than that gains.
 */
const WORTH_HALVING = 8;

export interface Gathering<Item> {
  /** Answers each item itself, perhaps later than it ends, and never throws. */
  run: (group: Waiting<Item>[]) => Promise<void>;
  /** Two items of the same name are never in one group. */
  nameOf: (item: Item) => string;
  /** Work that `run` needs done and that can be done before; `run` does it where there was no time. */
  prepare: (item: Item) => void;
  /** Items in one group. */
  largest: number;
}

/**
 * Group commit: an item that finds nothing under way goes at once; items that arrive while a group is
 * under way are prepared meanwhile and go together as soon as it has ended.
 */
export class Gather<Item> {
  private waiting: Waiting<Item>[] = [];
  private readonly unprepared: Item[] = [];
  private underWay = false;

  constructor(private readonly gathering: Gathering<Item>) {}

  add(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      // In a later turn of the loop, so that those who arrive in the same one go together.
      setImmediate(() => this.begin());
      if (this.unprepared.push(item) === 1) setImmediate(() => this.prepareNext());
    });
  }

  private begin(): void {
    if (this.underWay) return;
    const { length } = this.waiting;
    this.go(length < WORTH_HALVING ? length : Math.ceil(length / 2));
  }

  private go(most: number): void {
    if (this.waiting.length === 0) return;
    this.underWay = true;
    void this.gathering.run(this.take(most)).finally(() => {
      this.underWay = false;
      this.go(this.waiting.length);
    });
  }

  /** One in each turn of the loop: what the database answers meanwhile is heard in between. */
  private prepareNext(): void {
    const item = this.unprepared.shift();
    try {
      if (item !== undefined) this.gathering.prepare(item);
    } catch {
      // `run` comes upon it again and answers whose it is.
    }
    if (this.unprepared.length > 0) setImmediate(() => this.prepareNext());
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
