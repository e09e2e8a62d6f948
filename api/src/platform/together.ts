import type { Database } from './database.js';

type Found<Value> = ReadonlyMap<string, Value>;

interface Asking<Value> {
  keys: readonly string[];
  answer: (found: Found<Value>) => void;
  fail: (reason: unknown) => void;
}

/**
 * Reads by key for requests that come at the same time: who asks while a read is under way shares the next one. Nothing
 * is kept: what one gets was read after one asked. In a transaction everybody reads alone, because only its own
 * statements see what it has written.
 */
export class Together<Value> {
  private asking: Asking<Value>[] = [];
  private underWay = false;

  constructor(
    private readonly db: Pick<Database, 'inTransaction'>,
    private readonly read: (keys: readonly string[]) => Promise<Found<Value>>,
  ) {}

  /** What stands under the key; undefined where nothing does. */
  async of(key: string): Promise<Value | undefined> {
    return (await this.ofAll([key])).get(key);
  }

  /** What stands under these keys. */
  async ofAll(keys: readonly string[]): Promise<Found<Value>> {
    if (this.db.inTransaction) return this.read(keys);
    return new Promise((answer, fail) => {
      this.asking.push({ keys, answer, fail });
      // In a later turn of the loop, so that those who ask in the same one go together.
      setImmediate(() => void this.begin());
    });
  }

  private async begin(): Promise<void> {
    if (this.underWay || this.asking.length === 0) return;
    const group = this.asking;
    this.asking = [];
    this.underWay = true;
    try {
      const found = await this.read([...new Set(group.flatMap(({ keys }) => keys))]);
      for (const { answer } of group) answer(found);
    } catch (error) {
      for (const { fail } of group) fail(error);
    } finally {
      this.underWay = false;
      setImmediate(() => void this.begin());
    }
  }
}
