import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { APRIL, setClock } from '../../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';
import { TaxForms } from './tax-forms.service.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const W8 = { form: 'W-8BEN', country: 'DE', taxNumber: '12 345 678 901', signedOn: '2026-04-01' };

const file = async (who: Persona, over: object = {}) => {
  const documentId = await who.http.upload(undefined, { purpose: 'kyc' });
  return who.http.post('/tax-forms', { ...W8, documentId, ...over });
};

const accepted = async (who: Persona, over: object = {}): Promise<string> => {
  const { body } = await file(who, over);
  await officer.http.post(`/tax-forms/${body.id}/accept`, { reason: 'Signed.' }).expect(200);
  return body.id as string;
};

describe('a tax form', () => {
  it('counts once compliance has accepted it, until its last day', async () => {
    const investor = await t.signIn('investor');
    const forms = t.get(TaxForms);
    const on = async (day: string) =>
      (await forms.onFile([investor.organisationId], day)).get(investor.organisationId);
    const { body, status } = await file(investor);
    expect([status, body.state, body.validThrough]).toEqual([201, 'filed', '2029-12-31']);
    expect(await on('2026-04-15')).toBeUndefined();
    await officer.http.post(`/tax-forms/${body.id}/accept`, { reason: 'Signed.' }).expect(200);
    expect(await on('2026-03-31')).toBeUndefined();
    expect(await on('2029-12-31')).toEqual({
      form: 'W-8BEN',
      country: 'DE',
      validThrough: '2029-12-31',
    });
    expect(await on('2030-01-01')).toBeUndefined();
    const again = await officer.http.post(`/tax-forms/${body.id}/reject`, { reason: 'x' });
    expect([again.status, again.body.code]).toEqual([409, 'tax_form_decided']);
  });

  it('takes the place of the one before, from the day it was signed', async () => {
    const investor = await t.signIn('investor');
    const old = await accepted(investor);
    setClock(t, '2027-05-02T09:00:00Z');
    await accepted(investor, { form: 'W-9', country: 'US', signedOn: '2027-05-01' });
    const on = async (day: string) =>
      (await t.get(TaxForms).onFile([investor.organisationId], day)).get(investor.organisationId)
        ?.form;
    expect(await on('2027-04-30')).toBe('W-8BEN');
    expect(await on('2027-05-01')).toBe('W-9');
    expect((await investor.http.get(`/tax-forms/${old}`)).body.state).toBe('superseded');
  });

  it.each([
    [{ signedOn: '2026-04-16' }, 'signed_in_future'],
    [{ signedOn: '2022-12-31' }, 'tax_form_too_old'],
    [{ country: 'US' }, 'tax_form_country'],
    [{ form: 'W-9' }, 'tax_form_country'],
    [{ country: 'XX' }, 'unknown_country'],
  ])('refuses %j as %s', async (over, code) => {
    const { status, body } = await file(await t.signIn('investor'), over);
    expect([status, body.code]).toEqual([422, code]);
  });

  it('is its investor’s: the number is sealed, the auditor does not read it, strangers see nothing', async () => {
    const investor = await t.signIn('investor');
    const { body } = await file(investor);
    const [row] = await t.db.sql<{ text: string }>(
      `SELECT tax_form::text || (SELECT string_agg(data::text, '') FROM api.audit_entry) AS text
       FROM api.tax_form WHERE id = $1`,
      [body.id],
    );
    expect(row?.text).not.toContain('345 678');
    expect((await investor.http.get(`/tax-forms/${body.id}`)).body.taxNumber).toBe(W8.taxNumber);
    const auditor = await t.signIn('auditor');
    expect((await auditor.http.get(`/tax-forms/${body.id}`)).body.taxNumber).toBeNull();
    const stranger = await t.signIn('investor');
    await stranger.http.get(`/tax-forms/${body.id}`).expect(404);
    const documentId = await stranger.http.upload(undefined, { purpose: 'kyc' });
    await investor.http.post('/tax-forms', { ...W8, documentId }).expect(404);
  });
});
