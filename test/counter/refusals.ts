import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRoot } from '../../scripts/lib/paths.ts';

/**
 * Every text that a person can be refused with, read from the source of the API, of core and of the contracts' tables:
 * what their catalogues of other languages must answer to. A gap is `{{}}`, whatever fills it.
 */

/** Where a problem of the API holds its words: positions of its title and detail. */
const PROBLEMS: Readonly<Record<string, readonly number[]>> = {
  Problem: [2, 3],
  Malformed: [1],
  Unauthenticated: [1],
  Forbidden: [1],
  NotFound: [0],
  Conflict: [1],
  Refused: [1],
  CommitteeRefused: [1],
};

/** Rooms that speak, but refuse nobody: pages of reports, the demonstration's papers, what operators read. */
const NO_REFUSAL =
  /\/(testing|demo|metrics|data-key)\/|\.spec\.ts$|pdf|openapi|config\.ts|main\.ts|mail\.template|checklist|notice\.rules|public-reports|migrations|chain\/(signers|workers|deployed)|platform\/(routes|answer-check)/;

/** Calls that give no refusal: what the register says of its own accord, logs, descriptions, statements to sign. */
const NO_REFUSAL_CALL = /^(sentence|rule|query|prepared|logLine|describe|meta)$|logger/;

/** Properties and variables that explain an act to its approver or to the books, in a catalogue of their own or none. */
const NO_REFUSAL_NAME = /^(description|example|title|why|label|value|text|STATEMENT|note)$/;

/** Nouns that a refusal is filled with. */
const isNoun = (name: string, file: string): boolean =>
  name === 'noun' || (name === 'what' && file.endsWith('.module.ts'));

/** Calls that hand a detail on: its words are among their arguments. */
const HANDS_ON = /^(demand|malformed|unreadable|refusal|obstacle|say|of|push)$/;

/** Where requests that do not fit their schema are told what they must be. */
const CHECKS = 'core/src/unfit.ts';

export function spokenRefusals(): string[] {
  const api = globSync('api/src/**/*.ts', { cwd: inRoot() }).filter((f) => !NO_REFUSAL.test(f));
  const core = globSync('core/src/**/*.ts', { cwd: inRoot() }).filter(
    (f) => f !== CHECKS && !/\.spec\.ts$|reserve-report|typed-amount/.test(f),
  );
  const tables = globSync(
    'contracts/bindings/{*-sentences,errors,reasons,market,reserves,rights}.ts',
    {
      cwd: inRoot(),
    },
  );
  return [
    ...new Set([
      ...api.flatMap((file) => textsIn(file, ofTheApi)),
      ...core.flatMap((file) => textsIn(file, ofCore)),
      ...textsIn(CHECKS, ofTheChecks),
      ...tables.flatMap((file) => textsIn(file, ofTheContracts)),
    ]),
  ].filter((text) => /\p{L}/u.test(withoutNames(text).replaceAll('{{}}', '')));
}

/** What a sentence of the catalogue has in its gaps does not tell two texts apart. */
export const withoutNames = (text: string): string => text.replace(/\{\{\w*\}\}/g, '{{}}');

/** A text and, where it is several sentences, each of them: the counter looks up either. */
export const partsOf = (text: string): string[] => text.split(/(?<=\.) (?=\p{Lu}|\{\{)/u);

type Rule = (node: ts.Node, file: string) => readonly string[] | 'skip' | null;

function textsIn(file: string, rule: Rule): string[] {
  const source = readFileSync(inRoot(file), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    const said = rule(node, file);
    if (said === 'skip') return;
    if (said) found.push(...said);
    else ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}

function ofTheApi(node: ts.Node, file: string): ReturnType<Rule> {
  if (ts.isDecorator(node) || ts.isImportDeclaration(node)) return 'skip';
  if (named(node) && NO_REFUSAL_NAME.test(named(node) ?? '')) return 'skip';
  if (ts.isCallExpression(node)) {
    const called = lastName(node.expression);
    if (NO_REFUSAL_CALL.test(called) || /logger/.test(node.expression.getText())) {
      return ts.isPropertyAccessExpression(node.expression)
        ? textsUnder(node.expression.expression, (inner) => ofTheApi(inner, file))
        : 'skip';
    }
    if (/^(min|max|length|regex|email)$/.test(called)) {
      const words = node.arguments.flatMap(variants);
      return [...words, ...textsUnder(node.expression, (inner) => ofTheApi(inner, file))];
    }
  }
  const at = ts.isNewExpression(node) ? PROBLEMS[node.expression.getText()] : undefined;
  if (at && ts.isNewExpression(node)) {
    return [
      ...at.flatMap((i) => variants(node.arguments?.[i])),
      ...(node.arguments ?? []).flatMap((argument, i) =>
        at.includes(i) ? [] : textsUnder(argument, (inner) => ofTheApi(inner, file)),
      ),
    ];
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    return node.arguments.flatMap(variants).filter((text) => /^\p{Lu}/u.test(text));
  }
  if (ts.isCallExpression(node) && HANDS_ON.test(lastName(node.expression))) {
    const words = node.arguments.flatMap(variants).filter((text) => / /.test(text));
    if (words.length > 0) return words;
  }
  if (isNoun(named(node) ?? '', file)) return variants((node as ts.PropertyAssignment).initializer);
  if (/^(detail|sentence|cure|error|message|problem)$/.test(named(node) ?? '')) {
    const words = variants((node as ts.PropertyAssignment).initializer);
    if (words.length > 0) return words;
  }
  return sentences(node);
}

/** An error of core passes through the API as it is. */
function ofCore(node: ts.Node): ReturnType<Rule> {
  if (ts.isNewExpression(node) && /^(?!Range|Type)\w*Error$/.test(node.expression.getText())) {
    return (node.arguments ?? []).slice(1, 2).flatMap(variants);
  }
  if (ts.isCallExpression(node) && /^(add|of|super)$/.test(node.expression.getText())) {
    return node.arguments.flatMap(variants).filter((text) => / /.test(text));
  }
  const detail = named(node) === 'detail' || ts.isReturnStatement(node);
  const words = detail
    ? variants(
        (node as ts.PropertyAssignment).initializer ?? (node as ts.ReturnStatement).expression,
      )
    : [];
  return words.length > 0 ? words.filter((text) => /(^|: )(is|was|must) /.test(text)) : null;
}

/** `{name}` and `{name:form}` are the gaps of the tables. */
function ofTheContracts(node: ts.Node, file: string): ReturnType<Rule> {
  const table = /(sentences|errors)\.ts$/.test(file);
  const of = ts.isVariableDeclaration(node) ? node.name.getText() : '';
  if (!table && ts.isVariableDeclaration(node) && !/SENTENCES$/.test(of)) return 'skip';
  if (!ts.isPropertyAssignment(node)) return null;
  return variants(node.initializer)
    .filter((text) => / .*[.}]$/s.test(text))
    .map((text) => text.replace(/(?<!\{)\{(\w+)(:\w+)?\}/g, '{{$1}}'));
}

/** What a request is told where its schema has no words of its own; what it counts is named there, too. */
function ofTheChecks(node: ts.Node): ReturnType<Rule> {
  const text = flat(node);
  if (text === null) return null;
  return text.startsWith('must ') || ts.isArrayLiteralExpression(node.parent) ? [text] : null;
}

/** Whole sentences, wherever they stand. */
function sentences(node: ts.Node): readonly string[] | null {
  const text = flat(node)?.trim();
  if (text === undefined) return null;
  return / /.test(text) && /^(\p{Lu}|\{\{).*\.$/su.test(text) ? [text] : [];
}

function textsUnder(node: ts.Node, rule: (node: ts.Node) => ReturnType<Rule>): string[] {
  const found: string[] = [];
  const look = (inner: ts.Node): void => {
    const said = rule(inner);
    if (said === 'skip') return;
    if (said) found.push(...said);
    else ts.forEachChild(inner, look);
  };
  look(node);
  return found;
}

/** The texts that an expression can be; what is carried from elsewhere is read where it is written. */
function variants(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isConditionalExpression(node))
    return [...variants(node.whenTrue), ...variants(node.whenFalse)];
  if (ts.isParenthesizedExpression(node)) return variants(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(variants);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const ends = variants(node.right);
    return variants(node.left).flatMap((begin) => ends.map((end) => begin + end));
  }
  const text = flat(node);
  return text === null ? [] : [text];
}

function flat(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return flat(node.expression);
  if (ts.isTemplateExpression(node)) {
    return (
      node.head.text +
      node.templateSpans.map((s) => `{{${nameOf(s.expression)}}}${s.literal.text}`).join('')
    );
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [flat(node.left), flat(node.right)];
    return left === null && right === null ? null : (left ?? '{{}}') + (right ?? '{{}}');
  }
  return null;
}

/** What fills a gap, by the name that the source has for it. */
const nameOf = (node: ts.Expression): string =>
  /\b[a-z]\w*(?=\W*$)/i.exec(node.getText().replace(/['"`].*?['"`]|\b\d+\b/g, ''))?.[0] ?? '';

const lastName = (node: ts.Expression): string =>
  ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();

const named = (node: ts.Node): string | null =>
  ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node) ? node.name.getText() : null;

/** What the verifier says of a report, and the report of itself; the names of checks are for programs. */
export function spokenByVerifier(): string[] {
  const verifier = globSync('verify/src/*.ts', { cwd: inRoot() }).filter(
    (file) => !/\.spec\.ts$|(rpc|signer|index)\.ts$/.test(file),
  );
  const judged = [...verifier, 'core/src/reserve-report/judge.ts'];
  const valued = ['gold', 'property'].map((kind) => `core/src/reserve-report/${kind}.ts`);
  const said = [
    ...judged.flatMap((file) => textsIn(file, ofTheVerifier)),
    ...valued.flatMap((file) => textsIn(file, sentences)),
  ];
  return [...new Set(said)].filter((text) =>
    /\p{L}/u.test(withoutNames(text).replaceAll('{{}}', '')),
  );
}

function ofTheVerifier(node: ts.Node): ReturnType<Rule> {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return 'skip';
  if (ts.isNewExpression(node) && node.expression.getText() === 'Interface') return 'skip';
  if (named(node) === 'name') return 'skip';
  if (ts.isCallExpression(node) && /^read(Text|Canonical)$/.test(node.expression.getText())) {
    return 'skip';
  }
  if (ts.isCallExpression(node) && /^protocol\./.test(node.expression.getText())) {
    return node.arguments.slice(1).flatMap((one) => textsUnder(one, ofTheVerifier));
  }
  const text = flat(node);
  if (text === null || text.startsWith('0x')) return null;
  const inside = ts.isTemplateExpression(node)
    ? node.templateSpans.flatMap(({ expression }) => textsUnder(expression, ofTheVerifier))
    : [];
  return [...(/ /.test(text) && text !== 'DO NOT RELY' ? [text] : []), ...inside];
}
