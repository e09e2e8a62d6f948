import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ROOT } from './paths.ts';

/** What a paper says of tests: in which file, if it says so, and what they are called there. */
interface Claim {
  file: string | null;
  names: string[];
}

/** One letter alone stands for any name. */
const FILE = String.raw`[\w./-]{2,}\.(?:spec\.ts|test\.ts|t\.sol)`;
const CALLED = String.raw`"[^"]+"|\`\w+_\w*…?\``;
/** A test's file, as code or as a link, with what it is said to hold after a colon; or a function `always_…` alone. */
const CLAIM = new RegExp(
  String.raw`(?:\`(${FILE})\`|\]\((${FILE})\)\)?)(?::((?:,? (?:${CALLED}))+))?|\`(\w+_\w*…)\``,
  'g',
);

/** Every test that a text refers to. */
function claimsOf(text: string): Claim[] {
  return [...text.matchAll(CLAIM)].map(([, code, link, called = '', alone]) => ({
    file: code ?? link ?? null,
    names: [...called.matchAll(new RegExp(CALLED, 'g'))]
      .map(([name]) => name.slice(1, -1))
      .concat(alone ?? []),
  }));
}

/** What the project's papers say of tests that are not there, a sentence each. */
export function falseClaims(): string[] {
  // What Solidity's compiler writes lies in folders that are called as the tests' files are.
  const exclude = ['**/node_modules/**', '**/dist/**', '**/artifacts/**'];
  const tests = globSync('*/**/*.{spec.ts,test.ts,t.sol}', { cwd: ROOT, exclude });
  const textOf = (files: string[]) =>
    files.map((file) => readFileSync(resolve(ROOT, file), 'utf8')).join('\n');
  /** By its path from the paper, or by its last parts. */
  const named = (file: string, paper: string): string[] => {
    const beside = resolve(ROOT, dirname(paper), file);
    return existsSync(beside) ? [beside] : tests.filter((one) => `/${one}`.endsWith(`/${file}`));
  };
  return globSync('{*.md,*/**/*.md}', { cwd: ROOT, exclude }).flatMap((paper) =>
    claimsOf(textOf([paper])).flatMap(({ file, names }) => {
      const found = file === null ? tests : named(file, paper);
      if (found.length === 0) return [`${paper}: there is no ${file}`];
      const text = textOf(found);
      return names
        .filter((name) => !text.includes(name.replace(/…$/, '')))
        .map((name) => `${paper}: no test ${file ? `in ${file} ` : ''}is called ${name}`);
    }),
  );
}
