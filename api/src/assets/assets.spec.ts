import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  acceptAllEvidence,
  approvedFund,
  approveIssuer,
  APRIL,
  createAsset,
  fileAllEvidence,
  PORTFOLIO,
  POSITIONS,
  setClock,
  TREASURY,
} from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { systemCtx } from '../platform/context.js';
import { Assets } from './assets.service.js';

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

const PROPERTY = {
  kind: 'real_estate',
  name: '10 Example Street',
  description: 'Twelve flats and a shop.',
  details: {
    parcelId: '1004510021',
    address: '10 Example Street, New York, NY 10009',
    buildingClass: 'C7',
    units: 13,
    yearBuilt: 1910,
    vehicle: 'Example Property LLC',
    appraisal: { valueCents: '820000000', date: '2026-02-01', appraiser: 'Example Valuers' },
    debtCents: '100000000',
  },
};

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

describe('a treasury fund', () => {
  it('goes from draft to approved by the hands of two people', async () => {
    const id = await approvedFund(issuer, officer);
    const { body } = await issuer.http.get(`/assets/${id}`).expect(200);
    expect(body).toMatchObject({ state: 'approved', decidedBy: officer.userId, blockers: [] });
    expect(body.dueDiligence).toMatchObject({ required: 6, accepted: 6, open: 1 });
  });

  it('shows each position at fair value on the newest official curve', async () => {
    const id = await createAsset(issuer);
    const { body } = await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
    expect(body).toMatchObject({ version: 1, inForce: true, feeAccruedSince: '2026-04-15' });
    expect(body.valuation).toMatchObject({ asOf: '2026-04-15', stale: false, complete: true });
    const sum = body.positions.reduce(
      (total: bigint, position: { price: { valueUsd6: string } }) =>
        total + BigInt(position.price.valueUsd6),
      0n,
    );
    expect(body.valuation.positionsUsd6).toBe(sum.toString());
    expect(BigInt(body.valuation.totalUsd6) - sum).toBe(250_000_000_000n);
    const bill = body.positions.find((p: { cusip: string }) => p.cusip === '912797UP0');
    // 90 days at 3.71 %: 100 / (1 + 90 × 0.0371 / 365).
    expect(bill).toMatchObject({ description: 'Bill 17-Week', maturityDate: '2026-07-14' });
    expect(bill.price).toMatchObject({
      yieldPercent: '3.710',
      clean: '99.093498',
      accrued: '0.000000',
    });
    const note = body.positions.find((p: { cusip: string }) => p.cusip === '91282CQE4');
    expect(note.description).toBe('Note 3-Year 3.5 %');
    expect(Number(note.price.accrued)).toBeGreaterThan(0);
  });

  it('says that its curve is stale a week later', async () => {
    const id = await createAsset(issuer);
    await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
    setClock(t, '2026-08-28T12:00:00Z');
    const { body } = await issuer.http.get(`/assets/${id}`).expect(200);
    expect(body.portfolio.valuation).toMatchObject({ asOf: '2026-08-19', stale: true });
  });

  it.each([
    ['cusip_duplicate', [POSITIONS[0], POSITIONS[0]], '/positions/1/cusip'],
    ['security_matured', [{ ...POSITIONS[0], cusip: '912797TH0' }], '/positions/0/cusip'],
    ['cusip_check_digit', [{ ...POSITIONS[0], cusip: '912797UP1' }], '/positions/0/cusip'],
    ['face_not_holdable', [{ ...POSITIONS[0], faceCents: '5' }], '/positions/0/faceCents'],
  ])('a portfolio with %s is refused and changes nothing', async (code, positions, pointer) => {
    const id = await createAsset(issuer);
    const path = `/assets/${id}/portfolio`;
    const { body } = await issuer.http.put(path, { ...PORTFOLIO, positions }).expect(422);
    expect(body.code).toBe(code);
    expect(body.errors).toMatchObject([{ code, pointer }]);
    expect((await issuer.http.get(`/assets/${id}`)).body.portfolio).toBeNull();
  });

  it('a portfolio with several kinds of errors names them all', async () => {
    const id = await createAsset(issuer);
    const positions = [
      { ...POSITIONS[0], faceCents: '5' },
      { ...POSITIONS[1], cusip: '912797TH0' },
    ];
    const { body } = await issuer.http
      .put(`/assets/${id}/portfolio`, { ...PORTFOLIO, positions })
      .expect(422);
    expect([body.code, body.errors.length]).toEqual(['portfolio_invalid', 2]);
  });

  it.each([
    ['cashCents', '-1', 'negative'],
    ['cashCents', '1e6', 'exponent'],
    ['cashCents', 'NaN', 'finite'],
    ['cashCents', '1.5', 'whole number'],
    ['cashCents', '9'.repeat(79), '78 digits'],
    ['cashCents', 5, 'expected string'],
    ['seedShares', '0x10', 'plain digits'],
    ['feeBpsPerYear', 1001, '1000'],
  ])('%s of %j is refused in words', async (field, value, words) => {
    const id = await createAsset(issuer);
    const { body } = await issuer.http
      .put(`/assets/${id}/portfolio`, { ...PORTFOLIO, [field]: value })
      .expect(400);
    expect(body.errors[0].pointer).toBe(`/${field}`);
    expect(body.errors[0].detail).toContain(words);
  });

  it('takes its positions from a file and keeps the rest of the statement', async () => {
    const id = await createAsset(issuer);
    await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(200);
    const csv = 'cusip,face_usd,cost_price_per100\n912797UP0,1000000,98.81\n';
    const { body } = await issuer.http
      .raw('post', `/api/v1/assets/${id}/portfolio/import`)
      .type('text/csv')
      .send(csv)
      .expect(200);
    expect(body).toMatchObject({ version: 2, cashCents: PORTFOLIO.cashCents });
    expect(body.positions).toMatchObject([{ cusip: '912797UP0', faceCents: '100000000' }]);
  });

  it.each([
    [
      'cut off',
      'cusip,face_usd,cost_price_per100\n912797UP0,1000',
      400,
      'csv_truncated',
      ['/line/2'],
    ],
    [
      'reordered',
      'face_usd,cusip,cost_price_per100\n1,X,1\n',
      400,
      'csv_column_order',
      ['/line/1'],
    ],
    [
      'with two bad lines',
      'cusip,face_usd,cost_price_per100\n912797UP0,1e3,98\n912797TD9,5\n',
      400,
      'csv_invalid',
      ['/line/2', '/line/3'],
    ],
    [
      'with a matured bill',
      'cusip,face_usd,cost_price_per100\n912797UP0,1000,98\n912797TH0,1000,99\n',
      422,
      'security_matured',
      ['/line/3'],
    ],
  ])('a file %s is refused by line', async (_what, csv, status, code, pointers) => {
    const id = await createAsset(issuer);
    const { body } = await issuer.http
      .raw('post', `/api/v1/assets/${id}/portfolio/import`)
      .type('text/csv')
      .send(csv)
      .expect(status);
    expect(body.code).toBe(code);
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(pointers);
  });

  it('restates its portfolio while live only with a second person', async () => {
    const id = await approvedFund(issuer, officer);
    const assets = t.get(Assets);
    for (const event of ['tokenise', 'deployed'] as const) {
      await t.db.transaction(() => assets.fire(systemCtx('test'), id, event));
    }
    const path = `/assets/${id}/portfolio`;
    const restated = { ...PORTFOLIO, cashCents: '99' };
    const { body } = await issuer.http.put(path, restated).expect(200);
    expect(body).toMatchObject({ version: 2, inForce: false });
    expect((await assets.statement(id)).cashCents).toBe(25_000_000n);
    const twice = await issuer.http.put(path, restated);
    expect([twice.status, twice.body.code]).toEqual([409, 'restatement_pending']);
    const approval = (await officer.http.get(`/approvals/${body.approvalId}`)).body;
    expect(approval.description).toContain('version 2: 14 positions and 99 cents in cash');
    const decision = { payloadHash: approval.payloadHash, reason: 'Statement of the custodian.' };
    await officer.http.post(`/approvals/${approval.id}/approve`, decision).expect(200);
    expect(await assets.statement(id)).toMatchObject({ version: 2, cashCents: 99n });
    const third = await issuer.http.put(path, PORTFOLIO).expect(200);
    const open = (await officer.http.get(`/approvals/${third.body.approvalId}`)).body;
    const no = { payloadHash: open.payloadHash, reason: 'Not so.' };
    await officer.http.post(`/approvals/${open.id}/reject`, no).expect(200);
    const view = (await issuer.http.get(`/assets/${id}`)).body;
    expect([view.portfolio.version, view.pendingPortfolio]).toEqual([2, null]);
  });
});

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
    const parcel = await post({ parcelId: '9004510021' }).expect(400);
    expect(parcel.body.errors[0].pointer).toBe('/details/parcelId');
    const future = await post({ appraisal: { ...PROPERTY.details.appraisal, date: '2026-05-01' } });
    expect([future.status, future.body.code]).toEqual([422, 'appraisal_in_future']);
    const id = await createAsset(issuer, PROPERTY);
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
