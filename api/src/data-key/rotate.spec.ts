import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { Users } from '../accounts/users.service.js';
import { ScreeningHit } from '../investors/screening/screening.entity.js';
import { edition } from '../investors/testing/screening-desk.js';
import { MailCapture } from '../notices/mail-capture.service.js';
import { APRIL, fileKyb, fillCase, ISSUER, setClock } from '../testing/builders.js';
import { runJobs } from '../testing/jobs.js';
import { Idempotency } from '../platform/idempotency.js';
import {
  freshDatabase,
  OPERATOR,
  type Persona,
  startTestApp,
  type TestApp,
} from '../testing/test-app.js';
import { TestClient } from '../testing/test-client.js';
import { Webhooks } from '../webhooks/webhooks.service.js';
import { WebhookEndpoint } from '../webhooks/webhook.entity.js';
import { rotate } from './rotate.js';
import { SEALED_TABLES } from './sealed-tables.js';

const OLD = Buffer.alloc(32, 7).toString('base64');
const NEW = randomBytes(32).toString('base64');
const IMPORT = `email,kind,full_name,date_of_birth,country,address_line1,city,postal_code,address_country,requested_tier,source_of_funds
one@import.test,person,Anaïs Müller,1980-02-29,FR,Rue 1,Paris,75001,FR,retail,Salary
`;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let folder: string;
let t: TestApp;
beforeAll(async () => {
  database = await freshDatabase();
  folder = mkdtempSync(join(tmpdir(), 'cadastre-data-key-'));
  t = await started(OLD);
});
afterAll(async () => {
  await t.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const started = async (DATA_KEY: string): Promise<TestApp> => {
  const env = { DATABASE_URL: database.url, DOCUMENTS_DIR: folder, DATA_KEY };
  const app = await startTestApp({ env });
  setClock(app, APRIL);
  return app;
};
const rotated = (over: { oldKey?: string; newKey?: string } = {}) =>
  rotate({ databaseUrl: database.url, oldKey: OLD, newKey: NEW, ...over });
/** The same person, at the application that runs now. */
const as = (who: Persona) => new TestClient(request(t.app.getHttpServer()), who.http.token);

interface World {
  officer: Persona;
  investor: Persona;
  issuer: Persona;
  paths: [Persona, string][];
  importId: string;
  colleague: string;
  webhookId: string;
}

const claimOf = ({ userId }: Persona) => ({ userId, key: 'once', requestHash: '00'.repeat(32) });

/** Something in every table that hangs on the key. */
async function live(): Promise<World> {
  const [officer, investor, issuer] = [
    await t.signIn('compliance'),
    await t.signIn('investor'),
    await t.signIn('issuer'),
  ];
  const caseId = await fillCase(investor, { fullName: 'Joaquin GUZMAN LOERA' });
  await investor.http.post(`/kyc-cases/${caseId}/submit`).expect(200);
  const { body: seen } = await officer.http.get(`/kyc-cases/${caseId}`).expect(200);
  const [hit] = seen.screening.hits as { id: string }[];
  await officer.http
    .post(`/screening/hits/${hit?.id}/decide`, { decision: 'false_positive', reason: 'Another.' })
    .expect(200);
  const kybId = await fileKyb(investor);
  const paper = await investor.http.upload('a paper', { purpose: 'kyc' });
  const form = {
    form: 'W-8BEN',
    country: 'DE',
    taxNumber: '12 345 678 901',
    signedOn: '2026-04-01',
  };
  const { body: tax } = await investor.http
    .post('/tax-forms', { ...form, documentId: paper })
    .expect(201);
  const list = { mediaType: 'text/csv', purpose: 'kyc' };
  const documentId = await officer.http.upload(IMPORT, list);
  const { body: taken } = await officer.http.post('/investor-imports', { documentId });
  const waiting = await officer.http.upload(IMPORT.replace('one@', 'two@'), list);
  await officer.http.post('/investor-imports', { documentId: waiting }).expect(201);
  await officer.http.post(`/investor-imports/${taken.id}/apply`, {}).expect(202);
  await runJobs(t, 'investor_import.step');
  const { body: asked } = await issuer.http
    .post('/members', { email: 'bob@colleague.test', name: 'Bob', role: 'issuer' })
    .expect(201);
  await issuer.http.put('/issuers/me', ISSUER);
  const { body: hook } = await issuer.http
    .post('/webhooks', { url: 'https://example.org/hook', eventTypes: ['*'] })
    .expect(201);
  await issuer.http.post(`/webhooks/${hook.webhook.id}/secret`).expect(200);
  const claim = claimOf(investor);
  await t.db.transaction(async () => {
    await t.get(Idempotency).claim(claim);
    await t.get(Idempotency).answer(claim, { status: 201, body: { said: 'once' } });
  });
  await t.get(MailCapture).keep({
    messageId: 'one@cadastre.test',
    to: { name: 'Ada', address: 'ada@example.test' },
    subject: 'A word',
    text: 'A word to Ada.',
    html: '<p>A word to Ada.</p>',
  });
  return {
    officer,
    investor,
    issuer,
    importId: taken.id as string,
    colleague: asked.invitationToken as string,
    webhookId: hook.webhook.id as string,
    paths: [
      [officer, `/kyc-cases/${caseId}`],
      [officer, `/kyb-cases/${kybId}`],
      [investor, `/tax-forms/${tax.id}`],
      [investor, `/documents/${paper}/content`],
      [issuer, '/members'],
      [issuer, '/invitations'],
    ],
  };
}

/** What people read, as the application that runs now gives it. */
async function readings({ paths, webhookId, officer, investor }: World): Promise<unknown[]> {
  const answers = [];
  for (const [who, path] of paths) {
    const { body, text } = await as(who).get(path).expect(200);
    answers.push(Object.keys(body as object).length > 0 ? body : text);
  }
  const hook = await t.db.em.findOneByOrFail(WebhookEndpoint, { id: webhookId });
  const names = await t.get(Users).names([officer.userId, investor.userId]);
  const mail = await t.get(MailCapture).list({ limit: 10 });
  const answered = await t.get(Idempotency).find(claimOf(investor));
  expect(answered).toEqual({ status: 201, body: { said: 'once' } });
  return [...answers, t.get(Webhooks).secrets(hook), [...names], mail];
}

const hits = async () =>
  (await t.db.em.find(ScreeningHit, { order: { id: 'ASC' } })).map(
    ({ id, decision, lapsedAt }) => ({ id, decision, lapsedAt }),
  );

describe('another DATA_KEY', () => {
  let world: World;
  let before: unknown[];

  it('is refused while somebody is connected, of a wrong old key, and of the same one', async () => {
    world = await live();
    before = await readings(world);
    expect(await importToken()).not.toBe('');
    await expect(rotated()).rejects.toThrow(/other connections.*stop every process/);
    await t.app.close();
    await expect(rotated({ oldKey: NEW, newKey: OLD })).rejects.toThrow(/DATA_KEY is not the one/);
    await expect(rotated({ newKey: OLD })).rejects.toThrow(
      /NEW_DATA_KEY is the key that is in use/,
    );
    t = await started(OLD);
    expect(await readings(world)).toEqual(before);
  });

  it('changes nothing where one value does not open', async () => {
    const altered = (sign: string) =>
      t.db.sql(
        `UPDATE api.tax_form SET tax_number = set_byte(tax_number, 30, (get_byte(tax_number, 30) ${sign} 1) % 256)`,
      );
    await altered('+');
    await t.app.close();
    await expect(rotated()).rejects.toThrow();
    t = await started(OLD);
    await altered('+ 254 +');
    expect(await readings(world)).toEqual(before);
  });

  it('reads as before in every table, and the old one opens nothing any more', async () => {
    const sealed = await contents();
    const derived = await importToken();
    const decided = await hits();
    await t.app.close();
    const asked = new Date();
    const counts = await rotated();
    expect([...counts].filter(([, rows]) => rows === 0)).toEqual([]);
    await expect(started(OLD)).rejects.toThrow(/DATA_KEY: is not the key of this database/);
    t = await started(NEW);
    expect(await readings(world)).toEqual(before);
    const now = await contents();
    expect(now.filter((value) => sealed.includes(value))).toEqual([]);
    expect(now.length).toBe(sealed.length);
    const [known] = await t.db.sql<{ since: Date }>('SELECT since FROM api.data_key');
    expect(known!.since.getTime()).toBeGreaterThanOrEqual(asked.getTime());

    // Who is looked up by a keyed hash is found.
    await t.anonymous.post('/auth/login', OPERATOR).expect(200);
    const twice = { email: 'Bob@colleague.test', name: 'Bob', role: 'issuer' };
    const again = await as(world.issuer).post('/members', twice);
    expect([again.status, again.body.code]).toEqual([409, 'already_invited']);
    const accept = (token: string) =>
      t.anonymous.post('/auth/invitations/accept', { token, password: 'a long sample password' });
    await accept(world.colleague).expect(201);
    await accept(derived).expect(404);
    await accept(await importToken()).expect(201);

    // A decision about a hit still holds when everybody is looked at again.
    await lookAgain();
    expect(await hits()).toEqual(decided);
    const { body: log } = await as(world.officer).get('/audit?action=data_key.rotate').expect(200);
    expect(log.items).toHaveLength(1);
  });

  /** The link of the one whom the import made. */
  const importToken = async () => {
    const path = `/investor-imports/${world.importId}/rows?limit=10`;
    const { body } = await as(world.officer).get(path).expect(200);
    return String(body.items[0].invitationToken);
  };

  /** Everything that rotation writes, as text. */
  const contents = async (): Promise<string[]> => {
    const all: string[] = [];
    for (const { table, columns } of SEALED_TABLES) {
      for (const column of columns.filter((name) => name !== 'token_hash')) {
        const found = await t.db.sql<{ hex: string }>(
          `SELECT encode(${column}, 'hex') AS hex FROM api.${table} WHERE ${column} IS NOT NULL`,
        );
        all.push(...found.map(({ hex }) => `${table}.${column} ${hex}`));
      }
    }
    return all;
  };

  const lookAgain = async () => {
    const documentId = await as(world.officer).upload(
      edition('ofac_sdn_2021-07_subset.csv').trimEnd(),
      {
        fileName: 'sdn.csv',
        mediaType: 'text/csv',
      },
    );
    const next = { source: 'ofac.sdn', publishedOn: '2026-04-10', documentId };
    const { body } = await as(world.officer).post('/screening/lists', next).expect(201);
    const path = `/screening/lists/${body.id}/activate`;
    await as(world.officer).post(path, { reason: 'New.' }).expect(202);
    await runJobs(t, 'screening.step');
  };
});

/** Who seals, or tells by a keyed hash: a new one here belongs into `SEALED_TABLES` too. */
const SEALING = [
  'accounts/colleagues.service.ts',
  'accounts/door-limits.service.ts',
  'accounts/invitations.service.ts',
  'accounts/sealed.ts',
  'accounts/users.service.ts',
  'documents/document-keys.ts',
  'investors/imports/imports.service.ts',
  'investors/imports/row-data.ts',
  'investors/kyb/owner-data.ts',
  'investors/personal-data.ts',
  'investors/questionnaires/questionnaires.service.ts',
  'investors/screening/hit-keys.ts',
  'investors/screening/hit-register.service.ts',
  'investors/tax/tax-forms.service.ts',
  'notices/mail-capture.service.ts',
  'platform/crypto.ts',
  'platform/idempotency.ts',
  'webhooks/webhooks.service.ts',
];

it('nobody seals what rotation does not know', () => {
  const root = new URL('..', import.meta.url).pathname;
  const sealing = (readdirSync(root, { recursive: true }) as string[]).filter(
    (file) =>
      file.endsWith('.ts') &&
      !file.endsWith('.spec.ts') &&
      !file.startsWith('data-key/') &&
      /\.(seal|blindIndex)\(|keyEncryptionKey/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(sealing.toSorted()).toEqual(SEALING);
});
