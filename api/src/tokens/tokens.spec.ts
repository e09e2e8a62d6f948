import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { considerationForShares, formatDecimal } from '@cadastre/core';
import type { NoticeView } from '../notices/notice.schema.js';
import { FundWorld, type Holder, RULES } from './testing/fund-world.js';
import type { CapTableView } from './token.schema.js';
import { notApproved, reject } from '../testing/approvals.js';

const NAV = 101_234_567n;
const FOR_THE_OFFICER = 'A doubt about the source of funds.';

describe('a token', () => {
  let world: FundWorld;
  let anna: Holder;
  let bert: Holder;

  beforeAll(async () => {
    world = await FundWorld.start();
    await world.deploy();
    anna = await world.holder(20);
    bert = await world.holder(21);
  }, 60_000);
  afterAll(() => world.stop());

  const mints = () => `/tokens/${world.token.id}/mints`;
  const ask = (walletId: string, considerationCents = '1000000') =>
    world.issuer.http.post(mints(), { walletId, considerationCents });
  const contract = () =>
    AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
  const transferPath = () => `/tokens/${world.token.id}/transfers/preflight`;

  it('is live with the addresses the factory gave, its asset too', async () => {
    expect(world.token).toMatchObject({ state: 'live', decimals: 6, symbol: 'EXTF' });
    expect(await contract().symbol()).toBe('EXTF');
    expect((await contract().rules()).maxHolders).toBe(3n);
    const { body } = await world.issuer.http.get(`/assets/${world.assetId}`).expect(200);
    expect(body.state).toBe('live');
    const feeds = await world.t.anonymous.get('/public/feeds').expect(200);
    expect(feeds.body.items).toEqual([
      {
        assetId: world.assetId,
        assetKind: 'treasury',
        tokenAddress: world.token.address,
        navFeed: world.token.navFeed,
        reserveFeed: world.token.reserveFeed,
        statementUrl: `/api/v1/public/assets/${world.assetId}/statement`,
      },
    ]);
  });

  it('cannot be designed or deployed again', async () => {
    const design = { name: 'Other', symbol: 'OTHER', rules: RULES };
    const again = await world.issuer.http.put(`/assets/${world.assetId}/token`, design).expect(409);
    expect(again.body.code).toBe('token_already_deployed');
    await world.issuer.http.post(`/tokens/${world.token.id}/deploy`).expect(409);
  });

  it('is not sold while there is no NAV', async () => {
    const { body } = await ask(anna.walletId).expect(422);
    expect(body.code).toBe('nav_missing');
  });

  it('is sold at the last NAV of the ledger, and what the ledger holds is what the chain holds', async () => {
    await world.publish(world.token.navFeed ?? '', NAV);
    await world.publish(world.token.reserveFeed ?? '', 200_000_000_000_000n);
    const cash = async () =>
      BigInt(
        (await world.t.anonymous.get(`/public/assets/${world.assetId}/statement`).expect(200)).body
          .cashCents as string,
      );
    const cashBefore = await cash();
    const preflight = await world.issuer.http
      .post(`${mints()}/preflight`, { walletId: anna.walletId, considerationCents: '100000000' })
      .expect(200);
    expect(preflight.body).toMatchObject({ allowed: true, reason: null });

    const order = await world.mint(anna, 100_000_000n);
    const expected = (1_000_000n * 10n ** 12n) / NAV;
    expect(order).toMatchObject({
      state: 'settled',
      nav: NAV.toString(),
      navRound: '1',
      amountBaseUnits: expected.toString(),
    });
    expect(await contract().balanceOf(anna.account.address)).toBe(expected);
    expect(await contract().operationDone(order.spendId)).toBe(true);
    await world.mint(bert, 5_000_000n);

    const { body } = await world.issuer.http.get(`/tokens/${world.token.id}/cap-table`).expect(200);
    const table = body as CapTableView;
    const blockTag = table.block.number;
    let sum = 0n;
    for (const holder of table.holders) {
      const onChain = await contract().balanceOf(holder.address, { blockTag });
      expect(BigInt(holder.amountBaseUnits)).toBe(onChain);
      expect(holder.investorReference).toMatch(/^INV-/);
      sum += onChain;
    }
    expect(sum).toBe(await contract().totalSupply({ blockTag }));
    expect(table.supplyBaseUnits).toBe(sum.toString());
    expect((await cash()) - cashBefore).toBe(105_000_000n);
  });

  it('a replayed request mints nothing more', async () => {
    const body = { walletId: anna.walletId, considerationCents: '2000' };
    const first = await world.issuer.http.post(mints(), body, 'the-same-key').expect(202);
    const again = await world.issuer.http.post(mints(), body, 'the-same-key').expect(202);
    expect(again.body).toEqual(first.body);
    const other = { ...body, considerationCents: '2001' };
    await world.issuer.http.post(mints(), other, 'the-same-key').expect(422);
    await reject(world.officer, first.body.approvalId as string);
    const order = await world.ended(first.body.supplyOrder.id as string);
    expect(order).toMatchObject({ state: 'rejected', failureCode: 'approval_rejected' });
  });

  it('shows a past block as it was', async () => {
    const { deployedBlock } = world.token;
    const { body } = await world.issuer.http
      .get(`/tokens/${world.token.id}/cap-table?block=${deployedBlock}`)
      .expect(200);
    expect(body).toMatchObject({ supplyBaseUnits: '0', holders: [] });
    const future = await world.issuer.http
      .get(`/tokens/${world.token.id}/cap-table?block=99999999`)
      .expect(422);
    expect(future.body.code).toBe('block_not_final');
  });

  it('an investor sees own holdings at the last NAV', async () => {
    const { body } = await bert.persona.http.get('/holdings').expect(200);
    const [holding] = body.items as { amountBaseUnits: string; valueCents: string }[];
    const balance = await contract().balanceOf(bert.account.address);
    expect(holding?.amountBaseUnits).toBe(balance.toString());
    expect(holding?.valueCents).toBe(considerationForShares(balance, NAV, 6).toString());
    const stranger = await world.t.signIn('investor');
    expect((await stranger.http.get('/holdings').expect(200)).body.items).toEqual([]);
  });

  it('preflight and chain agree on a transfer, allowed or refused', async () => {
    const stranger = world.chain.wallet(39).address;
    const send = (to: string, amountBaseUnits: string) =>
      anna.persona.http.post(transferPath(), { from: anna.account.address, to, amountBaseUnits });
    const refused = await send(stranger, '5').expect(200);
    expect(refused.body).toMatchObject({
      allowed: false,
      reason: { code: 'receiver_not_verified' },
      transaction: null,
    });
    const signed = contract().connect(anna.account);
    await expect(signed.transfer(stranger, 5n)).rejects.toThrow();

    const allowed = await send(bert.account.address, '1000000').expect(200);
    expect(allowed.body).toMatchObject({ allowed: true, reason: null });
    const { to, data } = allowed.body.transaction as { to: string; data: string };
    const before = await contract().balanceOf(bert.account.address);
    const receipt = await (await anna.account.sendTransaction({ to, data })).wait();
    await world.reached(receipt?.blockNumber ?? 0);
    expect(await contract().balanceOf(bert.account.address)).toBe(before + 1_000_000n);

    const tooMuch = await send(bert.account.address, '99999999999999').expect(200);
    expect(tooMuch.body.reason.code).toBe('insufficient_balance');
  });

  it('a freeze takes two officers, and stops transfers and mints', async () => {
    const body = { walletId: bert.walletId, frozen: true, reason: 'Court order 12/26.' };
    const asked = await world.officer.http
      .post(`/tokens/${world.token.id}/freezes`, body)
      .expect(202);
    const approvalId = asked.body.approvalId as string;
    expect(await notApproved(world.officer, approvalId)).toEqual([403, 'own_request']);
    await world.approve(approvalId, world.second);
    await world.until(
      async () =>
        (await world.officer.http.get(`/tokens/${world.token.id}/freezes`)).body.items[0] as {
          state: string;
        },
      (order) => order.state === 'settled',
    );
    expect(await contract().isFrozen(bert.account.address)).toBe(true);
    expect((await ask(bert.walletId).expect(422)).body.code).toBe('receiver_frozen');
    const release = await world.officer.http
      .post(`/tokens/${world.token.id}/freezes`, { ...body, frozen: false })
      .expect(202);
    await world.approve(release.body.approvalId as string, world.second);
    await world.until(
      () => contract().isFrozen(bert.account.address),
      (frozen) => !frozen,
    );
  });

  it('burns against no more than NAV', async () => {
    const burns = `/tokens/${world.token.id}/burns`;
    const amountBaseUnits = '1000000';
    const most = considerationForShares(1_000_000n, NAV, 6);
    const greedy = { walletId: bert.walletId, amountBaseUnits, considerationCents: `${most + 1n}` };
    const refused = await world.issuer.http.post(burns, greedy).expect(422);
    expect(refused.body.code).toBe('consideration_above_nav');
    const supply = await contract().totalSupply();
    const { body } = await world.issuer.http
      .post(burns, { ...greedy, considerationCents: most.toString(), reason: FOR_THE_OFFICER })
      .expect(202);
    await world.approve(body.approvalId as string);
    expect((await world.ended(body.supplyOrder.id as string)).state).toBe('settled');
    expect(await contract().totalSupply()).toBe(supply - 1_000_000n);
    const notices = await bert.persona.http.get('/notices').expect(200);
    expect((notices.body.items as NoticeView[])[0]).toMatchObject({
      action: 'burn.tell_holder',
      title: 'Shares of yours were cancelled by order of their issuer.',
      about: {
        text: expect.stringContaining('{{shares}} {{symbol}} ({{name}})'),
        values: {
          shares: '1.00',
          symbol: 'EXTF',
          name: 'Example Treasury Fund',
          walletAddress: bert.account.address,
          consideration: formatDecimal(most, 2),
          navPerShare: '101.234567',
        },
      },
    });
    // What the issuer wrote for the officer is not the holder's to read.
    expect(JSON.stringify(notices.body)).not.toContain(FOR_THE_OFFICER);
    const others = await anna.persona.http.get('/notices').expect(200);
    expect(JSON.stringify(others.body)).not.toContain('burn.tell_holder');
  });

  it('refuses who may not hold it, each with its own reason', async () => {
    const unverified = await world.proven(23);
    expect((await ask(unverified.walletId).expect(422)).body.code).toBe('receiver_not_verified');
    const abroad = await world.holder(24, { country: 'CH' });
    expect((await ask(abroad.walletId).expect(422)).body.code).toBe('receiver_country_not_allowed');
    const beyond = await ask(anna.walletId, '950000000').expect(422);
    expect(beyond.body.code).toBe('max_balance_exceeded');
    const cap = await ask(anna.walletId, '911111103').expect(422);
    expect(cap.body.code).toBe('max_supply_exceeded');
    expect((await ask(world.token.id).expect(404)).body.code).toBe('not_found');
  });

  it.each([
    ['too many decimals', '10.5'],
    ['negative', '-5'],
    ['an exponent', '1e5'],
    ['not a number', 'NaN'],
    ['zero', '0'],
    ['79 digits', '9'.repeat(79)],
  ])('refuses a consideration that is %s', async (_, considerationCents) => {
    const { body } = await ask(anna.walletId, considerationCents).expect(400);
    expect(body.code).toBe('invalid_body');
    expect(body.errors[0].pointer).toBe('/considerationCents');
  });

  it('belongs to its issuer alone', async () => {
    const other = await world.t.signIn('issuer');
    await other.http.get(`/tokens/${world.token.id}`).expect(404);
    await other.http.get(`/tokens/${world.token.id}/cap-table`).expect(404);
    await other.http
      .post(mints(), { walletId: anna.walletId, considerationCents: '100' })
      .expect(404);
    await other.http.post(`/tokens/${world.token.id}/deploy`).expect(404);
  });

  it('is not minted at a NAV that moved after the request', async () => {
    const { body } = await ask(anna.walletId, '5000').expect(202);
    await world.publish(world.token.navFeed ?? '', NAV + 10n);
    const refusal = await notApproved(world.officer, body.approvalId as string);
    expect(refusal).toEqual([409, 'nav_moved']);
  });

  it('is not sold while a NAV over the breaker waits, nor at a stale one', async () => {
    await world.publish(world.token.navFeed ?? '', NAV * 2n);
    expect((await ask(anna.walletId).expect(422)).body.code).toBe('nav_parked');
    const { body } = await world.issuer.http.get(`/assets/${world.assetId}/rounds`).expect(200);
    expect(body.parked).toHaveLength(1);
    expect(body.items.filter((round: { kind: string }) => round.kind === 'nav')).toHaveLength(2);
    await world.publish(world.token.navFeed ?? '', NAV + 20n);
    await ask(anna.walletId, '5000').expect(202);
    await world.chain.rpc('evm_increaseTime', [6 * 86_400]);
    await world.chain.rpc('evm_mine');
    expect((await ask(anna.walletId).expect(422)).body.code).toBe('nav_stale');
  });

  it('refuses who was verified until yesterday, whatever the price', async () => {
    const now = Number((await world.chain.provider.getBlock('pending'))?.timestamp);
    const expiresOn = new Date((now + 2 * 86_400) * 1000).toISOString().slice(0, 10);
    const brief = await world.holder(26, {}, { expiresOn });
    await world.chain.rpc('evm_increaseTime', [3 * 86_400]);
    await world.chain.rpc('evm_mine');
    expect((await ask(brief.walletId).expect(422)).body.code).toBe('receiver_expired');
  });

  it('has a public page with NAV, reserves and coverage', async () => {
    const { body } = await world.t.anonymous.get(`/public/assets/${world.assetId}`).expect(200);
    expect(body).toMatchObject({
      symbol: 'EXTF',
      holders: 2,
      nav: { answer: (NAV + 20n).toString() },
      reserve: { answer: '200000000000000' },
      rules: { minTier: world.token.rules.minTier, countries: world.token.rules.countries },
    });
    expect(BigInt(body.coveragePpm as string)).toBeGreaterThanOrEqual(1_000_000n);
    expect((await world.t.anonymous.get('/public/assets')).body.items).toHaveLength(1);
  });

  it('health names chain, ledger and outbox', async () => {
    const { body } = await world.t.anonymous.raw('get', '/health');
    expect(body.parts).toMatchObject({
      chain: { state: 'ok' },
      ledger: { state: 'ok', figures: { state: 'following' } },
      outbox: { state: 'ok', figures: { queued: 0, stuck: 0 } },
    });
  });

  it('has rounds that are read page by page while another is published, each once', async () => {
    const path = `/assets/${world.assetId}/rounds?limit=1`;
    interface Rounds {
      items: { feed: string; round: string }[];
      nextCursor: string | null;
    }
    const read = async (after: string) =>
      (await world.issuer.http.get(path + after).expect(200)).body as Rounds;
    const first = await read('');
    const all = await world.issuer.http.get(`/assets/${world.assetId}/rounds`).expect(200);
    const open = await world.t.anonymous.get(`/public/assets/${world.assetId}/rounds`).expect(200);
    expect(open.body).toEqual(all.body);
    await world.publish(world.token.navFeed ?? '', NAV);
    const seen = [...first.items];
    for (let { nextCursor } = first; nextCursor !== null;) {
      const next = await read(`&after=${nextCursor}`);
      seen.push(...next.items);
      ({ nextCursor } = next);
    }
    const names = (rounds: Rounds['items']) =>
      rounds.map((one) => `${one.feed} ${one.round}`).sort();
    expect(names(seen)).toEqual(names((all.body as Rounds).items));
    expect(seen.length).toBeGreaterThan(2);
  });
});
