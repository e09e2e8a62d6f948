/** What Hardhat's task `test solidity` gives back, as far as it is read here. */
interface Outcome {
  readonly success: boolean;
  readonly value?: Suites;
  readonly error?: Suites;
}
interface Suites {
  readonly suiteResults: readonly { readonly testResults: readonly TestResult[] }[];
}

/** One test and how it went: `Success`, `Failure` or `Skipped`. */
export interface TestResult {
  readonly name: string;
  readonly status: string;
}

/**
 * The results in what `test solidity` returned.
 * @param output what it printed meanwhile
 * @throws Error with that output when no test ran at all
 */
export function resultsOf(run: unknown, output: string): TestResult[] {
  const { success, value, error } = run as Outcome;
  const suites = (success ? value : error)?.suiteResults;
  if (suites === undefined) throw new Error(`The tests did not run:\n${output}`);
  return suites.flatMap(({ testResults }) => testResults);
}

/** Does `work` and keeps for the caller what it prints. */
export async function quietly<T>(work: () => Promise<T>): Promise<{ value: T; output: string }> {
  const write = process.stdout.write.bind(process.stdout);
  let output = '';
  process.stdout.write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | ((error?: Error | null) => void),
    written?: (error?: Error | null) => void,
  ): boolean => {
    output += String(chunk);
    (typeof encoding === 'function' ? encoding : written)?.();
    return true;
  };
  try {
    return { value: await work(), output };
  } finally {
    process.stdout.write = write;
  }
}
