import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../platform/clock.js';
import { runJobs } from '../testing/jobs.js';
import { startTestApp, type Persona, type TestApp } from '../testing/test-app.js';
import { Documents } from './documents.service.js';
import { PDF, PNG } from './testing/samples.js';

let t: TestApp;
let issuer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  issuer = await t.signIn('issuer');
});
afterAll(() => t.close());

const digestOf = (bytes: Buffer) =>
  `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

interface Sent {
  type?: string;
  digest?: string;
  query?: string;
}

const send = (bytes: Buffer, { type, digest, query }: Sent = {}, who: Persona = issuer) =>
  who.http
    .raw('post', `/api/v1/documents?${query ?? 'fileName=paper.pdf'}`)
    .set('Content-Type', type ?? 'application/pdf')
    .set('Content-Digest', digest ?? digestOf(bytes))
    // The client would write a buffer of type JSON as JSON.
    .send(type === 'application/json' ? bytes.toString() : bytes);

/** Every file below the documents' folder. */
async function files(): Promise<string[]> {
  const root = join(t.documentsDir, 'documents');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
}

async function traces(): Promise<{ files: number; documents: number; blobs: number }> {
  const [row] = await t.db.sql<{ documents: string; blobs: string }>(
    `SELECT (SELECT count(*) FROM api.document) AS documents, (SELECT count(*) FROM api.blob) AS blobs`,
  );
  return {
    files: (await files()).length,
    documents: Number(row?.documents),
    blobs: Number(row?.blobs),
  };
}

describe('an upload', () => {
  it('comes back byte for byte, under its hash', async () => {
    const { body } = await send(PDF).expect(201);
    expect(body).toMatchObject({
      fileName: 'paper.pdf',
      mediaType: 'application/pdf',
      purpose: 'asset',
      sizeBytes: PDF.length,
      sha256: createHash('sha256').update(PDF).digest('hex'),
    });
    const content = await issuer.http.get(`/documents/${body.id}/content`).buffer(true).expect(200);
    expect(Buffer.compare(content.body as Buffer, PDF)).toBe(0);
    expect(content.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': "attachment; filename*=UTF-8''paper.pdf",
      'content-digest': digestOf(PDF),
      'x-content-type-options': 'nosniff',
    });
  });

  it('is unreadable on disk, and each file has a key of its own', async () => {
    const marker = Buffer.from(`a very recognisable sentence ${randomBytes(8).toString('hex')}`);
    await send(marker, { type: 'text/plain', query: 'fileName=a.txt' }).expect(201);
    for (const file of await files()) {
      expect((await readFile(file)).includes(marker)).toBe(false);
    }
    const keys = await t.db.sql<{ n: string; distinct: string }>(
      'SELECT count(*) AS n, count(DISTINCT wrapped_key) AS distinct FROM api.blob',
    );
    expect(keys[0]?.n).toBe(keys[0]?.distinct);
  });

  it('of the same content is kept once, even from two people at once', async () => {
    const bytes = Buffer.from(`twin ${randomBytes(8).toString('hex')}`);
    const before = await traces();
    const other = await t.signIn('issuer');
    const text = { type: 'text/plain', query: 'fileName=twin.txt' };
    await Promise.all([
      send(bytes, text).expect(201),
      send(bytes, text, other).expect(201),
      send(bytes, text).expect(201),
    ]);
    const after = await traces();
    expect(after.documents - before.documents).toBe(3);
    expect([after.files - before.files, after.blobs - before.blobs]).toEqual([1, 1]);
    const id = await other.http.upload(bytes, { fileName: 'again.txt' });
    const content = await other.http.get(`/documents/${id}/content`).buffer(true).expect(200);
    expect(content.text).toBe(bytes.toString());
  });

  it('of 20 MiB is taken, as a stream', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, 'a,b\n');
    await send(bytes, { type: 'text/csv', query: 'fileName=big.csv' }).expect(201);
  });

  it.each([
    ['image/png', PNG],
    ['application/json', Buffer.from(' {"a":[1,2]}\n')],
    ['text/csv; charset=utf-8', Buffer.from('a,b\n1,é\n')],
  ])('of type %s is taken', async (type, bytes) => {
    await send(bytes, { type }).expect(201);
  });
});

describe('an upload is refused and leaves nothing behind', () => {
  const refused = async (bytes: Buffer, sent: Sent, status: number, code: string) => {
    const before = await traces();
    const { body } = await send(bytes, sent).expect(status);
    expect(body.code).toBe(code);
    expect(await traces()).toEqual(before);
  };

  it('when it is over the limit by its announced length, before a byte is read', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 1, 'a');
    const before = await traces();
    const { body } = await send(bytes, { type: 'text/plain' }).expect(413);
    expect(body.code).toBe('document_too_large');
    expect(await traces()).toEqual(before);
  });

  it('when it turns out to be over the limit while it streams', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 24) controller.close();
        else controller.enqueue(new Uint8Array(1024 * 1024).fill(0x61));
      },
    });
    const before = await traces();
    const answer = await fetch(`${await t.app.getUrl()}/api/v1/documents?fileName=a.txt`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${issuer.http.token}`,
        'content-type': 'text/plain',
        'content-digest': digestOf(PDF),
      },
      body: endless,
      duplex: 'half',
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'document_too_large' });
    expect(await traces()).toEqual(before);
  });

  it('when its bytes are not those of the announced hash', () =>
    refused(PDF, { digest: digestOf(PNG) }, 400, 'digest_differs'));

  it('when no hash is announced', () =>
    refused(PDF, { digest: 'md5=:abcd:' }, 400, 'content_digest_required'));

  it('when a PNG says it is a PDF', () => refused(PNG, {}, 415, 'media_type_differs'));

  it('when a PDF says it is text', () =>
    refused(PDF, { type: 'text/plain' }, 415, 'media_type_differs'));

  it('when bytes say they are text', () =>
    refused(
      Buffer.from([0x61, 0xff, 0xfe, 0x62]),
      { type: 'text/csv' },
      415,
      'media_type_differs',
    ));

  it('when a text ends in the middle of a letter', () =>
    refused(
      Buffer.from('caf\u00e9').subarray(0, 4),
      { type: 'text/plain' },
      415,
      'media_type_differs',
    ));

  it('when prose says it is JSON', () =>
    refused(Buffer.from('hello'), { type: 'application/json' }, 415, 'media_type_differs'));

  it('when it is of a type we do not take', () =>
    refused(Buffer.from('<svg/>'), { type: 'image/svg+xml' }, 415, 'unsupported_media_type'));

  it('when it is empty', () =>
    refused(Buffer.alloc(0), { type: 'text/plain' }, 400, 'document_empty'));

  it('when its name is missing, a path, or reads otherwise than it is', async () => {
    // Right-to-left override: shown as `invoice-exe.pdf`. Next line, line separator, isolate, mark, joiner of nothing.
    const turned = [
      'invoice-\u202efdp.exe',
      'a\u0085b',
      'a\u2028b',
      'a\u2066b',
      'a\u200fb',
      'a\u200bb',
    ];
    const wrong = ['', '../../etc/passwd', 'a\\b', 'a\nb', 'x'.repeat(201), ...turned];
    for (const name of wrong) {
      const query = `fileName=${encodeURIComponent(name)}`;
      await refused(PDF, { query }, 400, 'invalid_query');
    }
  });

  it('when somebody claims the purpose only the platform gives', () =>
    refused(PDF, { query: 'fileName=a.pdf&purpose=report' }, 400, 'invalid_query'));

  it('when the connection breaks half-way', async () => {
    const before = await traces();
    const { port } = new URL(await t.app.getUrl());
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /api/v1/documents?fileName=half.txt HTTP/1.1\r\nHost: x\r\n` +
        `Authorization: Bearer ${issuer.http.token}\r\nContent-Type: text/plain\r\n` +
        `Content-Digest: ${digestOf(PDF)}\r\nContent-Length: 1000\r\n\r\nonly this`,
    );
    await sleep(100);
    socket.destroy();
    await sleep(100);
    expect(await traces()).toEqual(before);
  });
});

describe('a document', () => {
  it('is seen by its organisation, by compliance, and by auditors unless it is about a person', async () => {
    const [investor, compliance, auditor, operator] = await Promise.all([
      t.signIn('investor'),
      t.signIn('compliance'),
      t.signIn('auditor'),
      t.signIn('operator'),
    ]);
    const paper = await issuer.http.upload('a prospectus');
    const passport = await investor.http.upload('a passport');
    const seen = async (who: Persona, id: string) => {
      const statuses = [
        (await who.http.get(`/documents/${id}`)).status,
        (await who.http.get(`/documents/${id}/content`)).status,
      ];
      return [...new Set(statuses)];
    };
    expect(await seen(issuer, paper)).toEqual([200]);
    expect(await seen(investor, passport)).toEqual([200]);
    expect(await seen(compliance, paper)).toEqual([200]);
    expect(await seen(compliance, passport)).toEqual([200]);
    expect(await seen(auditor, paper)).toEqual([200]);
    expect(await seen(auditor, passport)).toEqual([404]);
    expect(await seen(investor, paper)).toEqual([404]);
    expect(await seen(issuer, passport)).toEqual([404]);
    expect(await seen(operator, paper)).toEqual([403]);
  });

  it('whose file was altered on disk is not handed out, not even in part', async () => {
    const marker = `altered ${randomBytes(8).toString('hex')}`;
    const before = new Set(await files());
    const id = await issuer.http.upload(marker);
    const [file = ''] = (await files()).filter((name) => !before.has(name));
    const bytes = await readFile(file);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const { body } = await issuer.http.get(`/documents/${id}/content`).expect(500);
    expect(body.code).toBe('internal_error');
  });

  it('made by the platform goes with its transaction', async () => {
    const before = await traces();
    const report = { bytes: PDF, fileName: 'report.pdf', mediaType: 'application/pdf' };
    await expect(
      t.db.transaction(async () => {
        await t.get(Documents).storeBytes(issuer.ctx, {
          ...report,
          bytes: Buffer.concat([PDF, randomBytes(8)]),
        });
        throw new Error('the report could not be finished');
      }),
    ).rejects.toThrow('could not be finished');
    expect(await traces()).toEqual(before);
    const kept = await t.get(Documents).storeBytes(issuer.ctx, report);
    expect(kept).toMatchObject({ purpose: 'report', organisationId: issuer.organisationId });
  });
});

describe('the next version of a document', () => {
  const version = (query: string, who: Persona = issuer) =>
    send(PDF, { query: `fileName=paper.pdf&${query}` }, who);

  it('says which it replaces, and the old one which is newer; each has one successor', async () => {
    const first = (await version('validUntil=2999-12-31').expect(201)).body;
    expect(first).toMatchObject({ version: 1, replaces: null, replacedBy: null, expired: false });
    const second = (await version(`replaces=${first.id}`).expect(201)).body;
    expect(second).toMatchObject({ version: 2, replaces: first.id, validUntil: null });
    const { body } = await issuer.http.get(`/documents/${first.id}`).expect(200);
    expect(body).toMatchObject({ replacedBy: second.id, validUntil: '2999-12-31' });
    const fork = await version(`replaces=${first.id}`).expect(409);
    expect(fork.body).toMatchObject({ code: 'document_superseded', replacedBy: second.id });
    const race = await Promise.all([1, 2].map(() => version(`replaces=${second.id}`)));
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is its owner’s to file, of the same purpose, and still valid', async () => {
    const first = (await version('').expect(201)).body;
    await version(`replaces=${first.id}`, await t.signIn('issuer')).expect(404);
    const other = await version(`replaces=${first.id}&purpose=kyc`).expect(422);
    const over = await version('validUntil=2000-01-01').expect(422);
    const open = await version('purpose=kyc&access=investors').expect(422);
    expect([other, over, open].map(({ body }) => body.code)).toEqual([
      'version_of_other_purpose',
      'validity_over',
      'access_of_assets',
    ]);
  });

  it('is asked for before the old one ends, once, and not where it is there', async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const soon = (await version(`validUntil=${inDays(20)}`).expect(201)).body;
    await version(`validUntil=${inDays(50)}`).expect(201);
    const renewed = (await version(`validUntil=${inDays(20)}`).expect(201)).body;
    await version(`replaces=${renewed.id}`).expect(201);
    const told = () =>
      t.db.sql<{ id: string; days: string }>(
        `SELECT subject_id AS id, data ->> 'daysBefore' AS days FROM api.audit_entry
         WHERE action = 'document.renewal_due' ORDER BY id`,
      );
    for (const _ of [1, 2]) await runJobs(t, 'documents.expiry', {});
    expect(await told()).toEqual([{ id: soon.id, days: '30' }]);
    await t.db.sql('UPDATE api.document SET valid_until = $2 WHERE id = $1', [soon.id, inDays(7)]);
    for (const _ of [1, 2]) await runJobs(t, 'documents.expiry', {});
    expect((await told()).map(({ days }) => days)).toEqual(['30', '7']);
  });

  it('is read by investors where it was opened to them', async () => {
    const investor = await t.signIn('investor');
    const [closed, open] = [
      (await version('').expect(201)).body,
      (await version('access=investors').expect(201)).body,
    ];
    await investor.http.get(`/documents/${closed.id}/content`).expect(404);
    await investor.http.get(`/documents/${open.id}/content`).expect(200);
    await (await t.signIn('issuer')).http.get(`/documents/${open.id}`).expect(404);
  });
});
