import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newYorkDate } from '@cadastre/core';
import { BackfillStore } from './storage/backfills.js';
import type { TestAsset } from './testing/chain.js';
import { World, type Oracle } from './testing/world.js';

/** How a feed stands, as anybody may ask. */
async function get(oracle: Oracle, path: string): Promise<Record<string, unknown>> {
  await oracle.app.listen(0, '127.0.0.1').catch(() => undefined);
  const answer = await fetch(`${await oracle.app.getUrl()}${path}`);
  return (await answer.json()) as Record<string, unknown>;
}

describe('feeds under a policy', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;
  let folder: string;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund({ maxDeviationBps: 0n });
    folder = mkdtempSync(join(tmpdir(), 'policy-'));
    const nav = {
      maxDeviationBps: '5000',
      dailyDeviationBps: '250',
      schedule: { market: 'us-bond', closedDays: 'bank.csv', due: '18:00' },
    };
    writeFileSync(join(folder, 'bank.csv'), 'date,name\n2026-04-20,Moving day\n');
    writeFileSync(
      join(folder, 'plan.json'),
      JSON.stringify({ policies: [{ assetId: fund.assetId, nav }] }),
    );
    oracle = await world.oracle({ ORACLE_PLAN_FILE: join(folder, 'plan.json') });
    await oracle.beat();
    await oracle.beat();
  });
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });

  const show = () => get(oracle, `/feeds/${fund.nav}`);

  it('tells the whole policy: the plan, its defaults, and what holds on-chain', async () => {
    expect(await show()).toMatchObject({
      status: 'OK',
      expectedDate: '2026-04-14',
      policy: {
        heartbeat: 72_000,
        deviationBps: '5',
        maxDeviationBps: '5000',
        dailyDeviationBps: '250',
        minInterval: null,
        schedule: { name: 'us-bond but for bank.csv', dueMinutes: 1080 },
        tolerance: { bps: '0', seconds: 0 },
      },
      onChain: {
        paused: false,
        parked: null,
        last: { round: 1 },
        limits: { maxDeviationBps: null, maxValuationAge: 864_000, alwaysApprove: false },
      },
    });
    expect((await fetch(`${await oracle.app.getUrl()}/feeds/0x12`)).status).toBe(404);
  });

  it('is stale once the value of a day is missed, by the day’s name', async () => {
    world.custodian.break(fund, 'null');
    await world.chain.travelTo('2026-04-16T21:59:00Z');
    await oracle.beat();
    expect(await show()).toMatchObject({ status: 'REFUSED' });
    await world.chain.travelTo('2026-04-16T22:01:00Z');
    await oracle.beat();
    const { status, reason } = await show();
    expect(status).toBe('STALE');
    expect(reason).toMatch(/^DATE_MISSED: The value of 2026-04-16 is due .* STATEMENT_SCHEMA: /);
    world.custodian.repair(fund);
    await oracle.beat();
    expect(await show()).toMatchObject({ status: 'OK', onChain: { last: { round: 2 } } });
  });

  it('is not missed on a day on which the custodian is closed', async () => {
    await world.chain.travelTo('2026-04-17T22:01:00Z');
    await oracle.beat();
    await world.chain.travelTo('2026-04-20T23:00:00Z');
    expect(await show()).toMatchObject({ status: 'OK', expectedDate: '2026-04-17' });
  });

  it('holds steps that add up to more than the day’s limit', async () => {
    // Within 24 hours 200 bps down, and then 150 bps more.
    await world.chain.travelTo('2026-04-21T20:30:00Z');
    await lowerBy(200n);
    await oracle.beat();
    const before = await world.chain.latest(fund.nav);
    await world.chain.travelTo('2026-04-22T20:10:00Z');
    await lowerBy(350n);
    await oracle.beat();
    expect(await world.chain.latest(fund.nav)).toEqual(before);
    expect(String((await show())['reason'])).toMatch(/OVER_DAILY_LIMIT: .* more than 250\./);
    // A day later the day's first answer is the lower one.
    await world.chain.travelTo('2026-04-22T20:40:00Z');
    await oracle.beat();
    expect((await world.chain.latest(fund.nav)).round).toBe(before.round + 1);
  });

  /** Makes the fund owe so much more that its NAV falls by so many basis points of its first value. */
  async function lowerBy(bps: bigint): Promise<void> {
    const statement = (await world.custodian.statement(fund.assetId)) as { seedShares: string };
    const netUsd6 = (10_494_190n * BigInt(statement.seedShares)) / 1_000_000n;
    const owed = (netUsd6 * bps) / 10_000n / 10_000n;
    world.custodian.change(fund, { liabilitiesCents: (3_250_000n + owed).toString() });
  }

  it('corrects a round by the next one, at once, and names it', async () => {
    const wrong = await world.chain.latest(fund.nav);
    await lowerBy(200n);
    await world.chain.travelTo('2026-04-22T20:50:00Z');
    await oracle.beat();
    expect((await show())['reason']).toMatch(/^NOT_LATER: /);
    await world.chain.travelTo('2026-04-24T20:30:00Z');
    await oracle.beat();
    const right = wrong.round + 1;
    expect(await get(oracle, `/feeds/${fund.nav}/rounds/${right}/why`)).toMatchObject({
      corrects: wrong.round,
      correctedBy: null,
      decisions: expect.arrayContaining([
        expect.objectContaining({ code: 'CORRECTION', corrects: wrong.round }),
      ]) as unknown,
    });
    expect(await get(oracle, `/feeds/${fund.nav}/rounds/${wrong.round}/why`)).toMatchObject({
      corrects: null,
      correctedBy: right,
    });
  });

  it('publishes missed days in order, one round for each business day, and goes on after a stop', async () => {
    const { round } = await world.chain.latest(fund.nav);
    const store = oracle.app.get(BackfillStore);
    const now = new Date('2026-05-01T00:00:00Z');
    // From the 24th (Friday) on; the feed's next day is Monday the 27th.
    const asked = await store.ask(fund.nav, '2026-04-27', '2026-05-01', now);
    expect(await store.ask(fund.nav, '2026-04-27', '2026-05-01', now)).toBeNull();
    await world.chain.travelTo('2026-05-01T22:30:00Z');
    await oracle.beat();
    await oracle.beat();
    await oracle.stop();
    oracle = await world.oracle({ ORACLE_PLAN_FILE: join(folder, 'plan.json') });
    for (let beats = 0; beats < 5; beats += 1) await oracle.beat();
    const days = await publishedDays(round);
    expect(days).toEqual(['2026-04-27', '2026-04-28', '2026-04-29', '2026-04-30', '2026-05-01']);
    expect(await oracle.app.get(BackfillStore).get(asked?.id ?? '')).toMatchObject({
      state: 'done',
      reason: null,
    });
  });

  async function publishedDays(after: number): Promise<string[]> {
    const { rows } = await world.db.query<{ valuation_time: Date }>(
      `SELECT valuation_time FROM oracle.round WHERE feed = $1 AND round > $2 AND state = 'accepted'
       ORDER BY round`,
      [Buffer.from(fund.nav.slice(2), 'hex'), after],
    );
    return rows.map((row) => newYorkDate(row.valuation_time.getTime() / 1000));
  }

  it('leaves no gap behind: a range that skips a day is closed with the reason', async () => {
    const store = oracle.app.get(BackfillStore);
    const asked = await store.ask(fund.nav, '2026-05-06', '2026-05-07', new Date());
    await oracle.beat();
    expect(await store.get(asked?.id ?? '')).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('2026-05-04') as unknown,
    });
  });
});

describe('a dry run', () => {
  let world: World;
  afterAll(() => world.end());

  it('does everything but send, and tells what it would have published', async () => {
    world = await World.begin();
    const fund = await world.fund();
    const rehearsal = await world.oracle({ ORACLE_DRY_RUN: 'true' });
    await rehearsal.beat();
    await rehearsal.beat();
    await world.chain.travelTo('2026-04-16T20:30:00Z');
    await rehearsal.beat();
    expect(await world.chain.rounds(fund.nav)).toEqual({ accepted: [], parked: [] });
    const { rows } = await world.db.query<{ state: string; proof: boolean }>(
      `SELECT r.state, r.proof IS NOT NULL AS proof FROM oracle.round d
       JOIN oracle.report r ON r.id = d.report_id WHERE d.feed = $1 ORDER BY r.created_at`,
      [Buffer.from(fund.nav.slice(2), 'hex')],
    );
    expect(rows).toEqual([
      { state: 'rehearsed', proof: true },
      { state: 'rehearsed', proof: true },
    ]);
    const sent = await world.db.query('SELECT 1 FROM oracle.transaction');
    expect(sent.rows).toEqual([]);
    expect(await get(rehearsal, `/feeds/${fund.nav}/rounds/1/why`)).toMatchObject({
      decisions: [{ code: 'FIRST' }, { code: 'UNCHANGED' }, { code: 'HEARTBEAT' }],
    });
    await rehearsal.stop();
    // What was rehearsed stands in nobody's way.
    await world.chain.travelTo('2026-04-16T20:40:00Z');
    await (await world.oracle()).beat();
    expect((await world.chain.rounds(fund.nav)).accepted).toHaveLength(1);
  });
});
