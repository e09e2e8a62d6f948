import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentOf, failing } from './judge.ts';

/** A mutant's switch, and the test files of which one must notice. */
export interface Trial {
  readonly mutant: string;
  readonly tests: readonly string[];
}

/** The EVM keeps what its tests left: a process that has judged this many is ended. */
const EACH = 40;

/**
 * Runs the trials one after another, some in each process.
 * @param root the compiled copy
 * @yields for each trial its place and the names of the tests that failed
 */
export async function* judged(
  root: string,
  trials: readonly Trial[],
): AsyncGenerator<[number, string[]]> {
  for (let from = 0; from < trials.length; from += EACH) {
    const some = trials.slice(from, from + EACH);
    const judge = fork(fileURLToPath(import.meta.url), [root]);
    const ended = new Promise<never>((_, reject) => {
      judge.once('exit', (code) => reject(new Error(`A judge ended with ${String(code)}`)));
    });
    ended.catch(() => undefined);
    for (const [place, trial] of some.entries()) {
      const verdict = new Promise<string[]>((resolve) =>
        judge.once('message', resolve as () => void),
      );
      judge.send(trial);
      yield [from + place, await Promise.race([verdict, ended])];
    }
    judge.disconnect();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const hre = environmentOf(process.argv[2] ?? '');
  process.on('message', ({ tests, mutant }: Trial) => {
    void hre.then(async (it) => process.send?.(await failing(it, tests, mutant)));
  });
}
