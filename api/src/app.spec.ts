import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from './testing/test-app.js';

let t: TestApp;
let folder: string;
let crashed: string;
const LARGE = 'export const words = 1;\n'.repeat(1_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadastre-ui-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Counter</title>');
  await writeFile(join(folder, 'assets', 'app-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, 'assets', 'large-1a2b3c.js'), LARGE);
  await writeFile(join(folder, 'assets', 'large-1a2b3c.js.br'), brotliCompressSync(LARGE));
  await writeFile(join(folder, 'assets', 'large-1a2b3c.js.gz'), gzipSync(LARGE));
  await writeFile(join(folder, 'assets', 'verify.worker-1a2b3c.js'), 'export {};');
  crashed = join(folder, 'documents', 'incoming', 'half-an-upload');
  await mkdir(join(folder, 'documents', 'incoming'), { recursive: true });
  await writeFile(crashed, 'half');
  t = await startTestApp({ env: { UI_DIR: folder, DOCUMENTS_DIR: join(folder, 'documents') } });
});
afterAll(async () => {
  await t.close();
  await rm(folder, { recursive: true });
});

const page = (path: string) => t.anonymous.raw('get', path).set('Accept', 'text/html');

describe('the UI on the same port', () => {
  it.each(['/', '/assets-of-mine', '/assets/01900000-0000-7000-8000-000000000001', '/login?a=b'])(
    'is one page, which %s finds',
    async (path) => {
      const { text, headers } = await page(path).expect(200);
      expect(text).toContain('Counter');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
      const policy = (headers as Record<string, string>)['content-security-policy'] ?? '';
      // Nothing that makes a page comes from another host.
      expect(
        policy.split(';').filter((one) => /^(script|style|font|object)-src /.test(one)),
      ).toEqual([
        "font-src 'self'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
      ]);
    },
  );

  it('has files that may be kept for ever, because their names change with them', async () => {
    const { headers } = await t.anonymous.raw('get', '/assets/app-1a2b3c.js').expect(200);
    expect((headers as Record<string, string>)['cache-control']).toContain('immutable');
  });

  it('is sent as the build has compressed it, to whoever takes that', async () => {
    const get = async (takes: string, path = '/assets/large-1a2b3c.js', tag = '') => {
      const asked = t.anonymous.raw('get', path).set('Accept-Encoding', takes);
      const { status, headers, text } = await asked.set('If-None-Match', tag);
      return { status, text, headers: headers as Record<string, string | undefined> };
    };
    const tags = new Set<string>();
    for (const [takes, encoding, length] of [
      ['gzip, deflate, br', 'br', brotliCompressSync(LARGE).length],
      ['gzip', 'gzip', gzipSync(LARGE).length],
      ['br;q=0, gzip', 'gzip', gzipSync(LARGE).length],
      ['identity', undefined, LARGE.length],
    ] as const) {
      const { status, headers, text } = await get(takes);
      expect([takes, status, headers['content-encoding']]).toEqual([takes, 200, encoding]);
      expect(headers['content-length']).toBe(String(length));
      expect(headers['content-type']).toMatch(/^text\/javascript/);
      expect(headers['cache-control']).toContain('immutable');
      expect(headers['vary']).toContain('Accept-Encoding');
      expect(text).toBe(LARGE);
      tags.add(headers['etag'] ?? '');
      expect((await get(takes, undefined, headers['etag'])).status).toBe(304);
    }
    expect(tags.size).toBe(3);
    // What has no compressed one beside it, and what the API says, go as they are.
    for (const path of ['/assets/app-1a2b3c.js', '/health', '/api/docs-json']) {
      expect((await get('gzip, br', path)).headers['content-encoding']).toBeUndefined();
    }
  });

  it('may ask a node elsewhere from the verifier’s own script, and from nothing else', async () => {
    const connects = async (path: string) => {
      const { headers } = await page(path).expect(200);
      const policy = (headers as Record<string, string>)['content-security-policy'] ?? '';
      return /connect-src ([^;]*)/.exec(policy)?.[1];
    };
    expect(await connects('/assets/verify.worker-1a2b3c.js')).toBe("'self' https: http:");
    for (const path of ['/verify', '/assets/app-1a2b3c.js', '/?/assets/verify.worker-1a2b3c.js']) {
      expect(await connects(path)).toBe("'self'");
    }
  });

  it('gives no page where a script or the API was asked for', async () => {
    await t.anonymous.raw('get', '/assets/gone-0f0f0f.js').expect(404);
    await page('/api/v1/nothing').expect(404);
  });

  it('does not climb out of its folder', async () => {
    for (const path of ['/..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2f..%2fetc%2fpasswd']) {
      const { text } = await t.anonymous.raw('get', path);
      expect(text).not.toContain('root:');
    }
  });
});

it('an upload that a crash cut short is gone after the next start', async () => {
  await expect(access(crashed)).rejects.toThrow('ENOENT');
});

it('a correlation id is taken over where it is one, and made where it is not', async () => {
  const ask = (id: string) => t.anonymous.raw('get', '/health').set('X-Correlation-Id', id);
  const given = (await ask('order-2026-04-15')).headers as Record<string, string>;
  expect(given['x-correlation-id']).toBe('order-2026-04-15');
  const made = (await ask('a b;c')).headers as Record<string, string>;
  expect(made['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
});

it('a connection stays open for as long as whoever asks may keep it idle', async () => {
  const { headers } = await fetch(await t.app.getUrl(), { headers: { connection: 'keep-alive' } });
  expect(headers.get('keep-alive')).toBe('timeout=75');
});
