import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDecimal } from '@cadastre/core';
import { deployChainlinkMock, type ChainlinkMock } from '../testing/chainlink-mock.js';
import type { TestAsset } from '../testing/chain.js';
import { World, type Oracle } from '../testing/world.js';
import { CarriedValues } from './value.js';

interface Answer {
  jobRunID: string;
  statusCode: number;
  status?: string;
  result?: string;
  data?: { result: string; valuationTime: number; round: number };
  error?: { name: string; message: string };
}

describe('Chainlink’s external-adapter protocol', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    oracle = await world.oracle();
    await oracle.beat();
    await oracle.app.listen(0, '127.0.0.1');
  }, 60_000);
  afterAll(() => world.end());

  async function ask(body: unknown, path = '/adapter'): Promise<Answer> {
    const response = await fetch(`${await oracle.app.getUrl()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer;
    expect(answer.statusCode).toBe(response.status);
    return answer;
  }

  it('gives the published number by feed and by asset, at both of its doors', async () => {
    const { answer, valuationTime } = await world.chain.latest(fund.nav);
    const result = formatDecimal(answer, 6);
    expect(await ask({ id: '278c97ffadb54a5b', data: { feed: fund.nav } })).toMatchObject({
      jobRunID: '278c97ffadb54a5b',
      statusCode: 200,
      result,
      data: { result, valuationTime, round: 1 },
    });
    const byAsset = { data: { asset: fund.assetId, kind: 'nav' }, meta: { a: 1 } };
    expect(await ask(byAsset, '/')).toMatchObject({ jobRunID: '1', result });
  });

  it.each<[string, unknown, number, string]>([
    ['that is no JSON', '{"id":', 400, 'BAD_REQUEST'],
    ['without data', { id: '7' }, 400, 'BAD_REQUEST'],
    ['for a feed that is no address', { data: { feed: '0x12' } }, 400, 'BAD_REQUEST'],
    ['for an asset without its kind', { data: { asset: 'x' } }, 400, 'BAD_REQUEST'],
    ['with a field nobody knows', { data: {}, extra: 1 }, 400, 'BAD_REQUEST'],
    ['for a feed of others', { data: { feed: `0x${'12'.repeat(20)}` } }, 404, 'UNKNOWN_FEED'],
  ])('refuses a request %s', async (_what, body, statusCode, name) => {
    expect(await ask(body)).toMatchObject({
      jobRunID: expect.any(String) as unknown,
      status: 'errored',
      statusCode,
      error: { name, message: expect.any(String) as unknown },
    });
  });

  it('gives nothing while the source is refused, the report parked, or everything stale', async () => {
    const nav = { id: 5, data: { feed: fund.nav } };
    world.custodian.break(fund, '{"assetId":');
    await oracle.beat();
    expect(await ask(nav)).toMatchObject({
      jobRunID: '5',
      status: 'errored',
      statusCode: 503,
      error: { name: 'SOURCE_MALFORMED' },
    });
    world.custodian.repair(fund);
    await world.chain.travelTo('2026-04-16T20:30:00Z');
    world.custodian.change(fund, { liabilitiesCents: '103250000' });
    await oracle.beat();
    expect((await ask(nav)).error?.name).toBe('PARKED');
    await world.chain.reject(fund.nav);
    world.custodian.change(fund, { liabilitiesCents: '3250000' });
    await oracle.beat();
    expect((await ask(nav)).statusCode).toBe(200);
    await world.chain.travelTo('2026-04-16T22:30:00Z');
    oracle.observe(Date.parse('2026-04-16T22:30:00Z') / 1000);
    expect((await ask(nav)).error?.name).toBe('STALE');
  });
});

describe('a feed that Chainlink carries', () => {
  let world: World;
  let oracle: Oracle;
  let gold: TestAsset;
  let spot: ChainlinkMock;
  let folder: string;

  beforeAll(async () => {
    world = await World.begin();
    gold = await world.fund();
    spot = await deployChainlinkMock(world.chain.deployer, 8, 480_010_000_000n);
    folder = mkdtempSync(join(tmpdir(), 'spot-'));
    const source = {
      provider: 'Chainlink XAU / USD',
      source: {
        kind: 'chain',
        read: 'feed',
        feed: await spot.getAddress(),
        unit: 'USD',
        maxAge: 3600,
        min: '100000000000',
        max: '2000000000000',
      },
    };
    const feed = {
      unit: 'USD',
      scale: 6,
      sources: [source],
      maxAge: 3600,
      min: '1',
      max: '99999999999',
    };
    const plan = { assets: [{ assetId: gold.assetId, nav: feed, reserve: feed }] };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
    oracle = await world.oracle({ ORACLE_PLAN_FILE: join(folder, 'plan.json') });
  }, 60_000);
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  const update = async (answer: bigint, age = 0) => {
    await world.chain.rpc.call('evm_increaseTime', [60]);
    await world.chain.mine();
    const { timestamp } = await world.chain.rpc.block('latest');
    await (await spot.updateRoundData(2n, answer, timestamp - age, timestamp - age)).wait();
  };

  it('flows into one of ours, brought to its decimals', async () => {
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toMatchObject({ answer: 4_800_100_000n, round: 1 });
    await update(481_000_000_000n);
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toMatchObject({ answer: 4_810_000_000n, round: 2 });
  });

  it('is carried on as it is now, when it moved too little for a round', async () => {
    await update(481_010_000_000n);
    await oracle.beat();
    const { answer, round, valuationTime } = await world.chain.latest(gold.nav);
    expect([answer, round]).toEqual([4_810_000_000n, 2]);
    const told = await oracle.app.get(CarriedValues).of({ feed: gold.nav });
    expect(told).toMatchObject({ answer: 4_810_100_000n, decimals: 6, round: 2 });
    expect(told.valuationTime).toBeGreaterThan(valuationTime);
  });

  it.each<[string, bigint, number, string]>([
    ['stale', 482_000_000_000n, 7200, 'STALE'],
    ['mis-scaled', 48_200_000_000n, 0, 'OUT_OF_BOUNDS'],
    ['zero', 0n, 0, 'OUT_OF_BOUNDS'],
  ])('changes nothing when it is %s', async (_what, answer, age, code) => {
    const before = await world.chain.latest(gold.nav);
    await update(answer, age);
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toEqual(before);
    const { rows } = await world.db.query<{ status_reason: string }>(
      `SELECT status_reason FROM oracle.feed WHERE kind = 'nav'`,
    );
    expect(rows[0]?.status_reason).toContain(code);
  });
});
