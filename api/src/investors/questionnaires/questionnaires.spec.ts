import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@cadastre/core';
import { answerQuestions, APPROVAL, APRIL, fillCase, setClock } from '../../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';
import { KycCase } from '../kyc-case.entity.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const answer = (who: Persona, id: string, answers: object, over: object = {}) =>
  who.http.put(`/kyc-cases/${id}/questionnaire`, {
    tier: 'accredited',
    version: 1,
    answers,
    ...over,
  });

const POOR = { may_lose_all: 'yes', ground: 'net_worth', net_worth: '999999' };

describe('the questionnaires', () => {
  it('are open to everybody and do not give the right answers away', async () => {
    const { body } = await t.anonymous.get('/questionnaires').expect(200);
    expect(body.items.map(({ tier }: { tier: string }) => tier)).toEqual([
      'retail',
      'accredited',
      'qualified',
    ]);
    expect(JSON.stringify(body)).not.toMatch(/"(least|must)"/);
  });
});

describe('the answers of a case', () => {
  it('are sealed, shown to compliance, and bound to the decision by their hash', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor);
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    const [row] = await t.db.sql<{ text: string }>(
      'SELECT q::text AS text FROM api.kyc_questionnaire q WHERE kyc_case_id = $1',
      [id],
    );
    expect(row?.text).not.toContain('2500000');
    const seen = (await officer.http.get(`/kyc-cases/${id}`).expect(200)).body.questionnaire;
    expect(seen).toMatchObject({ tier: 'accredited', version: 1, shortfalls: [] });
    expect(seen.answersHash).toBe(
      createHash('sha256').update(canonicalJson(seen.answers)).digest('hex'),
    );
    const auditor = await t.signIn('auditor');
    const hidden = (await auditor.http.get(`/kyc-cases/${id}`).expect(200)).body.questionnaire;
    expect(hidden).toMatchObject({ answers: null, shortfalls: null });
    await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL).expect(200);
    const { decision } = await t.db.em.findOneByOrFail(KycCase, { id });
    expect(decision?.questionnaire).toEqual({
      tier: 'accredited',
      version: 1,
      answersHash: seen.answersHash,
    });
  });

  it('that are no evidence for the tier leave the officer a lower one', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor);
    await answer(investor, id, POOR).expect(200);
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    const refused = await officer.http.post(`/kyc-cases/${id}/approve`, APPROVAL);
    expect([refused.status, refused.body.code]).toEqual([422, 'tier_not_evidenced']);
    expect(refused.body.shortfalls).toEqual(['net_worth: must be at least 1000001 US dollars']);
    await officer.http
      .post(`/kyc-cases/${id}/approve`, { ...APPROVAL, tier: 'retail' })
      .expect(200);
  });

  it('are those of the tier that is asked for, and stand once the case is handed in', async () => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor);
    const { body } = await investor.http.patch(`/kyc-cases/${id}`, { requestedTier: 'qualified' });
    expect(body.missing).toEqual(['questionnaire: qualified']);
    await answerQuestions(investor, id, 'qualified');
    await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
    const late = await answer(investor, id, POOR);
    expect([late.status, late.body.code]).toEqual([409, 'kyc_not_editable']);
  });

  it.each([
    [{ ground: 'net_worth' }, ['/answers/may_lose_all', '/answers/net_worth']],
    [{ ...POOR, net_worth: '1e9' }, ['/answers/net_worth']],
    [
      { ...POOR, ground: 'entity_assets' },
      [
        '/answers/ground',
        '/answers/entity_assets',
        '/answers/founded_for_this',
        '/answers/net_worth',
      ],
    ],
    [{ ...POOR, favourite: 'gold' }, ['/answers/favourite']],
  ])('are refused by pointer: %j', async (answers, pointers) => {
    const investor = await t.signIn('investor');
    const id = await fillCase(investor);
    const { status, body } = await answer(investor, id, answers);
    expect([status, body.code]).toEqual([422, 'questionnaire_answers']);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  it('are taken in the version that is asked now, by whoever said what it is', async () => {
    const investor = await t.signIn('investor');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    const early = await answer(investor, body.id as string, POOR);
    expect([early.status, early.body.code]).toEqual([422, 'subject_unknown']);
    const other = await answer(investor, body.id as string, POOR, { version: 2 });
    expect([other.status, other.body.code]).toEqual([422, 'questionnaire_version']);
  });
});
