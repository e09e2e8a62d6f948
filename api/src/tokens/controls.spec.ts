import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory } from '@cadastre/contracts';
import { runJobs } from '../testing/jobs.js';
import type { WindDownView } from '../wind-downs/wind-down.schema.js';
import { FundWorld, type Holder } from './testing/fund-world.js';

describe('a token under order', () => {
  let world: FundWorld;
  let anna: Holder;
  let bert: Holder;

  beforeAll(async () => {
    world = await FundWorld.start();
    await world.deploy();
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    [anna, bert] = [await world.holder(20), await world.holder(21)];
    await world.mint(bert, 5_000_000n);
  }, 120_000);
  afterAll(() => world.stop());

  const contract = () =>
    AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);

  it('a court’s order is carried out by two officers, on its paper, and the holder hears of it', async () => {
    const path = `/tokens/${world.token.id}/enforcements`;
    const documentId = await world.officer.http.upload();
    const base = { walletId: bert.walletId, reason: 'Court order 12/26.', documentId };
    const held = await contract().balanceOf(bert.account.address);
    const part = { ...base, kind: 'partial_freeze', amountBaseUnits: held.toString() };
    const moved = { ...base, kind: 'forced_transfer', toWalletId: anna.walletId };
    const greedy = await world.officer.http
      .post(path, { ...moved, amountBaseUnits: (held + 1n).toString() })
      .expect(422);
    expect(greedy.body.code).toMatch(/insufficient/);
    await world.issuer.http.post(path, part).expect(403);
    const order = async (body: object) => {
      const asked = await world.officer.http.post(path, body).expect(202);
      await world.approve(asked.body.approvalId as string, world.second);
      const id = asked.body.controlOrder.id as string;
      await world.until(
        async () =>
          (
            (await world.officer.http.get(`/tokens/${world.token.id}/freezes`)).body.items as {
              id: string;
              state: string;
            }[]
          ).find((one) => one.id === id),
        (one) => one?.state === 'settled',
      );
    };
    await order(part);
    expect(await contract().getFrozenTokens(bert.account.address)).toBe(held);
    const before = await contract().balanceOf(anna.account.address);
    await order({ ...moved, amountBaseUnits: '7' });
    expect(await contract().balanceOf(anna.account.address)).toBe(before + 7n);
    await order({ ...part, amountBaseUnits: '0' });
    const { body } = await bert.persona.http.get('/notices').expect(200);
    const told = (body.items as { action: string }[]).map(({ action }) => action);
    expect(told).toEqual(
      expect.arrayContaining(['control.tell_partial_freeze', 'control.tell_forced_transfer']),
    );
  });

  it('stops at once by two officers, and goes on a day after two have announced it', async () => {
    const path = `/tokens/${world.token.id}/pauses`;
    const documentId = await world.officer.http.upload();
    const order = (paused: boolean) =>
      world.officer.http.post(path, { paused, reason: 'Court order 13/26.', documentId });
    const state = async () =>
      (await world.issuer.http.get(`/tokens/${world.token.id}`).expect(200)).body.state as string;
    expect((await order(false).expect(409)).body.code).toBe('token_not_paused');
    await world.approve((await order(true).expect(202)).body.approvalId as string, world.second);
    await world.until(state, (one) => one === 'paused');
    expect(await contract().paused()).toBe(true);
    expect((await order(true).expect(409)).body.code).toBe('token_not_live');
    const told = async () =>
      (
        (await bert.persona.http.get('/notices').expect(200)).body.items as { action: string }[]
      ).map(({ action }) => action);
    await world.until(told, (all) => all.includes('token.tell_pause'));

    const asked = await order(false).expect(202);
    const announced = await world.approve(asked.body.approvalId as string, world.second);
    await world.until(
      async () =>
        (await world.officer.http.get(`/operations/${announced}`).expect(200)).body.state as string,
      (one) => one === 'confirmed',
    );
    await runJobs(world.t, 'tokens.release', {});
    expect(await state()).toBe('paused');
    await world.chain.rpc('evm_increaseTime', [86_401]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
    await runJobs(world.t, 'tokens.release', {});
    await world.until(state, (one) => one === 'live');
    expect(await contract().paused()).toBe(false);
    await world.until(told, (all) => all.includes('token.tell_release'));
  });

  it('is wound up: nothing more is sold, and it is closed when nobody holds it and nobody waits', async () => {
    const path = `/assets/${world.assetId}/wind-down`;
    const documentId = await world.issuer.http.upload();
    const body = { reason: 'Resolved by the board.', documentId };
    const read = async () => (await world.issuer.http.get(path).expect(200)).body as WindDownView;
    const refuses = async (on: string, given: object): Promise<unknown[]> => {
      const answer = await world.issuer.http.post(on, given);
      return [answer.status, answer.body.code, answer.body.unfinished];
    };
    const ask = async (on: string) =>
      (await world.issuer.http.post(on, body).expect(202)).body.approvalId as string;

    expect(await refuses(`${path}/close`, body)).toMatchObject([409, 'illegal_transition']);
    const withdrawn = await ask(path);
    const again = await world.issuer.http.post(path, body).expect(409);
    expect(again.body).toMatchObject({ code: 'approval_pending', approvalId: withdrawn });
    await world.issuer.http.post(`/approvals/${withdrawn}/withdraw`).expect(200);
    await world.approve(await ask(path));
    expect(await refuses(path, body)).toMatchObject([409, 'illegal_transition']);
    const mint = { walletId: bert.walletId, considerationCents: '10000' };
    const mints = `/tokens/${world.token.id}/mints`;
    expect(await refuses(mints, mint)).toMatchObject([409, 'asset_not_live']);
    await world.until(
      async () =>
        (await bert.persona.http.get('/notices').expect(200)).body.items as { action: string }[],
      (told) => told.some(({ action }) => action === 'asset.tell_wind_down'),
    );

    const back = contract().connect(anna.account);
    const sent = await (await back.transfer(bert.account.address, 7n)).wait();
    await world.reached(sent?.blockNumber ?? 0);
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    const held = await contract().balanceOf(bert.account.address);
    const burn = await world.issuer.http
      .post(`/tokens/${world.token.id}/burns`, {
        walletId: bert.walletId,
        amountBaseUnits: held.toString(),
        considerationCents: '5000000',
      })
      .expect(202);
    const before = 'retire';
    const [inHands, ordered] = [
      "500.000000 EXTF are in somebody's hands.",
      'Not finished: 1 × supply order, state requested.',
    ];
    expect(await read()).toEqual({
      state: 'winding_down',
      supplyBaseUnits: '500000000',
      unfinished: [
        { what: 'token', state: 'held', count: 1, before, said: inHands },
        { what: 'supply order', state: 'requested', count: 1, before, said: ordered },
      ],
      approvalId: null,
    });
    expect(await refuses(`${path}/close`, body)).toEqual([422, 'not_wound_up', [inHands, ordered]]);
    await world.approve(burn.body.approvalId as string);
    await world.ended(burn.body.supplyOrder.id as string);
    expect((await read()).unfinished).toEqual([]);
    const last = await ask(`${path}/close`);
    expect((await read()).approvalId).toBe(last);
    await world.approve(last);
    expect(await read()).toMatchObject({ state: 'retired', approvalId: null });
    expect(await refuses(`${path}/close`, body)).toMatchObject([409, 'asset_retired']);
    await bert.persona.http.get(`/assets/${world.assetId}`).expect(404);
    const motion = {
      ...{ title: 'Go on?', documentId, recordDate: '2026-12-01' },
      ...{ opensAt: '2026-12-02T00:00:00Z', closesAt: '2026-12-09T00:00:00Z' },
      ...{ quorumBps: 1_000, majorityBps: 5_000 },
    };
    const votes = `/assets/${world.assetId}/votes`;
    expect(await refuses(votes, motion)).toMatchObject([409, 'asset_retired']);
  });
});
