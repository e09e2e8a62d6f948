import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  APPROVAL,
  approveKyb,
  APRIL,
  fileKyb,
  fillCase,
  KYB,
  setClock,
} from '../../testing/builders.js';
import { runJobs } from '../../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const put = (who: Persona, over: object = {}) =>
  who.http.put('/organisations/me/kyb', { ...KYB, ...over });
const owner = (over: object = {}) => ({ ...KYB.owners[0], ...over });
const LISTED = owner({ fullName: 'Joaquin GUZMAN LOERA', shareBps: 10_000 });
const decide = (id: string, verb: string, by = officer) =>
  by.http.post(`/kyb-cases/${id}/${verb}`, { reason: 'Register and chart seen.' });

describe('a KYB case', () => {
  it.each(['issuer', 'investor'] as const)('of an %s goes from draft to approved', async (role) => {
    const who = await t.signIn(role);
    const { body } = await put(who).expect(200);
    expect(body).toMatchObject({
      state: 'draft',
      missing: ['document: company_register', 'document: ownership_chart'],
      owners: [{ shareBps: 7_500, person: { fullName: 'Ada Example' } }],
    });
    await who.http.post('/organisations/me/kyb/submit').expect(422);
    const id = await fileKyb(who);
    const seen = await officer.http.get(`/kyb-cases/${id}`).expect(200);
    expect(seen.body).toMatchObject({ state: 'in_review', screening: { openHits: 0 } });
    expect((await decide(id, 'approve').expect(200)).body).toMatchObject({
      state: 'approved',
      decidedBy: officer.userId,
    });
    const own = await who.http.get('/organisations/me/kyb').expect(200);
    expect(own.body).toMatchObject({ id, state: 'approved', screening: null });
  });

  it('is needed before an entity is approved as an investor', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor, { kind: 'entity', fullName: 'Example Holding GmbH' });
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    const early = await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL);
    expect([early.status, early.body.code]).toEqual([422, 'kyb_required']);
    const kyb = await approveKyb(investor, officer);
    await decide(kyb, 'revoke').expect(200);
    await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL).expect(422);
    await approveKyb(investor, officer);
    await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL).expect(200);
  });

  it('waits for each owner who may be on a list, and falls with one who is', async () => {
    const investor = await t.signIn('investor');
    const id = await fileKyb(investor, { owners: [LISTED], largestUnlistedBps: null });
    const { body } = await officer.http.get(`/kyb-cases/${id}`).expect(200);
    expect(body.screening.openHits).toBeGreaterThan(0);
    const [hit] = body.screening.hits;
    expect(hit).toMatchObject({ kycCaseId: null, kybPartyId: body.owners[0].id });
    const early = await decide(id, 'approve');
    expect([early.status, early.body.code]).toEqual([422, 'screening_hits_open']);
    const reason = 'Same person.';
    const path = `/screening/hits/${hit.id}/decide`;
    await officer.http.post(path, { decision: 'true_match', reason }).expect(200);
    const late = await decide(id, 'approve');
    expect([late.status, late.body.code]).toEqual([422, 'sanctions_match']);
  });

  it('is looked at again with everybody else, once', async () => {
    await fileKyb(await t.signIn('issuer'));
    await officer.http.post('/screening/runs', { reason: 'Yearly.' }).expect(202);
    await runJobs(t, 'screening.step');
    const [counted] = await t.db.sql<{ n: string }>(
      `SELECT (SELECT count(*) FROM api.kyb_party p JOIN api.kyb_case c ON c.id = p.kyb_case_id
               WHERE p.removed_at IS NULL AND c.state IN ('in_review', 'more_information', 'approved'))
            + (SELECT count(*) FROM api.kyc_case
               WHERE state IN ('submitted', 'screening', 'in_review', 'more_information', 'approved'))
            + (SELECT count(*) FROM api.wallet WHERE state <> 'removed') AS n`,
    );
    const { body } = await officer.http.get('/screening/runs').expect(200);
    expect(body.items[0]).toMatchObject({ state: 'finished', screened: Number(counted?.n) });
  });

  it('is replaced by a newer approval only, and cannot be changed while it is read', async () => {
    const issuer = await t.signIn('issuer');
    const first = await approveKyb(issuer, officer);
    const second = await fileKyb(issuer, { legalName: 'Example Funds II SICAV' });
    expect((await officer.http.get(`/kyb-cases/${first}`)).body.state).toBe('approved');
    const locked = await put(issuer);
    expect([locked.status, locked.body.code]).toEqual([409, 'kyb_not_editable']);
    await decide(second, 'request-information').expect(200);
    await put(issuer, { legalName: 'Example Funds III SICAV' }).expect(200);
    await issuer.http.post('/organisations/me/kyb/submit').expect(200);
    await decide(second, 'approve').expect(200);
    expect((await officer.http.get(`/kyb-cases/${first}`)).body.state).toBe('superseded');
  });

  it('is decided once, however many decide at the same time', async () => {
    const id = await fileKyb(await t.signIn('investor'));
    const answers = await Promise.all([1, 2, 3].map(() => decide(id, 'approve')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('keeps its owners sealed, from the auditor and from strangers', async () => {
    const investor = await t.signIn('investor');
    const owners = [owner({ fullName: 'Zebulon Quux' })];
    const id = await fileKyb(investor, { owners });
    const [row] = await t.db.sql<{ text: string }>(
      `SELECT string_agg(p::text, '') || (SELECT string_agg(data::text, '') FROM api.audit_entry) AS text
       FROM api.kyb_party p WHERE kyb_case_id = $1`,
      [id],
    );
    expect(row?.text).not.toContain('Zebulon');
    const auditor = await t.signIn('auditor');
    const hidden = await auditor.http.get(`/kyb-cases/${id}`).expect(200);
    expect(hidden.body.owners).toMatchObject([{ person: null, shareBps: 7_500 }]);
    await (await t.signIn('investor')).http.get(`/kyb-cases/${id}`).expect(404);
  });
});

describe('a declaration of owners', () => {
  it.each([
    [{ owners: [owner(), owner()] }, '/owners'],
    [{ largestUnlistedBps: 2_500 }, '/largestUnlistedBps'],
    [{ largestUnlistedBps: null }, '/largestUnlistedBps'],
    [{ owners: [owner(), owner({ shareBps: 0 })] }, '/owners/1/shareBps'],
  ])('that cannot be is refused: %j', async (over, pointer) => {
    const { status, body } = await put(await t.signIn('investor'), over);
    expect([status, body.code]).toEqual([422, 'ownership']);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it.each([
    [{ lei: '5493001KJTIIGC8Y1R13' }, '/lei'],
    [{ owners: [owner({ shareBps: 10_001 })] }, '/owners/0/shareBps'],
    [{ owners: [owner({ dateOfBirth: '1985-02-30' })] }, '/owners/0/dateOfBirth'],
  ])('that cannot be read is refused by pointer: %j', async (over, pointer) => {
    const { status, body } = await put(await t.signIn('investor'), over);
    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
  });
});
