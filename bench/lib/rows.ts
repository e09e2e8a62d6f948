/** One figure of a bench, as `bench/results/*.json` keeps it. */
export interface Row {
  case: string;
  value: number;
  unit: string;
  system: string;
}

/** What a bench found. */
export interface BenchResult {
  rows: Row[];
  /** The same figures for a person to read. */
  table: string;
  /** Why the figures are not good enough; the run then ends with an error. */
  failure?: string;
}

/** Columns of equal width: the first to the left, all others to the right. */
export function grid(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) {
    line.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  }
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
