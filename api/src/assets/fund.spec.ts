import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approve, reject, shownTo } from '../testing/approvals.js';
import {
  approvedFund,
  APRIL,
  createAsset,
  PORTFOLIO,
  POSITIONS,
  setClock,
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
    expect(note.description).toBe('Note 3-Year 3.500 %');
    expect(Number(note.price.accrued)).toBeGreaterThan(0);
  });

  it('carries what its positions pay past their maturities, and takes none of them anew', async () => {
    const id = await createAsset(issuer);
    const { body: stated } = await issuer.http
      .put(`/assets/${id}/portfolio`, PORTFOLIO)
      .expect(200);
    expect(stated).toMatchObject({ statedOn: '2026-04-15', valuation: { receipts: [] } });
    setClock(t, '2026-05-07T20:30:00Z');
    const { body } = await issuer.http.get(`/assets/${id}`).expect(200);
    const { valuation, positions } = body.portfolio;
    const paid = (cusip: string, paidOn: string, dollars: bigint) => ({
      cusip,
      kind: 'principal',
      paidOn,
      amountUsd6: (dollars * 1_000_000n).toString(),
    });
    expect(valuation).toMatchObject({
      asOf: '2026-05-07',
      complete: true,
      receipts: [
        paid('912797TJ6', '2026-04-21', 700_000n),
        paid('912797TK3', '2026-04-28', 1_200_000n),
        paid('912797SN8', '2026-04-30', 400_000n),
        paid('912797SP3', '2026-05-07', 1_000_000n),
      ],
      receiptsUsd6: '3300000000000',
    });
    const { positionsUsd6, cashUsd6, receiptsUsd6, totalUsd6 } = valuation;
    expect(BigInt(positionsUsd6) + BigInt(cashUsd6) + BigInt(receiptsUsd6)).toBe(BigInt(totalUsd6));
    const matured = positions.find((p: { cusip: string }) => p.cusip === '912797SP3');
    expect(matured).toMatchObject({
      price: null,
      problem: 'Its face counts as received.',
    });
    const again = await issuer.http.put(`/assets/${id}/portfolio`, PORTFOLIO).expect(422);
    expect(again.body.code).toBe('security_matured');
    expect(again.body.errors).toHaveLength(4);
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
    ['cashCents', 5, 'must be a text'],
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

  const liveFund = async () => {
    const id = await approvedFund(issuer, officer);
    for (const event of ['tokenise', 'deployed'] as const) {
      await t.db.transaction(() => t.get(Assets).fire(systemCtx('test'), id, event));
    }
    return id;
  };

  it('takes no positions without their cash while live', async () => {
    const id = await liveFund();
    const { body } = await issuer.http
      .raw('post', `/api/v1/assets/${id}/portfolio/import`)
      .type('text/csv')
      .send('cusip,face_usd,cost_price_per100\n912797UP0,1000000,98.81\n')
      .expect(409);
    expect(body.code).toBe('statement_needs_cash');
    expect((await issuer.http.get(`/assets/${id}`)).body.pendingPortfolio).toBeNull();
  });

  it('restates its portfolio while live only with a second person', async () => {
    const id = await liveFund();
    const assets = t.get(Assets);
    const path = `/assets/${id}/portfolio`;
    const restated = { ...PORTFOLIO, cashCents: '99' };
    const { body } = await issuer.http.put(path, restated).expect(200);
    expect(body).toMatchObject({ version: 2, inForce: false });
    expect((await assets.statement(id)).cashCents).toBe(25_000_000n);
    const twice = await issuer.http.put(path, restated);
    expect([twice.status, twice.body.code]).toEqual([409, 'restatement_pending']);
    const { description } = await shownTo(officer, body.approvalId as string);
    expect(description).toContain('version 2: 14 positions and 0.99 USD in cash');
    await approve(officer, body.approvalId as string);
    expect(await assets.statement(id)).toMatchObject({ version: 2, cashCents: 99n });
    const third = await issuer.http.put(path, PORTFOLIO).expect(200);
    await reject(officer, third.body.approvalId as string);
    const view = (await issuer.http.get(`/assets/${id}`)).body;
    expect([view.portfolio.version, view.pendingPortfolio]).toEqual([2, null]);
  });
});
