import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../../scripts/lib/paths.ts';

/** What the built counter makes a browser load, in bytes of gzipped script, by its manifest. */

const FIRST_LOAD = 250_000;
const FURTHER_PAGE = 120_000;

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
}

const dist = inRoot('admin-ui', 'dist');
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8')) as Record<
  string,
  Chunk
>;

/** A chunk and all it needs before it runs. */
function needed(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const next of manifest[name]?.imports ?? []) needed(next, found);
  return found;
}

/** Gzipped bytes of these chunks' scripts. */
const weigh = (names: Iterable<string>): number =>
  [...names]
    .map((name) => manifest[name]?.file ?? '')
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + gzipSync(readFileSync(`${dist}/${file}`)).length, 0);

const names = Object.keys(manifest);
const entry = names.find((name) => manifest[name]?.isEntry) ?? '';
const atFirst = needed(entry);
const later = names.filter((name) => manifest[name]?.isDynamicEntry);
/** What a chunk adds to the entry, which every page has. */
const added = (name: string): number =>
  weigh([...needed(name)].filter((other) => !atFirst.has(other)));

describe('the counter’s script', () => {
  it(`weighs at most ${FIRST_LOAD / 1000} KB gzipped at the first load: frame, sign-in, words`, () => {
    assert.ok(entry, 'the manifest names no entry');
    const signIn = later.find((name) => name.endsWith('/SignIn.tsx'));
    assert.ok(signIn, 'the sign-in page is no chunk of its own');
    const catalogues = later.filter((name) => /i18n\/[^/]*\.json$/.test(name)).map(added);
    assert.ok(catalogues.length >= 2, 'each language is a file of its own');
    const bytes = weigh(atFirst) + added(signIn) + Math.max(...catalogues);
    assert.ok(bytes <= FIRST_LOAD, `first load: ${bytes} bytes`);
  });

  it(`weighs at most ${FURTHER_PAGE / 1000} KB gzipped for each further page and part of one`, () => {
    const pages = later.filter((name) => name.includes('/pages/'));
    assert.ok(pages.length > 40, `only ${pages.length} pages in the manifest`);
    const heavy = later
      .map((name) => [name, added(name)] as const)
      .filter(([, bytes]) => bytes > FURTHER_PAGE)
      .map(([name, bytes]) => `${name}: ${bytes} bytes`);
    assert.deepEqual(heavy, []);
  });
});
