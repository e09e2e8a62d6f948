export interface Row {
  name: string;
  seconds: number;
  ok: boolean;
  remark: string;
}

/** The summary at the end of a run: one line each, aligned. */
export function table(rows: Row[]): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, seconds, ok, remark }) => {
      const time = `${seconds.toFixed(1)} s`.padStart(9);
      return `  ${ok ? 'pass' : 'FAIL'}  ${name.padEnd(width)} ${time}  ${remark}`.trimEnd();
    })
    .join('\n');
}
