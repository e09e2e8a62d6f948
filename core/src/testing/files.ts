import { readFileSync } from 'node:fs';

/** A worked-numbers file of this package. */
export function readVectors(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../test-vectors/${name}`, import.meta.url), 'utf8'),
  ) as unknown;
}

/** A file of the real input data. */
export function readData(path: string): string {
  return readFileSync(new URL(`../../../data/${path}`, import.meta.url), 'utf8');
}

/** What a call throws: its code, or the name of what else it threw. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing was thrown';
}
