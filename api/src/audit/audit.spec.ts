import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type Persona, type TestApp } from '../testing/test-app.js';
import { laneOf } from './audit.chain.js';
import type { AuditEntryView, AuditVerification } from './audit.schema.js';
import { Audit } from './audit.service.js';

let t: TestApp;
let auditor: Persona;
beforeAll(async () => {
  t = await startTestApp();
  auditor = await t.signIn('auditor');
});
afterAll(() => t.close());

const deed = (persona: Persona, n = 1) => ({
  action: 'thing.change',
  subject: { type: 'thing', id: `thing-${n}` },
  organisationId: persona.organisationId,
  data: { n, amount: '5' },
});

const verify = async (): Promise<AuditVerification> =>
  (await auditor.http.get('/audit/verify').expect(200)).body as AuditVerification;

const tamper = (statement: string, parameters: unknown[] = []) =>
  t.db.transaction(async () => {
    await t.db.sql('ALTER TABLE api.audit_entry DISABLE TRIGGER USER');
    await t.db.sql(statement, parameters);
    await t.db.sql('ALTER TABLE api.audit_entry ENABLE TRIGGER USER');
  });

describe('an entry', () => {
  it('is there if the change is, and gone if the change is', async () => {
    const issuer = await t.signIn('issuer');
    const audit = t.get(Audit);
    await t.db.transaction(() => audit.record(issuer.ctx, deed(issuer, 1)));
    await expect(
      t.db.transaction(async () => {
        await audit.record(issuer.ctx, deed(issuer, 2));
        throw new Error('the change failed');
      }),
    ).rejects.toThrow('the change failed');
    const { body } = await issuer.http.get('/audit?subjectType=thing').expect(200);
    expect(body.items.map((e: AuditEntryView) => e.subject.id)).toEqual(['thing-1']);
    expect(body.items[0]).toMatchObject({
      actor: { userId: issuer.userId, role: 'issuer' },
      data: { n: 1, amount: '5' },
      lane: laneOf(issuer.organisationId),
    });
  });

  it('is written also where another last act of the transaction asks for it', async () => {
    const issuer = await t.signIn('issuer');
    const audit = t.get(Audit);
    await t.db.transaction(async () => {
      await audit.record(issuer.ctx, deed(issuer, 1));
      t.db.beforeCommit('late', () => audit.record(issuer.ctx, deed(issuer, 2)));
    });
    const { body } = await issuer.http.get('/audit?subjectType=thing').expect(200);
    expect(body.items.map((e: AuditEntryView) => e.subject.id)).toEqual(['thing-2', 'thing-1']);
  });

  it('is seen by its own organisation and by those who watch, page by page', async () => {
    const [one, other] = [await t.signIn('issuer'), await t.signIn('issuer')];
    for (let n = 1; n <= 5; n += 1) await t.get(Audit).record(one.ctx, deed(one, n));
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { body } = await one.http
        .get(`/audit?subjectType=thing&limit=2${after && `&after=${after}`}`)
        .expect(200);
      seen.push(...body.items.map((e: AuditEntryView) => e.subject.id));
      if (body.nextCursor === null) break;
      after = String(body.nextCursor);
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => `thing-${n}`));
    const foreign = await other.http.get('/audit?subjectType=thing').expect(200);
    expect(foreign.body.items).toEqual([]);
    const all = await auditor.http.get('/audit?subjectType=thing&action=thing.change').expect(200);
    expect(all.body.items.length).toBeGreaterThanOrEqual(5);
  });

  it('cannot be changed or deleted through the database', async () => {
    await expect(t.db.sql(`UPDATE api.audit_entry SET action = 'x'`)).rejects.toThrow(
      'append-only',
    );
    await expect(t.db.sql('DELETE FROM api.audit_entry')).rejects.toThrow('append-only');
    await expect(t.db.sql('TRUNCATE api.audit_entry')).rejects.toThrow('append-only');
  });
});

describe('the chain', () => {
  afterEach(async () => {
    expect(await verify()).toMatchObject({ intact: true, breaks: [] });
  });

  it('holds under many writers at once, in lanes that do not wait for each other', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => t.signIn('issuer')));
    const audit = t.get(Audit);
    await Promise.all(
      people.flatMap((one) =>
        Array.from({ length: 10 }, (_, n) =>
          t.db.transaction(async () => {
            await audit.record(one.ctx, deed(one, n));
            await audit.record(one.ctx, { ...deed(one, n), organisationId: null });
          }),
        ),
      ),
    );
    expect((await verify()).entries).toBeGreaterThanOrEqual(80);
  });

  it('shows an entry that was altered', async () => {
    const [entry] = await t.db.sql<{ lane: number; seq: string; data: object }>(
      'SELECT lane, seq, data FROM api.audit_entry ORDER BY lane, seq LIMIT 1',
    );
    const at = [entry?.lane, entry?.seq];
    const change = `UPDATE api.audit_entry SET data = $3 WHERE lane = $1 AND seq = $2`;
    await tamper(change, [...at, '{"amount":"6"}']);
    expect(await verify()).toMatchObject({
      intact: false,
      breaks: [{ lane: entry?.lane, seq: entry?.seq, why: 'altered' }],
    });
    await tamper(change, [...at, JSON.stringify(entry?.data)]);
  });

  it('shows an entry that was taken out of the middle', async () => {
    const issuer = await t.signIn('issuer');
    for (let n = 1; n <= 3; n += 1) await t.get(Audit).record(issuer.ctx, deed(issuer, n));
    const lane = laneOf(issuer.organisationId);
    const middle = `lane = ${lane} AND seq = (SELECT max(seq) - 1 FROM api.audit_entry WHERE lane = ${lane})`;
    await t.db.sql(`CREATE TABLE public.kept AS SELECT * FROM api.audit_entry WHERE ${middle}`);
    await tamper(`DELETE FROM api.audit_entry WHERE ${middle}`);
    expect(await verify()).toMatchObject({
      intact: false,
      breaks: [{ lane, why: 'entry_missing' }],
    });
    await t.db.sql('INSERT INTO api.audit_entry SELECT * FROM public.kept');
    await t.db.sql('DROP TABLE public.kept');
  });
});
