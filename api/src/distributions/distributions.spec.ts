import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Distributor__factory, InvestorRegistry__factory } from '@cadastre/contracts';
import { entitlements } from '@cadastre/core';
import { Outbox } from '../chain/outbox/outbox.js';
import type { NoticeView } from '../notices/notice.schema.js';
import { Database } from '../platform/database.js';
import type { Page } from '../platform/page.js';
import { decide, notApproved } from '../testing/approvals.js';
import type { TestMoney } from '../testing/test-money.js';
import { FundWorld, type Holder } from '../tokens/testing/fund-world.js';
import { encodePayout } from './distribution.contract.js';
import type { DistributionView, IncomeView } from './distribution.schema.js';
import { AMOUNT, Income } from './testing/income.js';

/** CONFIRMATIONS is 1 here: what is undone was final already, the worst that can happen. */
describe('a distribution', () => {
  let world: FundWorld;
  let money: TestMoney;
  let income: Income;
  let holders: Holder[];

  beforeAll(async () => {
    world = await FundWorld.start();
    await world.deploy();
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    holders = [await world.holder(20), await world.holder(21), await world.holder(22)];
    for (const [i, holder] of holders.entries()) await world.mint(holder, 10_001n * BigInt(i + 1));
    income = await Income.start(world);
    money = income.money;
  }, 120_000);
  afterAll(() => world.stop());

  const line = async (id: string, holder: Holder) =>
    (await income.lines(id)).find(({ account }) => account === holder.account.address);

  const distributor = (d: DistributionView) =>
    Distributor__factory.connect(d.distributor ?? '', world.chain.provider);

  it('pays everybody who held, to the base unit, once it is calculated, approved and funded', async () => {
    const shown = await income.calculated();
    const before = await income.lines(shown.id);
    const expected = entitlements(
      AMOUNT,
      before.map(({ balanceBaseUnits }) => ({ balance: BigInt(balanceBaseUnits), rateBps: 0 })),
    );
    expect(before.map(({ gross }) => BigInt(gross))).toEqual(
      expected.lines.map(({ gross }) => gross),
    );
    expect(shown.calculation).toMatchObject({
      holders: 3,
      carriedIn: '0',
      remainder: expected.remainder.toString(),
    });
    const { body } = await income.act(shown.id, 'submit').expect(202);
    await world.approve(body.approvalId as string);

    const poor = await income.act(shown.id, 'fund').expect(422);
    expect(poor.body).toMatchObject({
      code: 'distribution_unfunded',
      missingBaseUnits: AMOUNT.toString(),
    });
    expect((await income.get(shown.id)).state).toBe('approved');

    await money.give(world.treasurer, AMOUNT);
    await income.act(shown.id, 'fund').expect(202);
    const open = await income.is(shown.id, 'payable');
    expect(open.progress).toMatchObject({ paid: '0', balanced: true });
    await income.act(shown.id, 'push').expect(202);
    const closed = await income.is(shown.id, 'closed');
    expect(closed.progress).toEqual({
      lines: { paid: 3 },
      paid: (AMOUNT - expected.remainder).toString(),
      due: '0',
      taxPaid: '0',
      taxDue: '0',
      carried: expected.remainder.toString(),
      balanced: true,
    });
    for (const [i, { account }] of before.entries()) {
      expect(await money.of(account)).toBe(expected.lines[i]?.gross);
    }
    expect(await money.of(world.treasurer)).toBe(0n);
  });

  it('tells everybody who held that their income is there', async () => {
    for (const { persona } of holders) {
      const inbox = await world.until(
        async () => (await persona.http.get('/notices').expect(200)).body.items as NoticeView[],
        (items) => items.some(({ topic }) => topic === 'distributions'),
      );
      const told = inbox.filter(({ topic }) => topic === 'distributions');
      expect(told).toMatchObject([
        {
          action: 'distribution.tell_payment',
          link: '/income',
          about: { values: { kind: 'rent', symbol: world.token.symbol } },
        },
      ]);
    }
  });

  it('tells anybody what each token was paid, and nobody who held it', async () => {
    const [paid] = (await world.issuer.http.get(income.path).expect(200)).body
      .items as DistributionView[];
    const { allocated = '', eligibleBaseUnits = '', gross } = paid?.calculation ?? {};
    const open = `/public/assets/${world.assetId}/income`;
    expect((await world.t.anonymous.get(open).expect(200)).body.items).toEqual([
      {
        distributionId: paid?.id,
        kind: paid?.kind,
        recordDate: paid?.recordDate,
        paymentToken: paid?.paymentToken,
        paymentSymbol: paid?.paymentSymbol,
        paymentDecimals: paid?.paymentDecimals,
        gross,
        perToken: ((BigInt(allocated) * 1_000_000n) / BigInt(eligibleBaseUnits)).toString(),
        openedBlock: expect.any(Number),
      },
    ]);
    await world.t.anonymous.get(`/public/assets/${paid?.id}/income`).expect(404);
  });

  it('gives the next one what was carried', async () => {
    const [first] = (await world.issuer.http.get(income.path).expect(200)).body
      .items as DistributionView[];
    const second = await income.calculated();
    expect(second.calculation?.carriedIn).toBe(first?.progress?.carried);
    await income.act(second.id, 'cancel').send({ reason: 'Only a look.' }).expect(200);
  });

  it.each([
    [
      'a record date that has passed',
      () => income.draft({ recordDate: world.today(-1) }),
      'record_date_past',
    ],
    [
      'a payment token that is none',
      () => income.draft({ paymentToken: world.chain.wallet(25).address }),
      'unknown_payment_token',
    ],
    [
      'the asset itself as money',
      () => income.draft({ paymentToken: world.token.address }),
      'payment_is_the_asset',
    ],
  ])('refuses %s', async (_, body, code) => {
    const { body: problem } = await world.issuer.http.post(income.path, body()).expect(422);
    expect(problem.code).toBe(code);
  });

  it('waits for a record date in the future', async () => {
    const { body } = await world.issuer.http
      .post(income.path, income.draft({ recordDate: world.today(3) }))
      .expect(201);
    expect(body).toMatchObject({ state: 'draft', recordOperationId: null });
    const early = await income.act(body.id as string, 'open-record-date').expect(409);
    expect(early.body.code).toBe('record_date_in_future');
    expect((await income.act(body.id as string, 'calculate').expect(409)).body.code).toBe(
      'distribution_is_draft',
    );
  });

  it('is approved once, and never where the calculation has changed', async () => {
    const { id } = await income.calculated();
    const { body } = await income.act(id, 'submit').expect(202);
    const approvalId = body.approvalId as string;
    expect((await income.act(id, 'submit').expect(409)).body.code).toBe('approval_pending');
    await world.t.db.sql(
      'UPDATE api.distribution_line SET gross = gross + 1 WHERE distribution_id = $1',
      [id],
    );
    expect(await notApproved(world.officer, approvalId)).toEqual([409, 'calculation_changed']);
    expect((await income.get(id)).state).toBe('calculated');

    await income.act(id, 'calculate').expect(200);
    const answers = await Promise.all(
      [world.officer, world.second].map((who) => decide(who, approvalId)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await income.get(id)).state).toBe('approved');
    await income.act(id, 'cancel').send({ reason: 'Enough seen.' }).expect(200);
  });

  it('passes over a holder that cannot be paid, who is retried, set aside, or claims', async () => {
    const d = await income.payable();
    const [anna, ben, carol] = holders as [Holder, Holder, Holder];
    const registry = world.chain.deployment.addresses.InvestorRegistry;
    const suspend = async (holder: Holder, on: boolean) => {
      const contract = InvestorRegistry__factory.connect(registry, world.chain.wallet(3));
      const sent = await contract.setSuspended(holder.account.address, on, `0x${'00'.repeat(32)}`);
      await world.reached((await sent.wait())?.blockNumber ?? 0);
    };
    await suspend(ben, true);
    await suspend(carol, true);
    await income.act(d.id, 'push').expect(202);
    const skipped = await world.until(
      () => line(d.id, carol),
      (one) => one?.state === 'skipped',
    );
    expect(skipped?.obstacle).toBe('not_eligible');
    await world.until(
      () => line(d.id, anna),
      (one) => one?.state === 'paid',
    );
    const aside = `lines/${carol.account.address}/set-aside`;
    await income.act(d.id, aside).send({ reason: 'The bank asks for papers.' }).expect(200);
    const paid = await income
      .act(d.id, `lines/${anna.account.address}/set-aside`)
      .send({ reason: 'Too late.' })
      .expect(409);
    expect(paid.body.code).toBe('line_not_open');

    await suspend(ben, false);
    await suspend(carol, false);
    await income.act(d.id, 'push').expect(202);
    await world.until(
      () => line(d.id, ben),
      (one) => one?.state === 'paid',
    );
    expect((await line(d.id, carol))?.state).toBe('set_aside');
    expect((await income.get(d.id)).progress?.balanced).toBe(true);

    const own = async () =>
      ((await carol.persona.http.get('/income').expect(200)).body as Page<IncomeView>).items.find(
        ({ distributionId }) => distributionId === d.id,
      );
    const item = await own();
    expect(item).toMatchObject({ recordDate: d.recordDate, paid: null, paidAt: null });
    const claimed = await (await carol.account.sendTransaction(item?.claim ?? {})).wait();
    await income.is(d.id, 'closed');
    expect(await line(d.id, carol)).toMatchObject({
      state: 'paid',
      operationId: expect.any(String),
    });
    const { timestamp } = (await claimed?.getBlock()) ?? { timestamp: 0 };
    expect(await own()).toMatchObject({
      paid: item?.gross,
      paidAt: new Date(timestamp * 1000).toISOString(),
      claim: null,
    });
  });

  it('gives the same answer to the same key, and moves nothing twice', async () => {
    const d = await income.approved();
    const treasurer = world.treasurer;
    await money.give(treasurer, 2n * AMOUNT);
    for (const verb of ['fund', 'announce-expiry']) {
      const { status, body } = await income
        .act(d.id, verb)
        .set('Content-Type', 'application/json')
        .send('{"text":"\\ud83d"}');
      expect([status, body.code]).toEqual([400, 'broken_text']);
    }
    const fund = () =>
      world.issuer.http.post(`/distributions/${d.id}/fund`, undefined, 'fund-once');
    const [first, second] = [await fund().expect(202), await fund().expect(202)];
    expect(second.body).toEqual(first.body);
    await income.is(d.id, 'payable');
    expect(await money.of(treasurer)).toBe(AMOUNT);
    expect((await income.act(d.id, 'fund').expect(409)).body.code).toBe('distribution_is_payable');
    const term = await income.act(d.id, 'announce-expiry').expect(409);
    expect(term.body.code).toBe('expiry_too_early');
  });

  it('pays once, whatever becomes of the payouts: repeated, dropped, reorganised, or the signer lost', async () => {
    const d = await income.payable();
    const before = await Promise.all(holders.map(({ account }) => money.of(account.address)));
    const due = await Promise.all(holders.map((holder) => line(d.id, holder)));
    await world.chain.rpc('evm_setAutomine', [false]);
    await income.act(d.id, 'push').expect(202);
    await world.until(
      () =>
        world.t.db.sql<{ hash: string }>(
          `SELECT DISTINCT '0x' || encode(a.hash, 'hex') AS hash FROM api.chain_command c
           JOIN api.chain_command_attempt a ON a.command_id = c.id
           WHERE c.kind = 'distribution.payout' AND c.subject_id = $1 AND c.state = 'sent'`,
          [d.id],
        ),
      (found) => found.length > 0,
    );
    await world.chain.rpc('anvil_dropAllTransactions');
    await world.t.db.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'cadastre session' AND datname = current_database()`,
    );
    // The same payouts again, as another process that had not seen the first would ask for them.
    await world.t.get(Database).transaction(async () => {
      for (const { account } of holders) {
        await world.t.get(Outbox).enqueue({
          ctx: world.issuer.ctx,
          kind: 'distribution.payout',
          signer: 'treasurer',
          to: d.distributor ?? '',
          data: encodePayout(BigInt(d.chainNumber ?? 0), account.address),
          subject: { type: 'distribution', id: d.id },
          organisationId: world.issuer.organisationId,
        });
      }
    });
    await world.chain.rpc('evm_setAutomine', [true]);
    await world.chain.rpc('evm_mine');
    const closed = await income.is(d.id, 'closed');
    await world.chain.reorganise(2);
    await world.until(
      () =>
        world.t.db.sql(
          `SELECT 1 FROM api.audit_entry WHERE action = 'distribution.closing_retracted'`,
        ),
      (found) => found.length > 0,
    );
    const again = await income.is(d.id, 'closed');
    expect(again.progress).toEqual(closed.progress);
    expect(again.progress).toMatchObject({ due: '0', balanced: true });
    for (const [i, { account }] of holders.entries()) {
      const got = (await money.of(account.address)) - (before[i] ?? 0n);
      expect(got).toBe(BigInt(due[i]?.gross ?? 0));
    }
    const paid = await distributor(d).queryFilter(distributor(d).filters.Paid(d.chainNumber ?? 0n));
    expect(paid).toHaveLength(3);
  });
});
