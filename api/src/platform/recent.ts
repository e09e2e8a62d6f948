/**
 * What was looked up lately, for reads that come with every request. Holds at most `size` values,
 * each for `ttlMs` at most (for ever if left out); the oldest goes first.
 */
export class Recent<Value> {
  private readonly kept = new Map<string, { value: Value; until: number }>();
  private forgotten = 0;

  constructor(
    private readonly size: number,
    private readonly ttlMs = Infinity,
  ) {}

  get(key: string): Value | undefined {
    const found = this.kept.get(key);
    return found && found.until > performance.now() ? found.value : undefined;
  }

  /** The value kept, or what `read` finds; nothing found, or forgotten while it read, is not kept. */
  async of(key: string, read: () => Promise<Value | null>): Promise<Value | null> {
    const kept = this.get(key);
    if (kept !== undefined) return kept;
    const before = this.forgotten;
    const value = await read();
    if (value !== null && before === this.forgotten) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.kept.delete(key);
    this.kept.set(key, { value, until: performance.now() + this.ttlMs });
    if (this.kept.size <= this.size) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  forget(key: string): void {
    this.kept.delete(key);
    this.forgotten += 1;
  }
}
