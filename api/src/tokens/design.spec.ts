import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAsset } from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';

const RULES = { minTier: 2, countries: [276, 840], maxHolders: 99 };

describe('a token design', () => {
  let t: TestApp;
  let issuer: Persona;
  let assetId: string;
  beforeAll(async () => {
    t = await startTestApp();
    issuer = await t.signIn('issuer');
    assetId = await createAsset(issuer);
  });
  afterAll(() => t.close());

  const put = (over: object = {}, rules: object = RULES) =>
    issuer.http.put(`/assets/${assetId}/token`, {
      name: 'Example Fund',
      symbol: 'EXF',
      rules,
      ...over,
    });

  it('is written, replaced, and read by its issuer and the staff', async () => {
    const { body } = await put().expect(200);
    expect(body).toMatchObject({
      state: 'designed',
      decimals: 6,
      address: null,
      rules: { ...RULES, maxBalanceBaseUnits: null, lockUntil: null },
    });
    const again = await put({ name: 'Better Fund' }).expect(200);
    expect(again.body).toMatchObject({ id: body.id, name: 'Better Fund' });
    const officer = await t.signIn('compliance');
    const seen = await officer.http.get(`/tokens/${body.id as string}`).expect(200);
    expect(seen.body.name).toBe('Better Fund');
  });

  it('is nobody else’s to see or write', async () => {
    await put().expect(200);
    const other = await t.signIn('issuer');
    await other.http.get(`/assets/${assetId}/token`).expect(404);
    const design = { name: 'Mine', symbol: 'MINE', rules: RULES };
    await other.http.put(`/assets/${assetId}/token`, design).expect(404);
    const investor = await t.signIn('investor');
    await investor.http.get(`/assets/${assetId}/token`).expect(404);
  });

  it.each([
    ['a symbol in small letters', { symbol: 'exf' }, RULES, '/symbol'],
    ['an unknown field', { colour: 'red' }, RULES, '/colour'],
    ['a tier beyond three', {}, { ...RULES, minTier: 4 }, '/rules/minTier'],
    ['a country twice', {}, { ...RULES, countries: [276, 276] }, '/rules/countries'],
    ['a fraction of a holder', {}, { ...RULES, maxHolders: 1.5 }, '/rules/maxHolders'],
    [
      'a cap with decimals',
      {},
      { ...RULES, maxSupplyBaseUnits: '1.5' },
      '/rules/maxSupplyBaseUnits',
    ],
    ['a negative cap', {}, { ...RULES, maxSupplyBaseUnits: '-1' }, '/rules/maxSupplyBaseUnits'],
    [
      'a cap beyond 112 bits',
      {},
      { ...RULES, maxBalanceBaseUnits: (1n << 112n).toString() },
      '/rules/maxBalanceBaseUnits',
    ],
    ['a lock-up that is no time', {}, { ...RULES, lockUntil: 'tomorrow' }, '/rules/lockUntil'],
  ])('refuses %s', async (_, over, rules, pointer) => {
    const { body } = await put(over, rules).expect(400);
    expect(body.code).toBe('invalid_body');
    expect((body.errors as { pointer: string }[]).map((one) => one.pointer)).toContain(pointer);
  });

  it.each([
    ['a country that does not exist', { ...RULES, countries: [999] }, 'unknown_country'],
    [
      'a holder cap above the supply cap',
      { ...RULES, maxBalanceBaseUnits: '11', maxSupplyBaseUnits: '10' },
      'caps_inconsistent',
    ],
    [
      'a lock-up beyond 2106',
      { ...RULES, lockUntil: '2107-01-01T00:00:00.000Z' },
      'lock_out_of_range',
    ],
  ])('refuses %s', async (_, rules, code) => {
    expect((await put({}, rules).expect(422)).body.code).toBe(code);
  });

  it('is not deployed before its asset is approved', async () => {
    const { body } = await put().expect(200);
    const refused = await issuer.http.post(`/tokens/${body.id as string}/deploy`).expect(409);
    expect(refused.body.code).toBe('asset_not_approved');
  });

  it('is not sold before it is live', async () => {
    const { body } = await put().expect(200);
    const order = { walletId: body.id as string, considerationCents: '100' };
    const refused = await issuer.http.post(`/tokens/${body.id as string}/mints`, order).expect(409);
    expect(refused.body.code).toBe('token_not_live');
  });

  it('has no statement, no rounds and no public page yet', async () => {
    await t.anonymous.get(`/public/assets/${assetId}`).expect(404);
    await t.anonymous.get(`/public/assets/${assetId}/statement`).expect(404);
    const { body } = await issuer.http.get(`/assets/${assetId}/rounds`).expect(200);
    expect(body).toEqual({ items: [], parked: [], nextCursor: null });
  });
});
