import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { id, Wallet } from 'ethers';
import { acceptedKey, statement } from '../../reports/testing/custodian.js';
import { createAsset, setClock } from '../../testing/builders.js';
import { writeDeployment } from '../../testing/deployment.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';

const FACE_CENTS = '1360000000';

let t: TestApp;
let issuer: Persona;
let officer: Persona;
let auditor: Persona;
let assetId: string;

beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  setClock(t, '2026-04-15T21:02:11Z');
  issuer = await t.signIn('issuer');
  officer = await t.signIn('compliance');
  auditor = await t.signIn('auditor');
  assetId = await createAsset(issuer);
  await acceptedKey(issuer, officer, assetId);
});
afterAll(() => t.close());

describe('a custodian’s statement', () => {
  const submit = async (given: unknown) => {
    const answer = await issuer.http.post(`/assets/${assetId}/attestations`, { statement: given });
    return [answer.status, (answer.body as { code?: string }).code];
  };

  it('is taken once, and refused where it is not what it should be', async () => {
    const good = { quantity: FACE_CENTS };
    const first = await statement('treasury', good);
    expect(await submit(first)).toEqual([201, undefined]);
    expect(await submit(first)).toEqual([201, undefined]);
    const other = { ...good, encumbered: '1' };
    expect(await submit(await statement('treasury', other))).toEqual([409, 'nonce_used']);
    const refused = async (over: object, by?: Wallet) =>
      (await submit(await statement('treasury', { ...good, nonce: '2', ...over }, by)))[1];
    expect(await refused({}, new Wallet(id('a stranger')))).toBe('signature_wrong');
    expect(await refused({ keyId: 'key-2' })).toBe('key_unknown');
    expect(await refused({ asOf: '2025-06-01T00:00:00.000Z' })).toBe('key_not_valid');
    expect(await refused({ expiry: '2026-04-15T20:00:00.000Z' })).toBe('attestation_expired');
    expect(await refused({ asOf: '2026-04-16T00:00:00.000Z' })).toBe('attestation_in_future');
    expect(await refused({ unit: 'kg' })).toBe('attestation_other_unit');
    expect(await refused({ encumbered: `${FACE_CENTS}0` })).toBe('encumbered_beyond');
    const [, ...others] = Object.entries(await statement('treasury', { ...good, nonce: '2' }));
    expect((await submit(Object.fromEntries(others)))[0]).toBe(400);
  });

  it('counts no more once its key is revoked', async () => {
    const { body } = await auditor.http.get(`/assets/${assetId}/custodian-keys`).expect(200);
    const [key] = (body as { items: { id: string }[] }).items;
    const path = `/custodian-keys/${key?.id ?? ''}/revoke`;
    await officer.http.post(path, { reason: 'The device is lost.' }).expect(200);
    const again = await officer.http.post(path, { reason: 'Again.' });
    expect([again.status, again.body.code]).toEqual([409, 'key_not_in_force']);
    const next = await statement('treasury', { quantity: FACE_CENTS, nonce: '3' });
    expect(await submit(next)).toEqual([422, 'key_revoked']);
    const list = await auditor.http.get(`/assets/${assetId}/attestations`).expect(200);
    expect((list.body as { items: { outcome: string }[] }).items[0]?.outcome).toBe('key_revoked');
  });
});
