import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import request from 'supertest';
import { Config } from '../platform/config.js';
import { runJobs } from '../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { TestClient } from '../testing/test-client.js';
import { DocumentKeys } from './document-keys.js';
import { KeyRotation } from './key-rotation.service.js';
import { S3Storage } from './s3-storage.js';
import { S3Server } from './testing/s3-server.js';

let s3: S3Server;
let t: TestApp;
let issuer: Persona;
beforeAll(async () => {
  s3 = await S3Server.start();
  t = await startTestApp({ env: { DOCUMENTS_URL: s3.url() } });
  issuer = await t.signIn('issuer');
});
afterAll(async () => {
  await t.close();
  await s3.stop();
});

const content = async (http: TestClient, id: string) =>
  (await http.get(`/documents/${id}/content`).expect(200)).text;
const blobs = async () =>
  Number((await t.db.sql<{ n: string }>('SELECT count(*) AS n FROM api.blob'))[0]?.n);

describe('documents in an S3-compatible store', () => {
  it('are objects nobody can read, and come back byte for byte', async () => {
    const text = `a recognisable sentence ${randomBytes(8).toString('hex')}`;
    const id = await issuer.http.upload(text);
    expect(await content(issuer.http, id)).toBe(text);
    const [[key, bytes] = ['', Buffer.alloc(0)]] = [...s3.objects].slice(-1);
    expect(key).toMatch(/^of tests\/[0-9a-f-]{36}$/);
    expect(bytes.length).toBe(text.length);
    expect(bytes.includes('recognisable')).toBe(false);
    expect(await readdir(join(t.documentsDir, 'documents', 'incoming'))).toEqual([]);
    const again = await issuer.http.upload(text);
    expect([await content(issuer.http, again), s3.objects.size]).toEqual([text, 1]);
  });

  it('are not handed out once they were altered, nor taken where the store is away', async () => {
    const id = await issuer.http.upload();
    const [key, bytes] = [...s3.objects].at(-1) ?? ['', Buffer.alloc(1)];
    s3.objects.set(key, Buffer.from([(bytes[0] ?? 0) ^ 1, ...bytes.subarray(1)]));
    await issuer.http.get(`/documents/${id}/content`).expect(500);
    const before = [await blobs(), s3.objects.size];
    s3.down = true;
    const answer = await issuer.http
      .raw('post', '/api/v1/documents?fileName=a.txt')
      .set('Content-Type', 'text/plain')
      .set('Content-Digest', 'sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:')
      .send(Buffer.from('hello'));
    expect([answer.status, answer.body.code]).toEqual([503, 'document_store_unavailable']);
    const health = await t.anonymous.raw('get', '/health');
    expect(health.body.parts.documents.state).toBe('down');
    s3.down = false;
    expect([await blobs(), s3.objects.size]).toEqual(before);
  });

  it('are asked for under a signature: another secret is refused', async () => {
    await expect(new S3Storage(s3.url()).check()).resolves.toBeUndefined();
    await expect(new S3Storage(s3.url('another')).check()).rejects.toThrow();
  });
});

describe('rotating the master key', () => {
  const KEYS = {
    '2027': randomBytes(32).toString('base64'),
    '2028': randomBytes(32).toString('base64'),
  };
  /** The same database and store, under other keys. */
  const restarted = (DOCUMENT_KEYS: string) => {
    const same = Object.entries(t.get(Config).env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    return startTestApp({ env: { ...Object.fromEntries(same), DOCUMENT_KEYS } });
  };
  const asIssuer = (other: TestApp) =>
    new TestClient(request(other.app.getHttpServer()), issuer.http.token);
  const counts = async (other: TestApp) => {
    const operator = await other.signIn('operator');
    const { body } = await operator.http.get('/document-keys').expect(200);
    return (body.keys as { name: string; contents: number }[]).map((one) => [
      one.name,
      one.contents,
    ]);
  };

  it('brings every paper under the new key, resumes where it broke off, and reads all throughout', async () => {
    await t.db.sql('DELETE FROM api.document; DELETE FROM api.blob');
    const texts = ['one', 'two', 'three'].map(
      (word) => `${word} ${randomBytes(4).toString('hex')}`,
    );
    const ids = await Promise.all(texts.map((text) => issuer.http.upload(text)));
    const next = await restarted(`2027:${KEYS['2027']}`);
    try {
      const http = asIssuer(next);
      const readable = async () => Promise.all(ids.map((id) => content(http, id)));
      expect(await readable()).toEqual(texts);
      texts.push('four');
      ids.push(await http.upload('four'));
      expect(await counts(next)).toEqual([
        ['2027', 1],
        ['data-key', 3],
      ]);
      const operator = await next.signIn('operator');
      await operator.http.post('/document-keys/rotate').expect(202);
      Object.assign(next.get(KeyRotation), { batch: 1 });
      const keys = next.get(DocumentKeys);
      const wrap = keys.wrap.bind(keys);
      const broken = jest
        .spyOn(keys, 'wrap')
        .mockImplementationOnce(wrap)
        .mockImplementation(() => {
          throw new Error('the power is gone');
        });
      await runJobs(next, 'documents.rewrap');
      broken.mockRestore();
      expect(await counts(next)).toEqual([
        ['2027', 2],
        ['data-key', 2],
      ]);
      expect(await readable()).toEqual(texts);
      await next.db.sql(`UPDATE jobs.job SET start_after = now() WHERE name = 'documents.rewrap'`);
      await runJobs(next, 'documents.rewrap');
      expect(await counts(next)).toEqual([
        ['2027', 4],
        ['data-key', 0],
      ]);
      expect(await readable()).toEqual(texts);
      expect(await runJobs(next, 'documents.rewrap')).toBe(0);
    } finally {
      await next.close();
    }
  });

  it('refuses to start without a key that papers are under', async () => {
    await expect(restarted(`2028:${KEYS['2028']}`)).rejects.toThrow(/lacks the key 2027/);
  });
});
