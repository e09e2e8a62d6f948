import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkWhy } from '../cli/check-why.js';
import type { TestAsset } from '../testing/chain.js';
import { World, type Oracle } from '../testing/world.js';
import { sha256Of } from './bundle.js';
import { bytesToText, fromZip, jsonBytes, toZip } from './zip.js';

type Json = Record<string, unknown>;

describe('the bundle behind a round', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let folder: string;
  let zip: Uint8Array;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    await world.fund();
    oracle = await world.oracle();
    oracle.refuseOnce('SOURCE_UNREACHABLE');
    await oracle.beat();
    await oracle.beat();
    await oracle.app.listen(0, '127.0.0.1');
    folder = mkdtempSync(join(tmpdir(), 'why-'));
    zip = await fetched();
  }, 60_000);
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  async function fetched(feed = fund.nav, round = 1): Promise<Uint8Array> {
    const base = await oracle.app.getUrl();
    const response = await fetch(`${base}/feeds/${feed}/rounds/${round}/why.zip`);
    expect(response.status).toBe(200);
    return new Uint8Array(await response.arrayBuffer());
  }
  const check = async (bytes: Uint8Array, rpc?: string) => {
    const file = join(folder, 'why.zip');
    writeFileSync(file, bytes);
    const { ok, lines } = await checkWhy(file, rpc);
    return `${ok ? 'true' : 'false'}: ${lines.join('\n')}`;
  };
  const pathOf = (prefix: string) => {
    const path = [...fromZip(zip).keys()].find((one) => one.startsWith(prefix));
    if (!path) throw new Error(`a file of ${prefix}`);
    return path;
  };
  /** The bundle with one file changed, and the manifest's hashes made to fit. */
  function forged(path: string, change: (json: Json) => void): Uint8Array {
    const files = new Map(fromZip(zip));
    const json = JSON.parse(bytesToText(files.get(path) ?? new Uint8Array())) as Json;
    change(json);
    files.set(path, jsonBytes(json));
    const manifest = JSON.parse(bytesToText(files.get('manifest.json') ?? new Uint8Array())) as {
      files: Json;
    };
    if (path !== 'manifest.json') {
      manifest.files[path] = sha256Of(files.get(path) ?? new Uint8Array());
      files.set('manifest.json', jsonBytes(manifest));
    }
    return toZip(files);
  }

  it('holds documents, arithmetic, refusals, signatures and the transaction, and is true', async () => {
    const told = await check(zip, world.chain.url);
    expect(told).toMatch(/^true: round 1 of /);
    expect(told).toContain('3 signatures, with a proof');
    expect(told).toContain("3 of the committee's 5 signers signed");
    expect(told).toContain(': accepted in block ');
    const report = JSON.parse(bytesToText(fromZip(zip).get(pathOf('reports/')) ?? zip)) as {
      reports: unknown[];
      dryCall: string;
      signings: { outcome: string; derived: unknown[] }[];
    };
    expect(report.reports).toHaveLength(4);
    expect(report.dryCall).toBe('PASSED');
    expect(report.signings.map(({ outcome }) => outcome).sort()).toEqual([
      'SIGNED',
      'SIGNED',
      'SIGNED',
      'SOURCE_UNREACHABLE',
    ]);
    expect(report.signings.find(({ outcome }) => outcome === 'SIGNED')?.derived).toHaveLength(4);
  });

  it('has the same bytes each time', async () => {
    expect(Buffer.compare(await fetched(), zip)).toBe(0);
  });

  it.each(['README.md', 'round.json', 'documents/', 'valuations/', 'reports/'])(
    'is caught with one bit of %s changed, by its name',
    async (prefix) => {
      const path = pathOf(prefix);
      const files = new Map(fromZip(zip));
      const bytes = Uint8Array.from(files.get(path) ?? []);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      files.set(path, bytes);
      expect(await check(toZip(files))).toMatch(new RegExp(`^false: NOT TRUE  ${path}: its bytes`));
    },
  );

  it.each(['README.md', 'round.json', 'documents/', 'valuations/', 'reports/', 'manifest.json'])(
    'is caught without %s',
    async (prefix) => {
      const files = new Map(fromZip(zip));
      const path = pathOf(prefix);
      files.delete(path);
      expect(await check(toZip(files))).toBe(`false: NOT TRUE  ${path}: is missing`);
    },
  );

  it.each<[string, string, (json: Json) => void, RegExp]>([
    ['another round', 'round.json', (r) => (r['round'] = 2), /round\.json: says round 2/],
    [
      'another NAV',
      'valuations/',
      (v) => ((v['nav'] as Json)['value'] = '1'),
      /documents give a NAV/,
    ],
    [
      'a friendlier line',
      'valuations/',
      (v) => ((v['lines'] as string[])[0] = 'trust us'),
      /line 1 of its arithmetic/,
    ],
    [
      'another input',
      'valuations/',
      (v) => ((v['inputs'] as Json)['cashCents'] = '1'),
      /its inputs hash to/,
    ],
    [
      'a report of another answer',
      'reports/',
      (r) => (r['reports'] as Json[]).forEach((one) => (one['answer'] = '7')),
      /reports 7, its valuation gives/,
    ],
    [
      'a later expiry',
      'reports/',
      (r) => (r['reports'] as Json[]).forEach((one) => (one['expiry'] = 4_000_000_000)),
      /the report hashes to/,
    ],
    [
      'a signature under another name',
      'reports/',
      (r) => {
        const [one] = (r['signings'] as Json[]).filter((s) => s['outcome'] === 'SIGNED');
        if (one) one['signer'] = '0x000000000000000000000000000000000000dEaD';
      },
      /was made by 0x/,
    ],
    [
      'a refusal left out and a signature made up',
      'reports/',
      (r) => (r['signings'] = []),
      /the proof has a signature of 0x.*, who signed nothing/,
    ],
    [
      'another transaction',
      'reports/',
      (r) => {
        const [tx] = r['transactions'] as Json[];
        if (tx) tx['raw'] = `${String(tx['raw']).slice(0, -2)}00`;
      },
      /transaction's bytes hash to/,
    ],
  ])('is caught with %s, though the hashes fit', async (_what, prefix, change, reason) => {
    const told = await check(forged(pathOf(prefix), change));
    expect(told).toMatch(/^false: NOT TRUE {2}/);
    expect(told).toMatch(reason);
  });

  it('may have a statement of each of two blocks, and is caught where one of them says otherwise', async () => {
    /** The bundle whose valuation names one statement more, with a field changed. */
    const withStatement = (field: string, value: (said: string) => string) => {
      const files = new Map(fromZip(zip));
      const read = (path: string) =>
        JSON.parse(bytesToText(files.get(path) ?? new Uint8Array())) as Json;
      const path = pathOf('valuations/');
      const [valuation, manifest] = [read(path), read('manifest.json')];
      const documents = valuation['documents'] as { source: string; file: string }[];
      const own = documents.find(({ source }) => !source.startsWith('file:'));
      if (!own) throw new Error('the valuation has a statement');
      const statement = read(own.file);
      statement[field] = value(String(statement[field]));
      const bytes = jsonBytes(statement);
      const sha256 = sha256Of(bytes);
      const file = `documents/${sha256}`;
      documents.push({ ...own, ...{ sha256, file } });
      files.set(file, bytes);
      files.set(path, jsonBytes(valuation));
      const hashed = manifest['files'] as Json;
      Object.assign(hashed, { [file]: sha256, [path]: sha256Of(files.get(path) ?? bytes) });
      files.set('manifest.json', jsonBytes(manifest));
      return toZip(files);
    };
    const later = withStatement('asOfBlock', (block) => `${BigInt(block) + 1n}`);
    expect(await check(later)).toMatch(/^true: /);
    const richer = withStatement('cashCents', (cents) => `${BigInt(cents) + 100_000_000n}`);
    expect(await check(richer)).toMatch(/^false: NOT TRUE {2}valuations\/.*documents give a NAV/);
  });

  it('is caught with a manifest that says otherwise, and when it is no zip', async () => {
    const manifest = forged('manifest.json', (m) => (m['round'] = 3));
    expect(await check(manifest)).toContain('round.json: says round 1, the manifest 3');
    expect(await check(new Uint8Array([1, 2, 3]))).toContain('the file: is no zip');
  });

  it('is caught by the chain where the transaction is none of its', async () => {
    const other = await World.begin();
    try {
      expect(await check(zip, other.chain.url)).toMatch(/^false: NOT TRUE {2}reports\//);
    } finally {
      await other.end();
    }
  });

  it('tells of a round that was only held back, and 404 of one that is unknown', async () => {
    await oracle.beat();
    expect(await check(await fetched(fund.nav, 2), world.chain.url)).toMatch(/^true: round 2 of /);
    const base = await oracle.app.getUrl();
    for (const path of [`${fund.nav}/rounds/99`, 'nobody/rounds/1', `${fund.nav}/rounds/9e99`]) {
      expect((await fetch(`${base}/feeds/${path}/why.zip`)).ok).toBe(false);
    }
  });
});
