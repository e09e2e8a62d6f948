import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal, type JournalOwner, type SigningPromise } from './journal.js';

const OWNER = {
  signer: `0x${'aa'.repeat(20)}`,
  chainId: '31337',
  committee: `0x${'bb'.repeat(20)}`,
};
const BUILT = new URL('../../dist/signers/journal.js', import.meta.url).pathname;

describe('the journal', () => {
  let folder: string;
  let path: string;
  const opened: Journal[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'));
    path = join(folder, 'journal');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((journal) => journal.close()));
    rmSync(folder, { recursive: true });
  });

  async function open(owner: JournalOwner = OWNER): Promise<Journal> {
    const journal = await Journal.open(path, owner);
    opened.push(journal);
    return journal;
  }
  const promise = (round: number, digest: string, expiry = 1_000): SigningPromise => ({
    digest,
    report: {
      feed: OWNER.committee,
      epoch: 1,
      round,
      answer: -(10n ** 30n),
      valuationTime: 500,
      expiry,
    },
  });
  const lines = () => readFileSync(path, 'utf8').trim().split('\n').length;

  it('binds to one report for each round until it can no longer be delivered', async () => {
    const journal = await open();
    const first = promise(1, '0x01');
    expect(await journal.make([first], 900)).toBeNull();
    expect(await journal.make([first], 900)).toBeNull();
    expect(await journal.make([promise(1, '0x02')], 1_000)).toEqual(first);
    expect(await journal.make([promise(1, '0x02', 2_000)], 1_001)).toBeNull();
    expect(await journal.make([first], 1_500)).toMatchObject({ digest: '0x02' });
    expect(lines()).toBe(3);
  });

  it('promises all rounds of a batch or none', async () => {
    const journal = await open();
    await journal.make([promise(2, '0x02')], 900);
    const standing = await journal.make([promise(1, '0x01'), promise(2, '0x03')], 900);
    expect(standing).toMatchObject({ digest: '0x02' });
    expect(journal.standing(OWNER.committee, 1, 1)).toBeNull();
  });

  it('remembers across a restart, to the last digit', async () => {
    const journal = await open();
    await journal.make([promise(1, '0x01')], 900);
    await journal.close();
    const next = await open();
    expect(next.standing(OWNER.committee, 1, 1)).toEqual(promise(1, '0x01').report);
    expect(await next.make([promise(1, '0x02')], 900)).toMatchObject({ digest: '0x01' });
  });

  it('writes before it says yes: two that are asked at once cannot both be promised', async () => {
    const journal = await open();
    const answers = await Promise.all(
      ['0x01', '0x02', '0x03'].map((digest) => journal.make([promise(1, digest)], 900)),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(lines()).toBe(2);
  });

  it('cuts off a line that was never finished', async () => {
    const journal = await open();
    await journal.make([promise(1, '0x01')], 900);
    await journal.close();
    const whole = readFileSync(path).length;
    appendFileSync(path, readFileSync(path).subarray(-60, -20));
    const next = await open();
    expect(readFileSync(path)).toHaveLength(whole);
    await next.make([promise(2, '0x02')], 900);
    await next.close();
    expect((await open()).standing(OWNER.committee, 1, 2)).toMatchObject({ round: 2 });
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a changed figure',
      () => edit((text) => text.replace('"0x01"', '"0x07"')),
      /damaged in line 2/,
    ],
    ['a lost line break', () => edit((text) => text.replace('\n', ' ')), /damaged in line 1/],
    ['another file', () => writeFileSync(path, '{"version":3}\n'), /damaged in line 1/],
  ])('does not open with %s', async (_what, damage, reason) => {
    const journal = await open();
    await journal.make([promise(1, '0x01'), promise(2, '0x02')], 900);
    await journal.close();
    damage();
    await expect(open()).rejects.toThrow(reason);
  });
  const edit = (change: (text: string) => string) =>
    writeFileSync(path, change(readFileSync(path, 'utf8')));

  it('begins anew where not even the first line was finished', async () => {
    const journal = await open();
    await journal.close();
    truncateSync(path, 20);
    const next = await open();
    await next.make([promise(1, '0x01')], 900);
    await next.close();
    expect((await open()).standing(OWNER.committee, 1, 1)).not.toBeNull();
  });

  it.each([
    ['key', { signer: OWNER.committee }],
    ['chain', { chainId: '1' }],
    ['committee', { committee: OWNER.signer }],
  ])('does not open for another %s', async (_what, change) => {
    await (await open()).close();
    await expect(open({ ...OWNER, ...change })).rejects.toThrow(/belongs to/);
  });

  it('drops what binds to nothing any more, and nothing else', async () => {
    const journal = await open();
    for (let from = 0; from < 5_000; from += 1_000) {
      const many = Array.from({ length: 1_000 }, (_, i) => promise(from + i, '0x01', 1_000));
      await journal.make(many, 900);
    }
    await journal.make([promise(7_000, '0x02', 3_000)], 900);
    await journal.make([promise(7_001, '0x03', 3_000)], 2_000);
    expect(lines()).toBe(1 + 5_001 + 1);
    const more = Array.from({ length: 5_000 }, (_, i) => promise(8_000 + i, '0x04', 3_000));
    await journal.make(more, 2_000);
    expect(lines()).toBe(1 + 2 + 5_000);
    await journal.close();
    const next = await open();
    expect(next.standing(OWNER.committee, 1, 7_000)).toMatchObject({ expiry: 3_000 });
    expect(next.standing(OWNER.committee, 1, 5)).toBeNull();
  });

  it('is open in one process only; the lock of one that was killed is no lock', async () => {
    const script = `
      const { Journal } = await import(${JSON.stringify(BUILT)});
      await Journal.open(${JSON.stringify(path)}, ${JSON.stringify(OWNER)});
      console.log('open');
      setInterval(() => undefined, 1000);`;
    const args = ['--input-type=module', '-e', script];
    const first = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(first.stdout, 'data');
    const second = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`is in use by process ${first.pid}`);
    await expect(open()).rejects.toThrow(/is in use by process/);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await open();
    await expect(open()).rejects.toThrow(/is in use by process/);
  });
});
