import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOMS = [
  join(import.meta.dirname, '..'),
  join(import.meta.dirname, '../../../contracts/test'),
];
const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** The faults to inject, word for word as the design lists them. */
const FAULTS = {
  source:
    'time-out, 500, slow drip, HTML for JSON, truncated CSV, BOM, CRLF, "1.234,56", duplicated rows, reordered columns, unknown column, kg for oz, ×100, NaN, 1e309, negative, yesterday\'s file again, future date, holiday, leap day',
  attestation:
    'wrong key, revoked key, expired key, replayed nonce, other account, encumbered > quantity',
  node: "one signer down, two signers down, one lying, clock skew, double-sign attempt, leader's database connection killed, process killed between sign and send, process killed between send and confirm",
  chain:
    'RPC lagging, RPC disagreeing, RPC reorganising, transaction stuck, transaction underpriced, key out of funds',
};

interface Line {
  what: string;
  file: string;
  tests: string[];
}

function table(heading: string): Line[] {
  const [text = ''] = (README.split(`## ${heading}\n`)[1] ?? '').split('\n## ');
  return [...text.matchAll(/^\| (.+?) \| ([\w./-]+\.(?:spec\.ts|t\.sol)) \| (.+) \|$/gm)].map(
    ([, what = '', file = '', tests = '']) => ({
      what: what.trim(),
      file,
      tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    }),
  );
}

/** Titles of a file's tests, and whatever else stands where one does; in Solidity the functions. */
function titles(file: string): string[] {
  const texts = ROOMS.flatMap((room) => {
    try {
      return [readFileSync(join(room, file), 'utf8')];
    } catch {
      return [];
    }
  });
  // A title is the first text in a call or in a row of a table of cases.
  const written = /[([]\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`\n]*)`)/g;
  const inSolidity = /function ((?:test|testFuzz|invariant)\w+)/g;
  return texts.flatMap((text) => [
    ...[...text.matchAll(written)].map(([, a, b, c]) => a ?? b ?? c ?? ''),
    ...[...text.matchAll(inSolidity)].map(([, name = '']) => name),
  ]);
}

describe.each(['Faults', 'Lessons', 'Invariants'])('the table of %s', (heading) => {
  const lines = table(heading);

  it('is there', () => {
    expect(lines.length).toBeGreaterThan(8);
    expect(new Set(lines.map(({ what }) => what)).size).toBe(lines.length);
  });

  it.each(lines)('has a test for: $what', ({ file, tests }) => {
    const known = titles(file);
    expect(tests.length).toBeGreaterThan(0);
    for (const name of tests) {
      expect([name, known.some((title) => title.startsWith(name))]).toEqual([name, true]);
    }
  });
});

describe('the list of faults', () => {
  const told = table('Faults').map(({ what }) => what);
  const wanted = Object.entries(FAULTS).flatMap(([kind, list]) =>
    list.split(', ').map((line) => `${kind}: ${line}`),
  );

  it.each(wanted)('%s stands in the table', (line) => {
    expect(told).toContain(line);
  });
});
