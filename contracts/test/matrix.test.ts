import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const HERE = import.meta.dirname;
const names = globSync('*.t.sol', { cwd: HERE }).flatMap((file) =>
  [...readFileSync(join(HERE, file), 'utf8').matchAll(/function test(?:Fuzz)?_(\w+)/g)].map(
    ([, name]) => name ?? '',
  ),
);

test('the matrix of bad input names tests that exist', () => {
  const rows = readFileSync(join(HERE, 'README.md'), 'utf8').split('## Bad input')[1] ?? '';
  const told = [...rows.matchAll(/`([0-9a-z_]+)(…?)`/g)];
  assert.ok(told.length > 100, 'the matrix is there');
  const missing = told
    .filter(([, name = '', more]) =>
      names.every((known) => (more === '…' ? !known.startsWith(name) : known !== name)),
    )
    .map(([whole]) => whole);
  assert.deepEqual(missing, []);
});
