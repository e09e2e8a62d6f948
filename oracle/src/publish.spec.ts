import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  curveKnownAt,
  deviationBps,
  newYorkTime,
  parseCurveCsv,
  parseSecuritiesCsv,
  securitiesByCusip,
  valueFund,
  type FundValue,
} from '@cadastre/core';
import type { TestAsset } from './testing/chain.js';
import type { Books } from './testing/custodian.js';
import { DATA_DIR, World, type Oracle } from './testing/world.js';

const read = (name: string) => readFileSync(join(DATA_DIR, 'treasuries', name), 'utf8');
const securities = securitiesByCusip(
  parseSecuritiesCsv(read('treasury_auctions_2026-03_2026-04.csv')),
);
const curves = parseCurveCsv(read('cmt_6tenor_2025-07-15_2026-08-19.csv'));

/** The value as core gives it from the files, without the oracle. */
function expected(books: Books, supply: bigint, iso: string): FundValue {
  const curve = curveKnownAt(curves, Date.parse(iso) / 1000);
  if (!curve) throw new Error('a curve');
  return valueFund(
    {
      statedOn: books.statedOn,
      positions: books.positions.map((p) => ({ cusip: p.cusip, faceCents: BigInt(p.faceCents) })),
      cashCents: BigInt(books.cashCents),
      liabilitiesCents: BigInt(books.liabilitiesCents),
      feeBpsPerYear: BigInt(books.feeBpsPerYear),
      feeAccruedSince: books.feeAccruedSince,
      seedShares: BigInt(books.seedShares),
    },
    securities,
    curve,
    supply,
  );
}

describe('publishing a fund on real data', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    oracle = await world.oracle();
  });
  afterAll(() => world.end());

  const decisions = async (feed: string) =>
    (
      await world.db.query<{ action: string; code: string; round: string }>(
        'SELECT action, code, round FROM oracle.decision WHERE feed = $1 ORDER BY first_at, id',
        [Buffer.from(feed.slice(2), 'hex')],
      )
    ).rows;

  it('gives it one NAV round and one reserve round, exactly as core computes them', async () => {
    await oracle.beat();
    const value = expected(world.custodian.books(fund), 0n, '2026-04-15T20:30:00Z');
    expect(await world.chain.latest(fund.nav)).toEqual({
      answer: value.navPerShareUsd6,
      valuationTime: newYorkTime('2026-04-15', 16),
      round: 1,
    });
    expect(await world.chain.latest(fund.reserve)).toMatchObject({
      answer: value.totalAssetsUsd6,
      round: 1,
    });
    expect(await decisions(fund.nav)).toEqual([{ action: 'publish', code: 'FIRST', round: '1' }]);
  });

  it('publishes nothing while the inputs are unchanged, and says so once', async () => {
    for (const minute of [35, 36, 37]) {
      await world.chain.travelTo(`2026-04-15T20:${minute}:00Z`);
      await oracle.beat();
      // The same words within seconds are not written down again.
      await oracle.beat();
    }
    expect((await world.chain.rounds(fund.nav)).accepted).toHaveLength(1);
    expect((await decisions(fund.nav)).at(-1)).toEqual({
      action: 'hold',
      code: 'UNCHANGED',
      round: '2',
    });
    const { rows } = await world.db.query(
      `SELECT count(*)::int AS n FROM oracle.decision WHERE code = 'UNCHANGED' AND times = 3`,
    );
    // One row each for the NAV and the reserve, however often it was asked.
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('a mint at NAV leaves the NAV alone and moves the reserve', async () => {
    const { navPerShareUsd6: nav } = expected(
      world.custodian.books(fund),
      0n,
      '2026-04-15T20:30:00Z',
    );
    const cents = 250_000_000n;
    const shares = (cents * 10_000n * 1_000_000n) / nav;
    // A reserve of the same second as the last one would have to wait.
    await world.chain.travelTo('2026-04-15T20:45:00Z');
    await world.chain.mint(fund, shares);
    world.custodian.change(fund, { cashCents: (125_000_000n + cents).toString() });
    await oracle.beat();
    expect(await world.chain.latest(fund.nav)).toMatchObject({ answer: nav, round: 1 });
    const value = expected(world.custodian.books(fund), shares, '2026-04-15T20:30:00Z');
    expect(value.navPerShareUsd6).toBe(nav);
    expect(await world.chain.latest(fund.reserve)).toMatchObject({
      answer: value.totalAssetsUsd6,
      round: 2,
    });
  });

  it("publishes the next business day's NAV and tells every number's origin", async () => {
    await world.chain.travelTo('2026-04-16T20:30:00Z');
    await oracle.beat();
    const last = await world.chain.latest(fund.nav);
    expect(last).toMatchObject({ round: 2, valuationTime: newYorkTime('2026-04-16', 16) });
    await oracle.app.listen(0, '127.0.0.1');
    const base = await oracle.app.getUrl();
    const why = await fetch(`${base}/feeds/${fund.nav}/rounds/2/why`).then((r) => r.json());
    expect(why).toMatchObject({
      decisions: [
        { action: 'hold', code: 'UNCHANGED', times: 3 },
        { action: 'hold', code: 'UNCHANGED', times: 1 },
        { action: 'publish', code: 'HEARTBEAT', times: 1 },
      ],
      reports: [
        { state: 'accepted', answer: last.answer.toString(), transaction: { state: 'confirmed' } },
      ],
    });
    const { valuations } = why as {
      valuations: { lines: string[]; documents: { source: string }[] }[];
    };
    expect(valuations.at(-1)?.lines.at(-1)).toContain('NAV per share');
    expect(valuations.at(-1)?.documents.map((d) => d.source)).toEqual(
      expect.arrayContaining(['file:cmt_6tenor_2025-07-15_2026-08-19.csv']),
    );
    const health = await fetch(`${base}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      state: 'ready',
      leader: true,
      feeds: [{ status: 'OK' }, { status: 'OK' }],
    });
    expect((await fetch(`${base}/feeds/${fund.nav}/rounds/99/why`)).status).toBe(404);
  });

  it('parks a NAV beyond the breaker and keeps the old answer until two people approve', async () => {
    await world.chain.travelTo('2026-04-17T20:30:00Z');
    const before = await world.chain.latest(fund.nav);
    world.custodian.change(fund, { liabilitiesCents: '103250000' });
    await oracle.beat();
    await oracle.beat();
    expect(await world.chain.latest(fund.nav)).toEqual(before);
    expect((await world.chain.rounds(fund.nav)).parked).toHaveLength(1);
    expect((await decisions(fund.nav)).at(-1)).toEqual({
      action: 'hold',
      code: 'PARKED',
      round: '3',
    });
    await world.chain.approve(fund.nav, 6);
    await world.chain.approve(fund.nav, 7);
    expect((await world.chain.latest(fund.nav)).round).toBe(3);
    await oracle.beat();
    expect((await decisions(fund.nav)).at(-1)).toEqual({
      action: 'hold',
      code: 'UNCHANGED',
      round: '4',
    });
    const { rows } = await world.db.query(
      'SELECT state FROM oracle.round WHERE feed = $1 AND round = 3',
      [Buffer.from(fund.nav.slice(2), 'hex')],
    );
    expect(rows).toEqual([{ state: 'accepted' }]);
  });

  it('does not park a rejected value again', async () => {
    await world.chain.travelTo('2026-04-20T20:30:00Z');
    world.custodian.change(fund, { liabilitiesCents: '3250000' });
    await oracle.beat();
    await world.chain.reject(fund.nav);
    await oracle.beat();
    await oracle.beat();
    expect((await world.chain.rounds(fund.nav)).parked).toHaveLength(2);
    expect((await decisions(fund.nav)).at(-1)).toEqual({
      action: 'hold',
      code: 'REJECTED',
      round: '4',
    });
  });

  it('keeps publishing past a maturity on the same statement, and tells what was received', async () => {
    const other = await world.fund({ maxDeviationBps: 0n });
    const books = world.custodian.books(other);
    let nav = 0n;
    // The bill 912797TD9 matures on the 18th; the next two curves are of Monday and Tuesday.
    for (const day of ['2026-06-17', '2026-06-18', '2026-06-22', '2026-06-23']) {
      await world.chain.travelTo(`${day}T20:30:00Z`);
      await oracle.beat();
      const value = expected(books, 0n, `${day}T20:30:00Z`);
      expect(value.receiptsUsd6).toBe(day < '2026-06-18' ? 0n : 2_500_000_000_000n);
      expect(await world.chain.latest(other.nav)).toMatchObject({
        answer: value.navPerShareUsd6,
        valuationTime: newYorkTime(day, 16),
      });
      expect(await world.chain.latest(other.reserve)).toMatchObject({
        answer: value.totalAssetsUsd6,
      });
      // Five days of interest at most: nothing near the 18 % of the fund that matured.
      if (nav > 0n) expect(deviationBps(nav, value.navPerShareUsd6)).toBeLessThanOrEqual(10n);
      nav = value.navPerShareUsd6;
    }
    const base = await oracle.app.getUrl();
    const { round } = await world.chain.latest(other.nav);
    const why = (await fetch(`${base}/feeds/${other.nav}/rounds/${round}/why`).then((r) =>
      r.json(),
    )) as { valuations: { inputs: object; lines: string[] }[] };
    expect(why.valuations.at(-1)?.inputs).toMatchObject({ statedOn: '2026-04-15' });
    expect(why.valuations.at(-1)?.lines).toContain(
      '912797TD9 principal received on 2026-06-18: 2500000.000000',
    );
  });
});
