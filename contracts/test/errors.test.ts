import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AbiCoder, ErrorFragment, Interface, type InterfaceAbi, type ParamType } from 'ethers';
import {
  contractErrors,
  decodeRevert,
  ERROR_SENTENCES,
  REASON_SENTENCES,
  sentenceFor,
} from '@cadastre/contracts';

/** Every custom error in the ABI of every contract, interface and library of ours, as compiled. */
const compiled = new Map<string, ErrorFragment>();
for (const file of globSync('../artifacts/contracts/**/*.json', { cwd: import.meta.dirname })) {
  const { abi } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as {
    abi: InterfaceAbi;
  };
  new Interface(abi).forEachError((fragment) => {
    compiled.set(fragment.format('sighash'), fragment);
  });
}

const FORMS = /\{\w+:(reason|mintStop|payObstacle|delivery)\}/;

test('what is compiled can be decoded, and says it in a sentence', () => {
  assert.ok(compiled.size > 200, `only ${compiled.size} errors: are the contracts built?`);
  const mute = [...compiled].filter(
    ([signature, fragment]) =>
      contractErrors.getError(signature) === null || sentenceFor(fragment) === undefined,
  );
  assert.deepEqual(
    mute.map(([signature]) => signature),
    [],
  );
});

/**
 * Errors that say all there is in their name, each of a library that this project did not write. Every other error
 * carries what its reader needs.
 */
const WITHOUT_ARGUMENTS: Readonly<Record<string, string>> = {
  AccessManagerBadConfirmation: 'OpenZeppelin AccessManager, `renounceRole` in another name',
  CloneArgumentsTooLong: 'OpenZeppelin Clones; the arguments of a feed have 64 bytes',
  Create2EmptyBytecode: 'OpenZeppelin Create2; a clone has code',
  FailedCall: 'OpenZeppelin Address, a call that gave no reason',
  FailedDeployment: 'OpenZeppelin Clones, an address that is taken',
  InvalidShortString: 'OpenZeppelin ShortStrings; names of domains are constants',
  ReentrancyGuardReentrantCall: 'OpenZeppelin ReentrancyGuardTransient',
};

test('every error of ours carries arguments', () => {
  const bare = [...compiled.values()].filter(({ inputs }) => inputs.length === 0);
  assert.deepEqual(
    bare.map(({ name }) => name).sort(),
    Object.keys(WITHOUT_ARGUMENTS),
    'with an argument more is known: which, whose, until when',
  );
});

test('a sentence names an argument only where the error has one', () => {
  for (const fragment of compiled.values()) {
    const known = new Set(fragment.inputs.map(({ name }) => name));
    const named = (sentenceFor(fragment) ?? '').matchAll(/\{(\w+)(?::\w+)?\}/g);
    for (const [, name] of named) {
      assert.ok(name !== undefined && known.has(name), `${fragment.format()}: {${String(name)}}`);
    }
  }
});

test('no sentence is for an error that no contract has', () => {
  const names = new Set(['Error', 'Panic', ...compiled.keys()]);
  for (const { name } of compiled.values()) names.add(name);
  assert.deepEqual(
    Object.keys(ERROR_SENTENCES).filter((key) => !names.has(key)),
    [],
  );
});

test('sentences are for people: no identifiers, a capital, a full stop, and what to do', () => {
  const all = { ...ERROR_SENTENCES, ...REASON_SENTENCES };
  for (const [name, sentence] of Object.entries(all)) {
    const words = sentence.replace(/\{[\w:]+\}/g, '');
    assert.doesNotMatch(words, /[a-z][A-Z]|_|\w\(|\{|\}/, `${name} has an identifier: ${sentence}`);
    if (FORMS.test(sentence) || name === 'OK' || name === 'Error') continue;
    assert.match(sentence, /^([A-Z“]|\{)/, `${name} begins small: ${sentence}`);
    assert.match(sentence, /\.$/, `${name} has no full stop: ${sentence}`);
    assert.match(sentence, /[.;:] \S/, `${name} does not say what to do: ${sentence}`);
  }
});

test('a revert of every error comes back as its sentence with every argument filled in', () => {
  for (const fragment of compiled.values()) {
    const values = fragment.inputs.map(sample);
    const data = `${fragment.selector}${AbiCoder.defaultAbiCoder().encode(fragment.inputs, values).slice(2)}`;
    const { name, sentence } = decodeRevert(data);
    assert.equal(name, fragment.name);
    assert.doesNotMatch(sentence, /\{\w+(:\w+)?\}|undefined/, `${name}: ${sentence}`);
  }
});

/** A value that any argument of this type may have. */
function sample({ baseType, type }: ParamType): unknown {
  if (type === 'string') return 'text';
  if (type === 'bool') return true;
  if (type === 'address') return '0x00000000000000000000000000000000DeaDBeef';
  if (type === 'bytes') return '0x';
  if (/^bytes\d+$/.test(type)) return `0x${'00'.repeat(Number(type.slice(5)))}`;
  if (/^u?int/.test(type)) return 1n;
  throw new Error(`no sample of ${baseType} ${type}`);
}
