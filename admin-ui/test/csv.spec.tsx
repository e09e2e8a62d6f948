import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { downloadCsv } from '../src/design/csv.ts';

describe('a table’s file', () => {
  const given: Blob[] = [];
  before(() => {
    mock.method(URL, 'createObjectURL', (blob: Blob) => `blob:${given.push(blob)}`);
    mock.method(HTMLAnchorElement.prototype, 'click', () => undefined);
  });
  after(() => mock.restoreAll());

  it('holds no formula, whatever somebody is called, and numbers as they are', async () => {
    const names = [
      '=1+1',
      '-1+cmd|x!A0',
      ' =1',
      '＝1',
      '|x',
      '@x',
      '+49 30',
      'a,"b"',
      '-12.5',
      'Ada',
    ];
    downloadCsv(
      'x.csv',
      ['name'],
      names.map((name) => [name]),
    );
    assert.deepEqual((await given[0]?.text())?.trimEnd().split('\n'), [
      'name',
      "'=1+1",
      "'-1+cmd|x!A0",
      "' =1",
      "'＝1",
      "'|x",
      "'@x",
      "'+49 30",
      '"a,""b"""',
      '-12.5',
      'Ada',
    ]);
  });
});
