import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  APRIL,
  createAsset,
  PORTFOLIO,
  PROPERTY,
  setClock,
  TREASURY,
} from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
let issuer: Persona;
beforeAll(async () => {
  t = await startTestApp();
});
beforeEach(async () => {
  setClock(t, APRIL);
  issuer = await t.signIn('issuer');
});
afterAll(() => t.close());

const bar = (over: object = {}) => ({
  refiner: 'Example Refinery',
  serial: 'A1',
  year: 2020,
  grossOz: '400.125',
  fineness: '995.8',
  fineOz: '398.444',
  ...over,
});
const gold = (...bars: object[]) => ({
  kind: 'commodity',
  name: 'Example Gold',
  description: 'Allocated bars.',
  details: {
    metal: 'gold',
    custodian: 'Example Vaults',
    vault: { name: 'Zurich 1', address: 'Zurich' },
    bars,
  },
});

describe('an asset', () => {
  it('is 404 for other issuers, and for investors until it is live', async () => {
    const id = await createAsset(issuer);
    const other = await t.signIn('issuer');
    await other.http.get(`/assets/${id}`).expect(404);
    await other.http.patch(`/assets/${id}`, { name: 'Mine' }).expect(404);
    await other.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(404);
    await other.http.get(`/assets/${id}/due-diligence`).expect(404);
    await (await t.signIn('investor')).http.get(`/assets/${id}`).expect(404);
    expect((await other.http.get('/assets')).body.items).toEqual([]);
  });

  it('refuses unknown fields and foreign details, by pointer', async () => {
    const extra = await issuer.http.post('/assets', { ...TREASURY, colour: 'red' }).expect(400);
    expect(extra.body.errors[0].pointer).toBe('/colour');
    const mixed = await issuer.http
      .post('/assets', { ...TREASURY, details: PROPERTY.details })
      .expect(400);
    expect(mixed.body.errors.length).toBeGreaterThan(3);
    const id = await createAsset(issuer);
    const { body } = await issuer.http
      .patch(`/assets/${id}`, { details: { ...TREASURY.details, units: 3 } })
      .expect(400);
    expect(body.errors).toEqual([{ pointer: '/details/units', detail: expect.any(String) }]);
  });

  it('of property needs a parcel, an appraisal of the past, and no portfolio', async () => {
    const post = (over: object) =>
      issuer.http.post('/assets', { ...PROPERTY, details: { ...PROPERTY.details, ...over } });
    await post({}).expect(201);
    await post({ parcelId: 'US-MI:21035621' }).expect(201);
    const parcel = await post({ parcelId: '9004510021' }).expect(400);
    expect(parcel.body.errors[0].pointer).toBe('/details/parcelId');
    const future = await post({ appraisal: { ...PROPERTY.details.appraisal, date: '2026-05-01' } });
    expect([future.status, future.body.code]).toEqual([422, 'appraisal_in_future']);
    expect(future.body.errors[0].pointer).toBe('/details/appraisal/date');
    const id = await createAsset(issuer, PROPERTY);
    const dated = (date: string) => ({ appraisal: { ...PROPERTY.details.appraisal, date } });
    await post(dated('1900-01-01')).expect(201);
    const details = { ...PROPERTY.details, ...dated('1500-04-15') };
    for (const slip of [
      await post(dated('1899-12-31')).expect(422),
      await issuer.http.patch(`/assets/${id}`, { details }).expect(422),
    ]) {
      expect(slip.body.code).toBe('appraisal_too_early');
      expect(slip.body.errors[0].pointer).toBe('/details/appraisal/date');
    }
    const { status, body } = await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO);
    expect([status, body.code]).toEqual([409, 'not_a_treasury_fund']);
  });

  it('of gold recomputes every bar and adds up the stated fine ounces', async () => {
    const id = await createAsset(issuer, gold(bar(), bar({ serial: 'A2', fineOz: '398.445' })));
    const { body } = await issuer.http.get(`/assets/${id}`).expect(200);
    expect(body.details.totalFineOz).toBe('796.889');
    expect(body.details.bars[0]).toMatchObject({ fineOz: '398.444', recomputedFineOz: '398.444' });
  });

  it.each([
    ['bar_inconsistent', [bar({ fineOz: '399.000' })]],
    ['bar_duplicate', [bar(), bar()]],
    ['fineness_out_of_range', [bar({ fineness: '1000.1' })]],
  ])('of gold is refused for %s', async (code, bars) => {
    const { status, body } = await issuer.http.post('/assets', gold(...bars));
    expect([status, body.code]).toEqual([422, code]);
  });

  it('of gold is refused a bar that backs another', async () => {
    await createAsset(issuer, gold(bar({ serial: 'ONCE' })));
    const other = await t.signIn('issuer');
    const { status, body } = await other.http.post('/assets', gold(bar({ serial: 'ONCE' })));
    expect([status, body.code]).toEqual([409, 'bar_backs_another_asset']);
  });
});
