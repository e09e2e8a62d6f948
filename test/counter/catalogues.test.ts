import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { inRoot } from '../../scripts/lib/paths.ts';

/** The counter's words: every language says everything, and nothing that nobody asks for. */

type Catalogue = Record<string, string>;

const source = inRoot('admin-ui', 'src');
const read = (file: string): Catalogue =>
  JSON.parse(readFileSync(`${source}/${file}`, 'utf8')) as Catalogue;
const english = globSync('i18n/**/en.json', { cwd: source }).toSorted();
const code = globSync('**/*.{ts,tsx}', { cwd: source })
  .filter((file) => !file.endsWith('schema.d.ts'))
  .map((file) => ({ file, text: readFileSync(`${source}/${file}`, 'utf8') }));

/** What a text leaves to be filled in: `{{name}}`. */
const gaps = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

describe('the catalogues of words', () => {
  it('are two: for everybody, and for the desks', () => {
    assert.deepEqual(english, ['i18n/en.json', 'i18n/staff/en.json']);
  });

  for (const original of english) {
    const texts = read(original);
    const others = globSync(`${dirname(original)}/*.json`, { cwd: source }).filter(
      (file) => basename(file) !== 'en.json',
    );
    it(`${original} is there in another language`, () => assert.ok(others.length > 0));

    for (const file of others) {
      const catalogue = read(file);
      it(`say in ${file} all that English says, and no more`, () => {
        assert.deepEqual(Object.keys(catalogue).toSorted(), Object.keys(texts).toSorted());
      });
      it(`leave no text empty and no gap unfilled in ${file}`, () => {
        const wrong = Object.entries(catalogue).filter(
          ([key, text]) =>
            text.trim() === '' || gaps(text).join() !== gaps(texts[key] ?? '').join(),
        );
        assert.deepEqual(wrong, []);
      });
    }
  }

  it('say each text in one place only', () => {
    const [common = '', desks = ''] = english;
    const known = read(common);
    assert.deepEqual(
      Object.keys(read(desks)).filter((key) => key in known),
      [],
    );
  });

  it('hold no text that the counter never says', () => {
    const said = code.map(({ text }) => text).join('\n');
    const unsaid = english
      .flatMap((file) => Object.keys(read(file)))
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !said.includes(`'${key}'`) && !said.includes(`"${key}"`));
    assert.deepEqual(unsaid, []);
  });

  it('hold every text that a page shows: none is written into the page itself', () => {
    assert.deepEqual(
      code
        .filter(({ file }) => file.endsWith('.tsx'))
        .flatMap(({ file, text }) => bare(file, text)),
      [],
    );
  });
});

describe('the refusals of the API and the contracts in other languages', () => {
  const spoken = globSync('{api/src/**,contracts/bindings}/*.ts', { cwd: inRoot() })
    .map((file) => readFileSync(inRoot(file), 'utf8'))
    .join('\n')
    // A long sentence is written over several lines.
    .replace(/'\s*\+\s*'/g, '');

  for (const file of globSync('i18n/refusals/*.json', { cwd: source })) {
    const catalogue = read(file);
    it(`answer in ${file} to sentences that are said`, () => {
      const unsaid = Object.keys(catalogue).filter(
        (sentence) => !sentence.split(/\{\{\w+\}\}/).every((part) => spoken.includes(part)),
      );
      assert.deepEqual(unsaid, []);
    });
    it(`leave no gap unfilled in ${file}`, () => {
      const wrong = Object.entries(catalogue).filter(
        ([sentence, text]) => text.trim() === '' || gaps(text).join() !== gaps(sentence).join(),
      );
      assert.deepEqual(wrong, []);
    });
  }
});

describe('what the register says of its own accord, in other languages', () => {
  const rooms = globSync('api/src/**/*.ts', { cwd: inRoot() }).filter(
    (file) => !file.endsWith('.spec.ts'),
  );
  const said = [
    ...rooms.flatMap((file) => givenTo('sentence', 0, file)),
    ...givenTo('rule', 2, 'api/src/notices/notice.rules.ts'),
    ...propertiesOf('api/src/assets/due-diligence.checklist.ts', ['title', 'why']),
  ];

  it('is found in the register itself', () => {
    assert.ok(said.length > 120, `${said.length} sentences`);
    assert.ok(said.every((text) => text !== ''));
  });

  for (const file of globSync('i18n/register/*.json', { cwd: source })) {
    const catalogue = read(file);
    it(`is all in ${file}, and nothing else`, () => {
      assert.deepEqual(Object.keys(catalogue).toSorted(), [...new Set(said)].toSorted());
    });
    it(`leaves no gap unfilled in ${file}`, () => {
      const wrong = Object.entries(catalogue).filter(
        ([sentence, text]) => text.trim() === '' || gaps(text).join() !== gaps(sentence).join(),
      );
      assert.deepEqual(wrong, []);
    });
  }
});

/** The tree of a file of the API. */
function treeOf(file: string): ts.SourceFile {
  const text = readFileSync(inRoot(file), 'utf8');
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** Every node of a file that gives a text. */
function gather(file: string, textAt: (node: ts.Node) => ts.Expression | null | undefined) {
  const found: string[] = [];
  const look = (node: ts.Node) => {
    const text = textAt(node);
    // What is not written out cannot be looked up: it is told as empty.
    if (text) found.push(ts.isStringLiteralLike(text) ? text.text : '');
    ts.forEachChild(node, look);
  };
  look(treeOf(file));
  return found;
}

/** Texts that a function is called with. */
function givenTo(call: string, at: number, file: string): string[] {
  return gather(file, (node) =>
    ts.isCallExpression(node) && node.expression.getText() === call ? node.arguments[at] : null,
  );
}

/** Texts of these properties. */
function propertiesOf(file: string, names: readonly string[]): string[] {
  return gather(file, (node) =>
    ts.isPropertyAssignment(node) && names.includes(node.name.getText()) ? node.initializer : null,
  );
}

/** Attributes of our components that people read. */
const READ = new Set(
  'label title sub detail placeholder description aside asOf verb reasonLabel empty alt aria-label'.split(
    ' ',
  ),
);
/** Names, units and addresses that are the same in every language. */
const UNIVERSAL = /\b(Cadastre|USD|UTC|ms|CUSIP|PDF|CSV|ETH)\b|\w+\(\)|\/api\/docs|^https?:\S+$/g;

/** Texts between tags and in attributes that no catalogue translates. */
function bare(file: string, text: string): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node) => {
    const shown =
      ts.isJsxText(node) ||
      (ts.isStringLiteral(node) &&
        ts.isJsxAttribute(node.parent) &&
        READ.has(node.parent.name.getText()));
    if (shown && /\p{L}{2}/u.test(node.text.replace(UNIVERSAL, ''))) {
      found.push(`${file}: ${node.text.trim()}`);
    }
    ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}
