import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { refusalCatalogue } from '../../admin-ui/src/i18n/refusalCatalogue.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { partsOf, spokenByVerifier, spokenRefusals, withoutNames } from './refusals.ts';

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

describe('what the API asks a wallet to sign', () => {
  const steps = globSync('api/src/**/*.service.ts', { cwd: inRoot() }).flatMap((file) => {
    const text = readFileSync(inRoot(file), 'utf8');
    return [/\bwhat: '([^']+)', to\b/g, /\.step\('([^']+)'/g, /'(let the [^']+)'/g]
      .flatMap((written) => [...text.matchAll(written)])
      .map(([, what = '']) => what.charAt(0).toUpperCase() + what.slice(1));
  });

  it('has words of its own in every language', () => {
    assert.ok(steps.length > 10, steps.join());
    const terms = readFileSync(`${source}/i18n/terms.ts`, 'utf8');
    assert.deepEqual(
      steps.filter((what) => !terms.includes(`'${what}'`)),
      [],
    );
  });
});

describe('the refusals of the API and the contracts in other languages', () => {
  const said = spokenRefusals();
  const spoken = new Set(said.flatMap((text) => [text, ...partsOf(text)]).map(withoutNames));

  it('are found in their sources', () => {
    assert.ok(said.length > 1000, `${said.length} texts`);
    // One of each way in which a refusal is written.
    for (const text of [
      'Sign in and repeat the request.',
      'The token is {{state}}: it must be deployed first.',
      'say why',
      'custodian key',
      'Redeem less, or request a redemption at the next NAV.',
      'A bar must weigh more than nothing.',
      'must be yes or no',
      'Wallet {{wallet}} is not registered. Register it first.',
      'The sender is the zero address. Name a wallet.',
    ]) {
      assert.ok(said.includes(text), text);
    }
  });

  for (const file of globSync('i18n/refusals/*.json', { cwd: source })) {
    const catalogue = read(file);
    const known = new Set(Object.keys(catalogue).map(withoutNames));
    const answer = refusalCatalogue(catalogue, { wordOf: (word) => word, stateOf: (of) => of });

    it(`are all in ${file}`, () => {
      const unanswered = said.flatMap((text) =>
        known.has(withoutNames(text)) ? [] : partsOf(text).filter((part) => isUnknown(part, known)),
      );
      assert.deepEqual([...new Set(unanswered)], []);
    });
    it(`answer in ${file} to sentences that are said`, () => {
      const unsaid = Object.keys(catalogue).filter((text) => !spoken.has(withoutNames(text)));
      assert.deepEqual(unsaid, []);
    });
    it(`leave no gap unfilled in ${file}`, () => {
      const wrong = Object.entries(catalogue).filter(
        ([sentence, text]) => text.trim() === '' || gaps(text).join() !== gaps(sentence).join(),
      );
      assert.deepEqual(wrong, []);
    });
    it(`are each answered by their own text of ${file}`, () => {
      const wrong = Object.entries(catalogue).flatMap(([sentence, text]) => {
        let nth = 0;
        const values = new Map(gaps(sentence).map((gap) => [gap, `0x${(nth += 1)}`]));
        const fill = (of: string) => of.replace(/\{\{\w+\}\}/g, (gap) => values.get(gap) ?? gap);
        const given = answer(fill(sentence));
        return given === fill(text) ? [] : [{ sentence, given }];
      });
      assert.deepEqual(wrong, []);
    });
  }
});

/** Whether nobody has words for it; what is nothing but a gap needs none. */
const isUnknown = (part: string, known: ReadonlySet<string>): boolean =>
  /\p{L}/u.test(withoutNames(part).replaceAll('{{}}', '')) && !known.has(withoutNames(part));

describe('what the verifier finds, in other languages', () => {
  const said = spokenByVerifier();

  it('is read from the verifier and from what a report says of itself', () => {
    assert.ok(said.length > 140, `${said.length} texts`);
    for (const text of ['The PDF is of another content.', 'had expired', 'no such day']) {
      assert.ok(said.includes(text), text);
    }
  });

  for (const file of globSync('i18n/verifier/*.json', { cwd: source })) {
    const catalogue = read(file);
    it(`is all in ${file}, and nothing else`, () => {
      assert.deepEqual(
        Object.keys(catalogue).map(withoutNames).toSorted(),
        [...new Set(said.map(withoutNames))].toSorted(),
      );
    });
    it(`leaves no gap unfilled in ${file}`, () => {
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
