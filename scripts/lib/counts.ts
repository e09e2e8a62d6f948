export interface Counts {
  passed: number;
  failed: number;
}

// Colours, where a runner insists on them.
// eslint-disable-next-line no-control-regex -- the escape character is what colours begin with
const COLOURS = /\u001b\[[0-9;]*m/g;

const PATTERNS: { passed: RegExp; failed: RegExp }[] = [
  // Jest: "Tests:       1 failed, 2 skipped, 30 passed, 33 total"
  { passed: /^Tests:.*?(\d+) passed/gm, failed: /^Tests:.*?(\d+) failed/gm },
  // node --test: "ℹ pass 12", "ℹ fail 0"
  { passed: /^(?:ℹ|#) pass (\d+)$/gm, failed: /^(?:ℹ|#) fail (\d+)$/gm },
  // Hardhat: "  31 passing (2s)", "  1 failing", also as "Run Passed: 31 passed, 0 failed"
  { passed: /^\s*(\d+) passing\b/gm, failed: /^\s*(\d+) failing\b/gm },
];

/** Adds up what the test runners said in an output; several runs may follow one another in it. */
export function countTests(output: string): Counts {
  const plain = output.replace(COLOURS, '');
  const sum = (pattern: RegExp): number =>
    [...plain.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  return {
    passed: PATTERNS.reduce((total, { passed }) => total + sum(passed), 0),
    failed: PATTERNS.reduce((total, { failed }) => total + sum(failed), 0),
  };
}
