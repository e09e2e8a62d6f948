/**
 * `npm run reference -w contracts`: writes docs/contracts/reference from the NatSpec of the sources.
 * With `--check` nothing is written: the exit code is 1 when a page is not what the sources say, when something external
 * has no NatSpec, when the compiler warns of something in our sources, or when a page of docs/contracts names a call that
 * no contract has.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interface } from 'ethers';
import { KIND_TABLES, PLATFORM_FUNCTIONS } from '@cadastre/contracts';
import { undocumented } from './natspec.ts';
import { pageOf, summaryOf, type WhoMay } from './page.ts';
import { HERE, readSources, type Sources } from './sources.ts';

const DOCS = join(HERE, '..', 'docs', 'contracts');
const REFERENCE = join(DOCS, 'reference');

/** Every page by its file name. */
function pagesOf(sources: Sources): Map<string, string> {
  const whoMay = whoMayIn(sources);
  const names = [...sources.contracts.keys()].toSorted();
  const pages = new Map(names.map((name) => [`${name}.md`, pageOf(name, sources, whoMay)]));
  pages.set('README.md', indexOf(names, sources));
  return pages;
}

function indexOf(names: readonly string[], sources: Sources): string {
  const folders = new Map<string, string[]>();
  for (const name of names) {
    const folder = sources.contracts.get(name)?.file.split('/').slice(1, -1).join('/') ?? '';
    folders.set(folder, [...(folders.get(folder) ?? []), name]);
  }
  const sections = [...folders]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, members]) => {
      const rows = members.map((one) => `| [${one}](${one}.md) | ${summaryOf(one, sources)} |`);
      const head = folder === '' ? 'factories' : folder;
      return `## ${head}\n\n| contract | what |\n|---|---|\n${rows.join('\n')}`;
    });
  return (
    '<!-- Generated from the NatSpec of the sources by `npm run reference -w contracts`: change those. -->\n\n' +
    '# Reference of the contracts\n\n' +
    'One page per contract: every call with who may make it, every event, error and type.\n\n' +
    `${sections.join('\n\n')}\n`
  );
}

/** Which role a function asks for: by the table of the contract's kind, or by the platform's list. */
function whoMayIn(sources: Sources): WhoMay {
  const kinds = new Map<number, string[]>();
  for (const { kind, selectors } of KIND_TABLES) {
    kinds.set(kind, [...(kinds.get(kind) ?? []), ...selectors]);
  }
  const kindOf = new Map<string, number>();
  for (const name of sources.contracts.keys()) {
    const own = new Set(
      abiOf(name, sources).fragments.map((one) => ('selector' in one ? one.selector : '')),
    );
    // A kind is a contract's when the contract has every function of its table.
    const fitting = [...kinds].filter(([, selectors]) => selectors.every((one) => own.has(one)));
    const best = fitting.toSorted(([, a], [, b]) => b.length - a.length)[0];
    if (best) kindOf.set(name, best[0]);
  }
  return (contract, selector) => {
    const ofPlatform = PLATFORM_FUNCTIONS.find(
      (one) => one.on === contract && one.selector === selector,
    );
    if (ofPlatform) return `**${ofPlatform.role}** of the platform`;
    const row = KIND_TABLES.find(
      ({ kind, selectors }) => kind === kindOf.get(contract) && selectors.includes(selector),
    );
    return row ? `**${row.role}** of the asset` : null;
  };
}

function abiOf(name: string, sources: Sources): Interface {
  return new Interface(sources.contracts.get(name)?.compiled.abi ?? []);
}

/** Calls like `Offering.subscribe(...)` on written pages that no contract has. */
function unknownCalls(sources: Sources): string[] {
  return globSync('*.md', { cwd: DOCS })
    .toSorted()
    .flatMap((file) => {
      const calls = readFileSync(join(DOCS, file), 'utf8').matchAll(/\b([A-Z]\w+)\.(\w+)\(/g);
      return [...calls]
        .filter(([, contract = '', name = '']) => !hasCall(contract, name, sources))
        .map(([call]) => `docs/contracts/${file} names ${call}...), which no contract has`);
    });
}

function hasCall(contract: string, name: string, sources: Sources): boolean {
  return abiOf(contract, sources).fragments.some(
    (one) => one.type === 'function' && 'name' in one && one.name === name,
  );
}

function differences(pages: ReadonlyMap<string, string>): string[] {
  const present = existsSync(REFERENCE) ? globSync('*', { cwd: REFERENCE }) : [];
  const old = present.filter((file) => !pages.has(file)).map((file) => `${file} is of no contract`);
  const changed = [...pages]
    .filter(([file, text]) => {
      const path = join(REFERENCE, file);
      return !existsSync(path) || readFileSync(path, 'utf8') !== text;
    })
    .map(([file]) => `${file} is not what the sources say`);
  return [...old, ...changed].map((one) => `docs/contracts/reference/${one}`);
}

const sources = readSources();
const pages = pagesOf(sources);
const problems = [...sources.warnings, ...undocumented(sources), ...unknownCalls(sources)];
if (process.argv.includes('--check')) {
  const stale = differences(pages);
  problems.push(...stale);
  if (stale.length > 0) problems.push('run `npm run reference -w contracts`');
} else {
  rmSync(REFERENCE, { recursive: true, force: true });
  mkdirSync(REFERENCE, { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(REFERENCE, file), text);
  console.log(`wrote ${pages.size} pages`);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
