import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { filesOf, goldInputs, holdersOf, zipOf } from '@cadastre/verify/testing';

const ROOT = new URL('..', import.meta.url);
const HOLDERS = holdersOf(5);

let folder: string;
let zip: Uint8Array;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadastre-verify-'));
  zip = zipOf(await filesOf(await goldInputs(HOLDERS), { holders: HOLDERS }));
});
after(() => rmSync(folder, { recursive: true }));

/** What the command says of a file, and how it ends. */
function verified(bytes: Uint8Array, ...options: string[]): { code: number | null; said: string } {
  const file = join(folder, 'evidence');
  writeFileSync(file, bytes);
  const args = ['scripts/verify.ts', file, ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { code: status, said: stdout + stderr };
}

describe('npm run verify', () => {
  it('ends with 0 where everything holds, and proves a holder', () => {
    const holder = HOLDERS[2]?.holder ?? '';
    const { code, said } = verified(zip, '--holder', holder);
    assert.equal(code, 0, said);
    assert.match(said, /All \d+ checks hold\.\n$/);
    assert.match(said, /"balanceBaseUnits": "3000000"/);
    assert.match(said, /the report says PASS/);
  });

  it('ends with 1 at the first lie, and names it', () => {
    const place = Buffer.from(zip).indexOf('address,balance') + 30;
    const broken = zip.with(place, (zip[place] ?? 0) ^ 1);
    const { code, said } = verified(broken);
    assert.equal(code, 1, said);
    assert.match(said, /LIE {2}file tree\/holders\.csv/);
    assert.match(said, /NOT TRUE: file tree\/holders\.csv/);
  });

  it('ends with 2 where the node cannot tell, and with 3 where it is not asked properly', () => {
    const open = verified(zip, '--rpc', 'http://127.0.0.1:9');
    assert.equal(open.code, 2, open.said);
    assert.match(open.said, /could not be made\.\n$/);
    assert.equal(verified(zip, '--holder', '0x12').code, 3);
    assert.equal(verified(zip, '--no-such-option').code, 3);
  });
});
