import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entitlements } from '@cadastre/core';
import { DAY_MS } from '../platform/clock.js';
import type { TestMoney } from '../testing/test-money.js';
import { FundWorld, type Holder } from '../tokens/testing/fund-world.js';
import { CommitteeDouble } from './testing/committee-double.js';
import { AMOUNT, Income } from './testing/income.js';

const TAX_OFFICE = 30;
const DAY = DAY_MS / 1000;
const RATES = [
  { kind: 'rent', country: 276, rateBps: 2_638, formRateBps: null, source: 'A law' },
  { kind: 'rent', country: 0, rateBps: 3_000, formRateBps: 1_500, source: 'A law' },
];

describe('a distribution taxed at source', () => {
  let committee: CommitteeDouble;
  let world: FundWorld;
  let money: TestMoney;
  let income: Income;
  let holders: Holder[];

  beforeAll(async () => {
    committee = await CommitteeDouble.start();
    world = await FundWorld.start(true, 1, undefined, { ORACLE_URL: committee.url });
    committee.world = world;
    await world.deploy();
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    holders = [await world.holder(20), await world.holder(21), await world.holder(22)];
    for (const [i, holder] of holders.entries()) await world.mint(holder, 10_001n * BigInt(i + 1));
    income = await Income.start(world, { taxation: 'at_source', taxAccount: taxAccount() });
    money = income.money;
    await world.officer.http.put('/withholding-table', { rates: RATES }).expect(200);
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await committee.stop();
  });

  const taxAccount = () => world.chain.wallet(TAX_OFFICE).address;
  const proposed = (id: string) => income.until(id, ({ root }) => Boolean(root?.effectiveAt));

  it('pays each holder net and the tax office the rest, to the base unit, under a root that was signed', async () => {
    const shown = await income.calculated();
    const all = await income.lines(shown.id);
    const expected = entitlements(
      AMOUNT,
      all.map(({ balanceBaseUnits }) => ({ balance: BigInt(balanceBaseUnits), rateBps: 2_638 })),
    );
    const withheld = expected.lines.reduce((sum, line) => sum + line.withheld, 0n);
    expect(shown.calculation).toMatchObject({ withheld: withheld.toString(), carriedIn: '0' });
    const { body } = await income.act(shown.id, 'submit').expect(202);
    const approvalId = body.approvalId as string;
    const asked = (await world.officer.http.get(`/approvals/${approvalId}`).expect(200)).body;
    expect(asked.payload).toMatchObject({
      taxAccount: taxAccount(),
      withheld: withheld.toString(),
      symbol: world.token.symbol,
      decimals: world.token.decimals,
    });
    await world.approve(approvalId);
    await money.give(world.treasurer, AMOUNT);
    await income.act(shown.id, 'fund').expect(202);
    const open = await proposed(shown.id);
    expect(open.progress).toMatchObject({ taxDue: withheld.toString(), balanced: true });

    const early = await income.act(shown.id, 'push').expect(409);
    expect(early.body.code).toBe('root_not_in_force');
    const [first] = (await holders[0]?.persona.http.get('/income').expect(200))?.body.items as {
      claim: unknown;
    }[];
    expect(first?.claim).toBeNull();

    await world.travel(DAY);
    const claim = (
      (await holders[0]?.persona.http.get('/income').expect(200))?.body.items as {
        claim: { to: string; data: string };
      }[]
    )[0]?.claim;
    await (await holders[0]?.account.sendTransaction(claim ?? {}))?.wait();
    await income.act(shown.id, 'push').expect(202);
    const paid = await income.until(
      shown.id,
      ({ progress }) => progress?.due === '0' && progress.taxDue === '0',
    );
    const net = expected.lines.reduce((sum, line) => sum + line.net, 0n);
    expect(paid.progress).toEqual({
      lines: { paid: 3 },
      paid: net.toString(),
      due: '0',
      taxPaid: withheld.toString(),
      taxDue: '0',
      carried: expected.remainder.toString(),
      balanced: true,
    });
    expect(net + withheld + expected.remainder).toBe(AMOUNT);
    for (const [i, { account }] of all.entries()) {
      expect(await money.of(account)).toBe(expected.lines[i]?.net);
    }
    expect(await money.of(taxAccount())).toBe(withheld);
    expect(await money.of(paid.distributor ?? '')).toBe(expected.remainder);
  });

  it.each([
    ['without a tax account', { taxAccount: null }],
    ['with one where the holders are taxed', { taxation: 'by_holder' }],
  ])('is not planned %s', async (_, over) => {
    const { body } = await world.issuer.http.post(income.path, income.draft(over)).expect(400);
    expect(body.errors[0].pointer).toBe('/taxAccount');
  });

  it('is not submitted while a holder has no rate, or nothing would be left', async () => {
    await world.officer.http.put('/withholding-table', { rates: [] }).expect(200);
    const { id } = await income.calculated();
    expect((await income.act(id, 'submit').expect(422)).body.code).toBe('withholding_rate_missing');
    const whole = [{ ...RATES[0], rateBps: 10_000 }];
    await world.officer.http.put('/withholding-table', { rates: whole }).expect(200);
    await income.act(id, 'calculate').expect(200);
    expect((await income.act(id, 'submit').expect(422)).body.code).toBe('nothing_net');
    await income.act(id, 'cancel', { reason: 'Enough seen.' }).expect(200);
    await world.officer.http.put('/withholding-table', { rates: RATES }).expect(200);
  });

  it('waits where the committee refuses, and pays nothing under a root that compliance has refused', async () => {
    committee.refusal = { code: 'LINES_DIFFER', reason: 'These are not the lines.' };
    const { id } = await income.payable();
    const refused = await income.until(id, ({ failureCode }) => failureCode !== null);
    expect(refused).toMatchObject({ failureCode: 'lines_differ', root: null, state: 'payable' });

    await income.act(id, 'root').expect(202);
    await proposed(id);
    expect((await income.act(id, 'root').expect(409)).body.code).toBe('root_proposed');
    const reason = { reason: 'A holder’s form is missing.' };
    await world.officer.http.post(`/distributions/${id}/root/reject`, reason).expect(202);
    await income.until(id, ({ root }) => Boolean(root?.rejectedAt));
    await world.travel(DAY);
    expect((await income.act(id, 'push').expect(409)).body.code).toBe('root_not_in_force');

    await income.act(id, 'root').expect(202);
    await proposed(id);
    await world.travel(DAY);
    await income.act(id, 'push').expect(202);
    const paid = await income.until(id, ({ progress }) => progress?.due === '0');
    expect(paid.progress?.balanced).toBe(true);
    const late = await world.officer.http.post(`/distributions/${id}/root/reject`, reason);
    expect([late.status, late.body.code]).toEqual([409, 'no_root_pending']);
  });

  it('ends after its term: tax is paid, what nobody claimed is carried to the next', async () => {
    const net = await income.payable();
    const gross = await income.payable({ taxation: 'by_holder', taxAccount: null });
    const before = await money.of(taxAccount());
    await proposed(net.id);
    const early = await income.act(gross.id, 'announce-expiry').expect(409);
    expect(early.body.code).toBe('expiry_too_early');
    expect((await income.act(gross.id, 'expire').expect(409)).body.code).toBe('claims_open');

    await world.travel(3 * 366 * DAY + 7 * DAY);
    for (const { id } of [net, gross]) {
      await income.act(id, 'announce-expiry').expect(202);
      await income.until(id, ({ claimsEndAt }) => claimsEndAt !== null);
      expect((await income.act(id, 'announce-expiry').expect(409)).body.code).toBe(
        'expiry_announced',
      );
      expect((await income.act(id, 'expire').expect(409)).body.code).toBe('claims_open');
    }
    await world.travel(91 * DAY);
    for (const { id } of [net, gross]) await income.act(id, 'expire').expect(202);
    const closed = await income.until(net.id, ({ state }) => state === 'closed');
    const withheld = BigInt(closed.calculation?.withheld ?? 0);
    expect(closed.progress).toMatchObject({
      paid: '0',
      due: '0',
      taxPaid: withheld.toString(),
      carried: (AMOUNT - withheld).toString(),
      balanced: true,
    });
    expect((await money.of(taxAccount())) - before).toBe(withheld);
    const other = await income.until(gross.id, ({ state }) => state === 'closed');
    expect(other.progress).toMatchObject({ paid: '0', due: '0', balanced: true });
    expect((await income.act(gross.id, 'push').expect(409)).body.code).toBe(
      'distribution_not_payable',
    );

    const [net0, gross0] = [closed, other].map(({ progress }) => BigInt(progress?.carried ?? 0));
    const next = await income.calculated({ taxation: 'by_holder', taxAccount: null });
    expect(BigInt(next.calculation?.carriedIn ?? 0)).toBe((net0 ?? 0n) + (gross0 ?? 0n));
  });
});
