import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addKycDocument,
  answerQuestions,
  APPROVAL,
  approveInvestor,
  APRIL,
  PERSONAL,
  setClock,
} from '../testing/builders.js';
import { runJobs } from '../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { Investors } from './investors.service.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

/** Lives a day: the sweep, and what it found to do. */
async function live(day: string): Promise<void> {
  setClock(t, `${day}T12:00:00Z`);
  await runJobs(t, 'kyc.sweep', {});
  await runJobs(t, 'kyc.remind');
  await runJobs(t, 'kyc.expire');
}

const deeds = async (caseId: string, action: string) =>
  (
    await t.db.sql<{ data: Record<string, unknown> }>(
      'SELECT data FROM api.audit_entry WHERE subject_id = $1 AND action = $2 ORDER BY id',
      [caseId, action],
    )
  ).map(({ data }) => data);

const viewOf = async (who: Persona, caseId: string) =>
  (await who.http.get(`/kyc-cases/${caseId}`).expect(200)).body as Record<string, unknown>;

/** Renews an approval with fresh papers; resolves to the new case. */
async function renew(investor: Persona, expiresOn: string): Promise<string> {
  const { body } = await investor.http.post('/kyc-cases').expect(201);
  const id = body.id as string;
  for (const type of ['proof_of_address', 'accreditation_letter']) {
    await addKycDocument(investor, id, type);
  }
  await answerQuestions(investor, id);
  await investor.http.post(`/kyc-cases/${id}/submit`).expect(200);
  await officer.http.post(`/kyc-cases/${id}/approve`, { ...APPROVAL, expiresOn }).expect(200);
  return id;
}

describe('an approval', () => {
  it('is reminded of 60, 30 and 7 days before its last day, once each, then expires', async () => {
    const investor = await t.signIn('investor');
    const id = await approveInvestor(investor, officer);
    const told = async () =>
      (await deeds(id, 'kyc.renewal_due')).map(({ daysBefore }) => daysBefore);
    await live('2027-02-13');
    expect(await told()).toEqual([]);
    for (const day of ['2027-02-14', '2027-02-14', '2027-03-15', '2027-03-16', '2027-03-17']) {
      await live(day);
    }
    expect(await told()).toEqual([60, 30]);
    await live('2027-04-15');
    await live('2027-04-15');
    expect(await told()).toEqual([60, 30, 7]);
    await runJobs(t, 'kyc.sweep', {});
    expect(await runJobs(t, 'kyc.remind')).toBe(0);
    expect(await viewOf(investor, id)).toMatchObject({
      state: 'approved',
      reminders: [{ daysBefore: 7 }, { daysBefore: 30 }, { daysBefore: 60 }],
    });
    await live('2027-04-16');
    await live('2027-04-17');
    expect(await viewOf(investor, id)).toMatchObject({ state: 'expired', allowedEvents: [] });
    expect(await deeds(id, 'kyc.expire')).toEqual([{ expiresOn: '2027-04-15' }]);
    const [row] = await t.db.sql('SELECT state FROM api.kyc_case WHERE id = $1', [id]);
    expect(row).toEqual({ state: 'expired' });
    await expect(t.get(Investors).requireApproval(investor.organisationId)).rejects.toMatchObject({
      code: 'kyc_expired',
    });
  });

  it('is told only how soon it ends where the clock jumped past earlier reminders', async () => {
    const id = await approveInvestor(await t.signIn('investor'), officer);
    await live('2027-04-10');
    expect(await deeds(id, 'kyc.renewal_due')).toMatchObject([{ daysBefore: 7 }]);
  });

  it('that was revoked is neither reminded of nor expired', async () => {
    const id = await approveInvestor(await t.signIn('investor'), officer);
    await officer.http.post(`/kyc-cases/${id}/revoke`, { reason: 'False papers.' }).expect(200);
    await live('2027-04-10');
    await live('2027-04-16');
    expect(await deeds(id, 'kyc.renewal_due')).toEqual([]);
    expect(await deeds(id, 'kyc.expire')).toEqual([]);
  });

  it('expires once, however many jobs of an earlier sweep still wait', async () => {
    const id = await approveInvestor(await t.signIn('investor'), officer);
    setClock(t, '2027-04-16T00:00:00Z');
    await runJobs(t, 'kyc.expire', { caseId: id });
    await runJobs(t, 'kyc.expire', { caseId: id });
    expect(await deeds(id, 'kyc.expire')).toHaveLength(1);
  });
});

describe('a renewal', () => {
  it('goes on from the approval: what the investor said stands, papers that age are asked anew', async () => {
    const investor = await t.signIn('investor');
    const before = await approveInvestor(investor, officer);
    setClock(t, '2027-03-20T12:00:00Z');
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    expect(body).toMatchObject({
      state: 'draft',
      continuesCaseId: before,
      personal: PERSONAL,
      missing: [
        'document: proof_of_address',
        'document: accreditation_letter',
        'questionnaire: accredited',
      ],
    });
    expect(body.documents).toMatchObject([{ type: 'identity' }]);
  });

  it('ends the reminders; the old approval expires unheard and the new one holds', async () => {
    const investor = await t.signIn('investor');
    const old = await approveInvestor(investor, officer);
    await live('2027-03-10');
    const renewed = await renew(investor, '2028-03-10');
    await live('2027-04-10');
    expect(await deeds(old, 'kyc.renewal_due')).toMatchObject([{ daysBefore: 60 }]);
    await live('2027-04-16');
    expect(await deeds(old, 'kyc.expire')).toEqual([]);
    expect(await deeds(old, 'kyc.expire_renewed')).toHaveLength(1);
    expect(await t.get(Investors).requireApproval(investor.organisationId)).toMatchObject({
      caseId: renewed,
      expiresOn: '2028-03-10',
    });
    await live('2028-02-01');
    expect(await deeds(renewed, 'kyc.renewal_due')).toMatchObject([{ daysBefore: 60 }]);
  });

  it('continues nothing where the approval was taken back', async () => {
    const investor = await t.signIn('investor');
    const id = await approveInvestor(investor, officer);
    await officer.http.post(`/kyc-cases/${id}/revoke`, { reason: 'False papers.' }).expect(200);
    const { body } = await investor.http.post('/kyc-cases').expect(201);
    expect(body).toMatchObject({ continuesCaseId: null, personal: {}, documents: [] });
  });
});
