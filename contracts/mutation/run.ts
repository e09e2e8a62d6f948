import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, failing } from './judge.ts';
import { judged } from './judges.ts';
import { mutate, switchOf } from './mutate.ts';
import { MUTATIONS } from './mutations.ts';
import type { Mutation } from './table.ts';

/**
 * Breaks one guard at a time and looks whether a test notices.
 * Usage: node mutation/run.ts [part of a source's name…]     e.g. `node mutation/run.ts SecureMint ReserveMath`
 * Ends with 1 when a mutant survives, with 2 when the tests fail without any.
 */
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2);
const chosen = MUTATIONS.filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

/** The mutated sources and the tests, in a folder of their own that is compiled once. */
function copy(): string {
  const to = mkdtempSync(join(tmpdir(), 'cadastre-mutation-'));
  const root = join(to, 'contracts');
  for (const part of ['contracts', 'test', 'package.json']) {
    cpSync(join(here, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(here, '..', 'node_modules'), join(to, 'node_modules'));
  for (const file of new Set(chosen.map((mutation) => mutation.file))) {
    const path = join(root, file);
    const own = chosen.flatMap((mutation, index) =>
      mutation.file === file ? [{ mutation, index }] : [],
    );
    writeFileSync(path, mutate(readFileSync(path, 'utf8'), own));
  }
  return to;
}

const folder = copy();
try {
  const root = join(folder, 'contracts');
  const hre = await environmentOf(root);
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  console.log(`${chosen.length} mutants, ${files.length} test files: compiling`);
  const paths = files.map((test) => join(root, test));
  await hre.tasks.getTask('build').run({ files: paths, quiet: true, noContracts: false });
  const red = await failing(hre, files, switchOf(-1));
  if (red.length > 0) {
    console.error(`Fail without any mutant: ${red.join(', ')}`);
    process.exitCode = 2;
  } else {
    process.exitCode = (await survivors(root)) > 0 ? 1 : 0;
  }
} finally {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
}

/** Judges every mutant and tells of each. @returns how many no test noticed */
async function survivors(root: string): Promise<number> {
  const trials = chosen.map(({ tests }, index) => ({ tests, mutant: switchOf(index) }));
  const alive: string[] = [];
  for await (const [index, noticed] of judged(root, trials)) {
    const { file, guard, find, replace } = chosen[index] as Mutation;
    const name = `${relative('contracts', file)}: ${guard}`;
    console.log(`${noticed.length > 0 ? 'killed  ' : 'SURVIVED'} ${name} (${noticed.length} red)`);
    if (noticed.length === 0) alive.push(`${name}\n    ${find}\n    → ${replace}`);
  }
  console.log(`${chosen.length - alive.length} of ${chosen.length} killed`);
  if (alive.length > 0) console.error(`Survivors:\n  ${alive.join('\n  ')}`);
  return alive.length;
}
