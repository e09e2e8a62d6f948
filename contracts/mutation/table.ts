/** One guard, broken in one way. */
export interface Mutation {
  /** The guard in words. */
  readonly guard: string;
  /** Source file, from the folder of the contracts package. */
  readonly file: string;
  /** An expression of the source, as it stands there. */
  readonly find: string;
  /** What takes its place; of the same type. */
  readonly replace: string;
  /** Which occurrence of the expression is meant, from 0. */
  readonly occurrence: number;
  /** The test files of which one must notice. */
  readonly tests: readonly string[];
}

/** Makes mutations of one source that the same tests must notice. */
export function on(file: string, tests: readonly string[]) {
  return (find: string, replace: string, occurrence: number, guard: string): Mutation => ({
    file,
    tests,
    find,
    replace,
    occurrence,
    guard,
  });
}
