import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@cadastre/core';
import { codeOf, contextAt } from '../testing/context.js';
import { fileDrop } from './file-drop.js';

const csv = (value: string, asOf = '2026-04-15T20:00:00Z', unit = 'USD') =>
  `name,value,unit,as_of\ncash,${value},${unit},${asOf}\nother,1.00,USD,${asOf}\n`;

describe('a file dropped into a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drop-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const drop = (name: string, text: string, hash = sha256(text)) => {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.sha256`), `${hash}  ${name}\n`);
  };
  const options = () => ({
    folder,
    name: 'cash',
    unit: 'USD',
    scale: 2,
    maxAge: 86_400,
    stableMs: 0,
  });
  const look = (change: object = {}) => fileDrop.prepare({ ...options(), ...change })(contextAt());
  const value = async () => (await look()).figures['value']?.value;
  const quarantine = () =>
    readdirSync(join(folder, 'quarantine')).map((name) => name.replace(/^[0-9a-f]{8}-/, ''));

  it('counts when its hash is beside it, and goes on counting', async () => {
    drop('cash-0415.csv', csv('1250000.00'));
    expect(await value()).toBe(125_000_000n);
    expect(await value()).toBe(125_000_000n);
    expect(existsSync(join(folder, 'cash-0415.csv'))).toBe(false);
  });

  it('waits for its hash', async () => {
    writeFileSync(join(folder, 'cash.csv'), csv('5.00'));
    expect(await codeOf(look())).toBe('DATA_UNREADABLE');
    drop('cash.csv', csv('5.00'));
    expect(await value()).toBe(500n);
  });

  it('waits while it grows', async () => {
    drop('cash.csv', csv('5.00'));
    const looking = codeOf(look({ stableMs: 300 }));
    setTimeout(() => writeFileSync(join(folder, 'cash.csv'), csv('5.00') + 'x'), 100);
    expect(await looking).toBe('DATA_UNREADABLE');
    expect(existsSync(join(folder, 'cash.csv'))).toBe(true);
  });

  it.each([
    ['another content than its hash', csv('9.00'), 'ab'.repeat(32), /its SHA-256 is/],
    ['a decimal comma', csv('"1.234,56"'), undefined, /amount_malformed/],
    ['too many decimals', csv('1.005'), undefined, /amount_too_many_decimals/],
    ['another unit', csv('1.00', undefined, 'EUR'), undefined, /OTHER_UNIT/],
    ['CR LF', csv('1.00').replaceAll('\n', '\r\n'), undefined, /csv_crlf/],
    [
      'the row twice',
      csv('1.00') + 'cash,2.00,USD,2026-04-15T20:00:00Z\n',
      undefined,
      /2 rows for cash/,
    ],
    ['no such row', csv('1.00').replace('cash', 'gold'), undefined, /0 rows for cash/],
    ['a time to come', csv('1.00', '2026-04-16T20:00:00Z'), undefined, /not yet/],
    ['a day for a time', csv('1.00', '2026-04-15'), undefined, /as_of must be an instant/],
  ])(
    'goes to quarantine with %s, and the last good one stands',
    async (_what, text, hash, reason) => {
      drop('good.csv', csv('7.00'));
      await look();
      drop('bad.csv', text, hash);
      const { figures, warnings } = await look();
      expect(figures['value']?.value).toBe(700n);
      expect(warnings).toEqual([expect.stringMatching(reason)]);
      expect(quarantine()).toEqual(
        expect.arrayContaining(['bad.csv', 'bad.csv.sha256', 'bad.csv.reason']),
      );
      const told = readdirSync(join(folder, 'quarantine')).find((name) => name.endsWith('.reason'));
      expect(readFileSync(join(folder, 'quarantine', told ?? ''), 'utf8')).toMatch(reason);
    },
  );

  it('is claimed once by two who look at the same time', async () => {
    drop('cash.csv', csv('3.00'));
    const both = await Promise.all([look(), look()]);
    expect(both.map((one) => one.figures['value']?.value)).toEqual([300n, 300n]);
    expect(
      readdirSync(join(folder, 'claimed')).filter((name) => name.endsWith('.csv')),
    ).toHaveLength(1);
  });

  it('stays where it is while it is only tried out', async () => {
    drop('cash.csv', csv('4.00'));
    drop('bad.csv', csv('x'));
    const before = readdirSync(folder).sort();
    const trial = fileDrop.prepare(options());
    const { figures, warnings } = await trial({ ...contextAt(), dryRun: true });
    expect(figures['value']?.value).toBe(400n);
    expect(warnings).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('is the newest by its own time, not by its name; yesterday’s file again changes nothing', async () => {
    drop('a.csv', csv('2.00', '2026-04-15T20:00:00Z'));
    drop('z.csv', csv('1.00', '2026-04-14T20:00:00Z'));
    expect(await value()).toBe(200n);
    drop('again.csv', csv('1.00', '2026-04-14T20:00:00Z'));
    expect(await value()).toBe(200n);
  });

  it('that is too old gives nothing', async () => {
    drop('old.csv', csv('2.00', '2026-04-13T20:00:00Z'));
    expect(await codeOf(look())).toBe('STALE');
  });
});
