/** Labels of a count, such as `{ reason: 'replayed' }`. Few values each: every combination is kept. */
export type Labels = Readonly<Record<string, string>>;

/** How often something happened since the process began. */
export interface Count {
  name: string;
  labels: Labels;
  value: number;
}

/** What this process counts, for whoever shows it. Injectable by class. */
export class Counters {
  private readonly counts = new Map<string, Count>();

  /** Counts one more. Names in the form `oracle_peer_refused_total`. */
  add(name: string, labels: Labels = {}): void {
    const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const key = `${name} ${JSON.stringify(sorted)}`;
    const known = this.counts.get(key);
    if (known) known.value += 1;
    else this.counts.set(key, { name, labels: sorted, value: 1 });
  }

  /** A snapshot, in the order of first occurrence. */
  read(): Count[] {
    return [...this.counts.values()].map((count) => ({ ...count }));
  }
}
