import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@cadastre/core';
import {
  addKycDocument,
  answerQuestions,
  APPROVAL,
  approveInvestor,
  APRIL,
  fillCase,
  PERSONAL,
  setClock,
} from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { KycCase } from './kyc-case.entity.js';
import { Investors } from './investors.service.js';

let t: TestApp;
let officer: Persona;
let auditor: Persona;
beforeAll(async () => {
  t = await startTestApp();
  [officer, auditor] = [await t.signIn('compliance'), await t.signIn('auditor')];
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const submitted = async (over: object = {}) => {
  const investor = await t.signIn('investor');
  const id = await fillCase(investor, over);
  await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
  return { investor, id };
};

describe('a KYC case', () => {
  it('goes from draft to approved, and its decision can be recomputed from its hash', async () => {
    const { investor, id } = await submitted();
    const { body } = await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL).expect(200);
    expect(body).toMatchObject({ state: 'approved', grantedTier: 'accredited' });
    const row = await t.db.em.findOneByOrFail(KycCase, { id });
    const hash = createHash('sha256').update(canonicalJson(row.decision)).digest('hex');
    expect(body.evidenceHash).toBe(hash);
    expect(row.decision?.documents).toHaveLength(3);
    const own = await investor.http.get(`/kyc-cases/${id}`).expect(200);
    expect(own.body).toMatchObject({ state: 'approved', screening: null });
  });

  it('is one at a time for each organisation', async () => {
    const investor = await t.signIn('investor');
    await investor.http.post('/kyc-cases').expect(201);
    const { body } = await investor.http.post('/kyc-cases').expect(409);
    expect(body.code).toBe('kyc_case_open');
  });

  it('is one and decided once, however many ask at the same time', async () => {
    const investor = await t.signIn('investor');
    const opened = await Promise.all([1, 2, 3].map(() => investor.http.post('/kyc-cases')));
    expect(opened.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { id } = await submitted();
    const answers = await Promise.all(
      [1, 2, 3].map(() => officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('cannot be submitted with gaps, and every gap is named', async () => {
    const investor = await t.signIn('investor');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    await investor.http
      .patch(`/kyc-cases/${body.id}`, {
        kind: 'person',
        fullName: 'Ada',
        requestedTier: 'qualified',
      })
      .expect(200);
    const answer = await investor.http.post(`/kyc-cases/${body.id}/submit`).expect(422);
    expect(answer.body).toMatchObject({
      code: 'kyc_incomplete',
      missing: [
        'country',
        'address',
        'sourceOfFunds',
        'dateOfBirth',
        'document: identity',
        'document: proof_of_address',
        'document: accreditation_letter',
        'questionnaire: qualified',
      ],
    });
  });

  it('does not ask a retail investor for an accreditation letter', async () => {
    const investor = await t.signIn('investor');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    const path = `/kyc-cases/${body.id}`;
    await investor.http.patch(path, { ...PERSONAL, requestedTier: 'retail' }).expect(200);
    await addKycDocument(investor, body.id, 'identity');
    await addKycDocument(investor, body.id, 'proof_of_address');
    await answerQuestions(investor, body.id, 'retail');
    await investor.http.post(`${path}/submit`).expect(200);
  });

  it('of a minor is not complete', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor, { dateOfBirth: '2008-04-16' });
    const { body } = await investor.http.post(`/kyc-cases/${id}/submit`).expect(422);
    expect(body.missing).toEqual(['dateOfBirth of somebody of age']);
    await investor.http.patch(`/kyc-cases/${id}`, { dateOfBirth: '2008-04-15' }).expect(200);
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
  });

  it('takes only documents that were uploaded for it, once each', async () => {
    const investor = await t.signIn('investor');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    const path = `/kyc-cases/${body.id}/documents`;
    const asset = await investor.http.upload(undefined, { purpose: 'asset' });
    const wrong = await investor.http.post(path, { documentId: asset, type: 'identity' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'document_wrong_purpose']);
    const documentId = await addKycDocument(investor, body.id, 'identity');
    const twice = await investor.http.post(path, { documentId, type: 'identity' });
    expect([twice.status, twice.body.code]).toEqual([409, 'document_already_added']);
    const other = await t.signIn('investor');
    const foreign = await other.http.upload(undefined, { purpose: 'kyc' });
    await investor.http.post(path, { documentId: foreign, type: 'identity' }).expect(404);
  });

  it('is not to be changed while compliance reads it, but goes back on request', async () => {
    const { investor, id } = await submitted();
    const locked = await investor.http.patch(`/kyc-cases/${id}`, { fullName: 'Eve' });
    expect([locked.status, locked.body.code]).toEqual([409, 'kyc_not_editable']);
    await officer.http
      .post(`/kyc-cases/${id}/request-information`, { message: 'A clearer copy, please.' })
      .expect(200);
    await investor.http.patch(`/kyc-cases/${id}`, { fullName: 'Ada Maria Example' }).expect(200);
    const { body } = await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    expect(body).toMatchObject({
      state: 'in_review',
      decisions: [{ action: 'request_information', reason: 'A clearer copy, please.' }],
    });
  });

  it('cannot be decided out of order', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor);
    const early = await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL);
    expect([early.status, early.body.code]).toEqual([409, 'illegal_transition']);
    await officer.http.post(`/kyc-cases/${id}/revoke`, { reason: 'x' }).expect(409);
  });

  it('is approved for no more than was asked, until a day to come', async () => {
    const { id } = await submitted();
    const approve = (over: object) =>
      officer.http.post(`/kyc-cases/${id}/approve`, { ...APPROVAL, ...over });
    const tier = await approve({ tier: 'qualified' });
    expect([tier.status, tier.body.code]).toEqual([422, 'tier_above_request']);
    for (const expiresOn of ['2026-04-15', '2026-04-01', '2031-04-16']) {
      const { status, body } = await approve({ expiresOn });
      expect([status, body.code]).toEqual([422, 'expiry_out_of_range']);
    }
    const day = await approve({ expiresOn: '2027-02-29' });
    expect([day.status, day.body.errors[0].pointer]).toEqual([400, '/expiresOn']);
    await approve({ tier: 'retail' }).expect(200);
  });

  it('is 404 for every other investor and for issuers is no route at all', async () => {
    const { id } = await submitted();
    const other = await t.signIn('investor');
    await other.http.get(`/kyc-cases/${id}`).expect(404);
    await other.http.patch(`/kyc-cases/${id}`, {}).expect(404);
    await other.http.post(`/kyc-cases/${id}/submit`).expect(404);
    await (await t.signIn('issuer')).http.get(`/kyc-cases/${id}`).expect(403);
    const { body } = await other.http.get('/kyc-cases').expect(200);
    expect(body.items).toEqual([]);
  });

  it.each([
    [{ fullName: 7 }, '/fullName'],
    [{ nickname: 'x' }, '/nickname'],
    [{ country: 'Germany' }, '/country'],
    [{ dateOfBirth: '10.12.1985' }, '/dateOfBirth'],
    [{ requestedTier: 'gold' }, '/requestedTier'],
    [{ address: { line1: 'x', city: 'y', country: 'DE', planet: 'Earth' } }, '/address/planet'],
  ])('refuses %j by pointer', async (change, pointer) => {
    const investor = await t.signIn('investor');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    const answer = await investor.http.patch(`/kyc-cases/${body.id}`, change).expect(400);
    expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual([pointer]);
  });
});

describe('personal data', () => {
  it('is sealed in the table and shown to compliance, not to the auditor', async () => {
    const { id } = await submitted({ fullName: 'Zebulon Quux' });
    const [row] = await t.db.sql<{ text: string }>(
      'SELECT kyc_case::text AS text FROM api.kyc_case WHERE id = $1',
      [id],
    );
    expect(row?.text).not.toContain('Zebulon');
    const seen = await officer.http.get(`/kyc-cases/${id}`).expect(200);
    expect(seen.body.personal.fullName).toBe('Zebulon Quux');
    const hidden = await auditor.http.get(`/kyc-cases/${id}`).expect(200);
    expect(hidden.body).toMatchObject({ personal: null, screening: { hits: [], hitCount: 0 } });
    expect(JSON.stringify(hidden.body)).not.toContain('Zebulon');
    const [audited] = await t.db.sql<{ n: string }>(
      `SELECT count(*) AS n FROM api.audit_entry WHERE data::text LIKE '%Zebulon%'`,
    );
    expect(audited?.n).toBe('0');
  });
});

describe('screening at submission', () => {
  it('names method, editions and hashes, and that nothing was found', async () => {
    const { id } = await submitted();
    const { body } = await officer.http.get(`/kyc-cases/${id}`).expect(200);
    expect(body.screening).toMatchObject({ hitCount: 0, openHits: 0, hits: [] });
    expect(body.screening.lists).toMatchObject([
      { file: 'ofac_alt_2025-12.csv', asOf: '2025-12' },
      {
        file: 'ofac_sdn_2021-07_subset.csv',
        asOf: '2021-07',
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('is made again when the applicant changed the name on request', async () => {
    const { investor, id } = await submitted();
    await officer.http
      .post(`/kyc-cases/${id}/request-information`, { message: 'Legal name?' })
      .expect(200);
    await investor.http
      .patch(`/kyc-cases/${id}`, { fullName: 'AEROCARIBBEAN AIRLINES' })
      .expect(200);
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    const { body } = await officer.http.get(`/kyc-cases/${id}`).expect(200);
    expect(body.screening.hits).toMatchObject([
      { detail: { party: { name: 'AEROCARIBBEAN AIRLINES' } } },
    ]);
  });
});

describe('time', () => {
  it('ends an approval after its last day, whoever looks', async () => {
    const investor = await t.signIn('investor');
    const id = await approveInvestor(investor, officer);
    const investors = t.get(Investors);
    setClock(t, '2027-04-15T23:59:59Z');
    await expect(investors.requireApproval(investor.organisationId)).resolves.toBeDefined();
    setClock(t, '2027-04-16T00:00:00Z');
    const { body } = await investor.http.get(`/kyc-cases/${id}`).expect(200);
    expect([body.state, body.allowedEvents]).toEqual(['expired', []]);
    await expect(investors.requireApproval(investor.organisationId)).rejects.toMatchObject({
      code: 'kyc_expired',
    });
    const list = await officer.http.get('/kyc-cases?state=expired').expect(200);
    expect(list.body.items.map((one: { id: string }) => one.id)).toContain(id);
    await investor.http.post('/kyc-cases').expect(201);
  });

  it('puts who waits longest first in the queue, page by page', async () => {
    const ids: string[] = [];
    for (const hour of ['05', '06', '07']) {
      setClock(t, `2026-01-01T${hour}:00:00Z`);
      ids.push((await submitted({ dateOfBirth: '1980-01-01' })).id);
    }
    const first = await officer.http.get('/kyc-cases?state=in_review&limit=2').expect(200);
    expect(first.body.items.map((one: { id: string }) => one.id)).toEqual(ids.slice(0, 2));
    const after = encodeURIComponent(first.body.nextCursor);
    const second = await officer.http.get(`/kyc-cases?state=in_review&limit=2&after=${after}`);
    expect(second.body.items[0].id).toBe(ids[2]);
    await officer.http.get('/kyc-cases?after=nonsense').expect(400);
  });
});
