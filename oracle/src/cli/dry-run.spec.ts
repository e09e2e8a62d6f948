import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { prepare, SOURCE_KINDS, type SourceSpec } from '../sources/kinds.js';
import { dryRun } from './dry-run.js';

const SAMPLES = new URL('../../samples', import.meta.url).pathname;
const now = Date.parse('2026-04-15T21:00:00Z') / 1000;
const sample = (kind: string) =>
  JSON.parse(readFileSync(join(SAMPLES, kind, 'source.json'), 'utf8')) as SourceSpec;
const run = (written: unknown, kind = '') =>
  dryRun(written, { now, rpcUrl: 'http://127.0.0.1:1', env: {}, folder: join(SAMPLES, kind) });

describe('a dry run', () => {
  it('has a sample of every kind, and takes its options', () => {
    expect(readdirSync(SAMPLES).sort()).toEqual(SOURCE_KINDS.map(({ kind }) => kind).sort());
    for (const { kind } of SOURCE_KINDS) expect(() => prepare(sample(kind))).not.toThrow();
  });

  it.each([
    ['bar-list', 'figure      fine = 1198.480 fine oz at 2026-04-14T20:00:00.000Z'],
    [
      'custodian-attestation',
      'figure      quantity = 1198.480 fine oz at 2026-04-15T20:00:00.000Z',
    ],
    ['file-drop', 'figure      value = 1250000.00 USD at 2026-04-15T20:00:00.000Z'],
    ['manual', 'figure      value = 65000.00 USD at 2026-04-15T12:00:00.000Z'],
    ['treasury-curve', 'figure      3 Mo = 0.037100000 yield at 2026-04-15T20:00:00.000Z'],
  ])('of the sample %s tells what it would yield and why', async (kind, first) => {
    const { ok, lines } = await run(sample(kind), kind);
    expect(lines[0]).toBe(first);
    expect(lines.some((line) => line.startsWith('because '))).toBe(true);
    expect(lines.at(-1)).toMatch(/^document {4}[0-9a-f]{64} {2}file:/);
    expect(ok).toBe(true);
    // A trial remembers nothing: the same statement may be tried again.
    expect(await run(sample(kind), kind)).toEqual({ ok, lines });
  });

  it('of the sample http-json asks its URL', async () => {
    const answer = readFileSync(join(SAMPLES, 'http-json', 'answer.json'));
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { lines } = await run({
      ...sample('http-json'),
      url: `http://127.0.0.1:${port}/answer.json`,
    });
    server.close();
    expect(lines[0]).toBe('figure      value = 3250.100000 USD at 2026-04-15T20:59:00.000Z');
  });

  it('tells why there is no value', async () => {
    const old = { ...sample('manual'), maxAge: 60 };
    const { ok, lines } = await run(old, 'manual');
    expect(ok).toBe(false);
    expect(lines[0]).toBe('refused     STALE: It is 32400 s old: at most 60.');
    expect(lines[1]).toMatch(/^document {4}[0-9a-f]{64}/);
  });

  it('lists the kinds where none is named, and names every wrong option', async () => {
    expect((await run({})).lines).toHaveLength(10);
    expect((await run({ kind: 'gold' })).lines[0]).toContain('there are bar-list, chain');
    const { lines } = await run({ kind: 'http-json', url: 'ftp://x', value: 'price', unit: 'USD' });
    expect(lines[0]).toMatch(/url: .*value: .*scale: /);
  });
});
