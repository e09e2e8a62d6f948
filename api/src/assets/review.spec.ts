import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  acceptAllEvidence,
  approveIssuer,
  APRIL,
  createAsset,
  fileAllEvidence,
  PORTFOLIO,
  PROPERTY,
  setClock,
} from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
let officer: Persona;
let issuer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(async () => {
  setClock(t, APRIL);
  issuer = await t.signIn('issuer');
});
afterAll(() => t.close());

describe('due diligence', () => {
  it('lists the questions of the kind with their reasons and sources', async () => {
    const id = await createAsset(issuer, PROPERTY);
    const { body } = await issuer.http.get(`/assets/${id}/due-diligence`).expect(200);
    expect(body.items.map((item: { key: string }) => item.key)).toContain('appraisal');
    expect(body.items[0]).toMatchObject({
      key: 'title',
      state: 'open',
      missingTypes: ['title_report', 'lien_search'],
    });
  });

  it('keeps an asset from review until every required paper is filed, each gap named', async () => {
    const id = await createAsset(issuer);
    const { body } = await issuer.http.post(`/assets/${id}/submit`).expect(422);
    expect(body.code).toBe('evidence_missing');
    expect(body.blockers).toHaveLength(7);
    expect(body.blockers[0]).toBe('Offering document of the fund: prospectus is missing.');
  });

  it('takes as evidence only papers of the asset, of the right type, once', async () => {
    const id = await createAsset(issuer);
    const path = `/assets/${id}/due-diligence/custody/evidence`;
    const documentId = await issuer.http.upload();
    const evidence = { documentId, note: 'Signed.' };
    const loose = await issuer.http.post(path, evidence);
    expect([loose.status, loose.body.code]).toEqual([422, 'evidence_not_a_paper']);
    const file = (type: string) => issuer.http.post(`/assets/${id}/papers`, { documentId, type });
    await file('prospectus').expect(200);
    const wrong = await issuer.http.post(path, evidence);
    expect([wrong.status, wrong.body.code]).toEqual([422, 'evidence_wrong_type']);
    await file('custody_agreement').expect(200);
    const again = await file('custody_agreement');
    expect([again.status, again.body.code]).toEqual([409, 'paper_already_filed']);
    await issuer.http.post(path, evidence).expect(200);
    const twice = await issuer.http.post(path, evidence);
    expect([twice.status, twice.body.code]).toEqual([409, 'evidence_already_filed']);
    await issuer.http.post(`/assets/${id}/due-diligence/magic/evidence`, evidence).expect(404);
  });

  it('is judged in review only, by somebody else, and complete', async () => {
    const id = await createAsset(issuer);
    const accept = (who: Persona) =>
      who.http.post(`/assets/${id}/due-diligence/custody/accept`, { reason: 'Read.' });
    const early = await accept(officer);
    expect([early.status, early.body.code]).toEqual([409, 'asset_not_in_review']);
    await fileAllEvidence(issuer, id);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    // The same person in a second role: roles alone do not make four eyes.
    const insider: Persona = await t.signIn('compliance');
    await t.db.sql('UPDATE api.due_diligence_evidence SET added_by = $1', [insider.userId]);
    const own = await accept(insider);
    expect([own.status, own.body.code]).toEqual([403, 'own_evidence']);
    await accept(officer).expect(200);
    await accept(issuer).expect(403);
  });
});

describe('the review of an asset', () => {
  it('is not passed before everything is accepted, priced and the issuer approved', async () => {
    const id = await createAsset(issuer);
    await fileAllEvidence(issuer, id);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    const { body } = await officer.http.post(`/assets/${id}/approve`, { reason: 'x' }).expect(422);
    expect(body.code).toBe('asset_not_ready');
    expect(body.blockers).toEqual([
      'The issuer itself is not approved yet.',
      ...Array.from({ length: 6 }, () => expect.stringContaining('filed, not accepted.')),
      'The portfolio has not been stated.',
    ]);
  });

  it('is not passed with a bill that matured while it lasted', async () => {
    await approveIssuer(issuer, officer);
    const id = await createAsset(issuer);
    await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
    await fileAllEvidence(issuer, id);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    await acceptAllEvidence(officer, id);
    setClock(t, '2026-04-21T12:00:00Z');
    const { body } = await officer.http.post(`/assets/${id}/approve`, { reason: 'x' }).expect(422);
    expect(body.blockers).toEqual([expect.stringContaining('912797TJ6 matured on 2026-04-21')]);
  });

  it('goes back for changes, after which the issuer may edit and hand in again', async () => {
    const id = await createAsset(issuer);
    await fileAllEvidence(issuer, id);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    const locked = await issuer.http.patch(`/assets/${id}`, { name: 'New' });
    expect([locked.status, locked.body.code]).toEqual([409, 'asset_not_editable']);
    await officer.http.post(`/assets/${id}/request-changes`, { reason: 'Name.' }).expect(200);
    const { body } = await issuer.http.patch(`/assets/${id}`, { name: 'New' }).expect(200);
    expect([body.name, body.decisionReason]).toEqual(['New', 'Name.']);
    await issuer.http.post(`/assets/${id}/submit`).expect(200);
    await officer.http.post(`/assets/${id}/reject`, { reason: 'No.' }).expect(200);
  });

  it.each(['approve', 'reject', 'request-changes', 'suspend', 'resume'])(
    'knows no %s of a draft',
    async (verb) => {
      const id = await createAsset(issuer);
      const { body } = await officer.http
        .post(`/assets/${id}/${verb}`, { reason: 'x' })
        .expect(409);
      expect(body.code).toBe('illegal_transition');
    },
  );
});
