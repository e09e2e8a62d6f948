import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { inRoot } from '../../scripts/lib/paths.ts';

/** The counter's words: every language says everything, and nothing that nobody asks for. */

type Catalogue = Record<string, string>;

const source = inRoot('admin-ui', 'src');
const read = (file: string): Catalogue =>
  JSON.parse(readFileSync(`${source}/${file}`, 'utf8')) as Catalogue;
const english = read('i18n/en.json');
const others = globSync('i18n/*.json', { cwd: source }).filter(
  (file) => basename(file) !== 'en.json',
);

/** What a text leaves to be filled in: `{{name}}`. */
const gaps = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe('the catalogues of words', () => {
  it('are two at least', () => assert.ok(others.length > 0));

  for (const file of others) {
    const catalogue = read(file);
    it(`say in ${basename(file)} all that English says, and no more`, () => {
      assert.deepEqual(Object.keys(catalogue).toSorted(), Object.keys(english).toSorted());
    });
    it(`leave no text empty and no gap unfilled in ${basename(file)}`, () => {
      const wrong = Object.entries(catalogue).filter(
        ([key, text]) =>
          text.trim() === '' || gaps(text).join() !== gaps(english[key] ?? '').join(),
      );
      assert.deepEqual(wrong, []);
    });
  }

  it('hold no text that the counter never says', () => {
    const said = globSync('**/*.{ts,tsx}', { cwd: source })
      .filter((file) => !file.endsWith('schema.d.ts'))
      .map((file) => readFileSync(`${source}/${file}`, 'utf8'))
      .join('\n');
    const unsaid = Object.keys(english)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !said.includes(`'${key}'`) && !said.includes(`"${key}"`));
    assert.deepEqual(unsaid, []);
  });
});
