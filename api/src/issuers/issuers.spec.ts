import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { approveIssuer, approveKyb, ISSUER } from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
let officer: Persona;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
afterAll(() => t.close());

it('an issuer states its legal record, hands it in, and compliance approves it', async () => {
  const issuer = await t.signIn('issuer');
  await issuer.http.get('/issuers/me').expect(404);
  const id = await approveIssuer(issuer, officer);
  const { body } = await issuer.http.get('/issuers/me').expect(200);
  expect(body).toMatchObject({ id, state: 'approved', lei: ISSUER.lei, decidedBy: officer.userId });
});

it('an issuer is not approved before it is known who owns it', async () => {
  const issuer = await t.signIn('issuer');
  await issuer.http.put('/issuers/me', ISSUER).expect(200);
  const { body } = await issuer.http.post('/issuers/me/submit').expect(200);
  const approve = () =>
    officer.http.post(`/issuers/${body.id}/approve`, { reason: 'Register seen.' });
  const early = await approve();
  expect([early.status, early.body.code]).toEqual([422, 'kyb_required']);
  await approveKyb(issuer, officer);
  await approve().expect(200);
});

it('an LEI with a wrong check digit is refused by name', async () => {
  const issuer = await t.signIn('issuer');
  const { body } = await issuer.http
    .put('/issuers/me', { ...ISSUER, lei: '5493001KJTIIGC8Y1R13' })
    .expect(400);
  expect(body.errors).toEqual([
    { pointer: '/lei', detail: expect.stringContaining('not a valid LEI') },
  ]);
  await issuer.http.get('/issuers/me').expect(404);
});

it('a country that does not exist is refused', async () => {
  const issuer = await t.signIn('issuer');
  const { body } = await issuer.http.put('/issuers/me', { ...ISSUER, country: 'XQ' }).expect(422);
  expect(body.code).toBe('unknown_country');
});

it('a submitted record stands until it is rejected, and may then be mended', async () => {
  const issuer = await t.signIn('issuer');
  const { body } = await issuer.http.put('/issuers/me', ISSUER).expect(200);
  await issuer.http.post('/issuers/me/submit').expect(200);
  const again = await issuer.http.put('/issuers/me', ISSUER).expect(409);
  expect(again.body.code).toBe('issuer_not_editable');
  await officer.http.post(`/issuers/${body.id}/reject`, { reason: 'Wrong address.' }).expect(200);
  await issuer.http.put('/issuers/me', ISSUER).expect(200);
});

it('a record that was not submitted cannot be approved', async () => {
  const issuer = await t.signIn('issuer');
  const { body } = await issuer.http.put('/issuers/me', ISSUER).expect(200);
  const answer = await officer.http.post(`/issuers/${body.id}/approve`, { reason: 'x' });
  expect([answer.status, answer.body.code]).toEqual([409, 'illegal_transition']);
});

it("another issuer's record does not exist for an issuer", async () => {
  const [one, other] = [await t.signIn('issuer'), await t.signIn('issuer')];
  const id = await approveIssuer(one, officer);
  await other.http.get(`/issuers/${id}`).expect(404);
  const { body } = await other.http.get('/issuers').expect(200);
  expect(body.items).toEqual([]);
});
