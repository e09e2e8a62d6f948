import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestAsset } from '../testing/chain.js';
import { World, type Oracle } from '../testing/world.js';
import { readPlan } from './plan.js';

const BARS = `as_of,refiner,serial,year,gross_oz,assay,fine_oz,vault
2026-04-14,Valcambi,A1234,2021,401.250,995.8,399.565,Zurich 1
2026-04-14,Rand Refinery,77-3,2019,399.975,996.2,398.455,Zurich 1
`;
/** The real monthly gold price of April 2026 lies near it. */
const PRICES: Record<string, string> = { east: '4800.10', west: '4800.30', south: '4799.90' };

describe('an asset with a plan', () => {
  let world: World;
  let oracle: Oracle;
  let gold: TestAsset;
  let folder: string;
  let market: Server;
  let prices: Record<string, string> = PRICES;

  beforeAll(async () => {
    market = createServer((request, response) => {
      const price = prices[(request.url ?? '').slice(1)];
      response.writeHead(price ? 200 : 503, { 'content-type': 'application/json' });
      response.end(`{"price":${price}}`);
    });
    await new Promise<void>((resolve) => market.listen(0, '127.0.0.1', resolve));
    world = await World.begin();
    gold = await world.fund();
    folder = mkdtempSync(join(tmpdir(), 'plan-'));
    writeFileSync(join(folder, 'vault.csv'), BARS);
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ assets: [plan()] }));
    oracle = await world.oracle({ ORACLE_PLAN_FILE: join(folder, 'plan.json') });
  }, 60_000);
  afterAll(async () => {
    await world.end();
    market.close();
    rmSync(folder, { recursive: true });
  });

  const spot = (provider: string) => ({
    provider,
    source: {
      kind: 'http-json',
      url: `http://127.0.0.1:${(market.address() as AddressInfo).port}/${provider}`,
      value: '/price',
      unit: 'USD',
      scale: 2,
    },
  });
  const plan = () => ({
    assetId: gold.assetId,
    nav: {
      unit: 'USD',
      scale: 6,
      sources: [spot('east'), spot('west'), spot('south')],
      quorum: 2,
      maxAge: 600,
      min: '1000000000',
      max: '20000000000',
    },
    reserve: {
      unit: 'fine oz',
      scale: 6,
      sources: [
        {
          provider: 'the vault',
          figure: 'fine',
          source: { kind: 'bar-list', from: { folder: '.', suffix: '.csv' }, vaults: ['Zurich 1'] },
        },
      ],
      maxAge: 172_800,
      min: '1',
      max: '1000000000000',
    },
  });
  const status = async () => {
    const { rows } = await world.db.query<{ kind: string; status: string; status_reason: string }>(
      'SELECT kind, status, status_reason FROM oracle.feed ORDER BY kind',
    );
    return rows.map((row) => `${row.kind} ${row.status} ${row.status_reason}`);
  };

  it('is published from its sources, signed by five who asked them each', async () => {
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toMatchObject({ answer: 4_800_100_000n, round: 1 });
    expect(await world.chain.latest(gold.reserve)).toMatchObject({
      answer: 798_020_000n,
      valuationTime: Date.parse('2026-04-14T20:00:00Z') / 1000,
      round: 1,
    });
  });

  it('goes on while two of three sources answer', async () => {
    await world.chain.travelTo('2026-04-15T22:00:00Z');
    prices = { east: '4830.00', west: '4831.00' };
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toMatchObject({ answer: 4_830_000_000n, round: 2 });
    const { rows } = await world.db.query<{ warnings: string[] }>(
      'SELECT warnings FROM oracle.valuation ORDER BY created_at DESC LIMIT 1',
    );
    expect(rows[0]?.warnings).toContainEqual(expect.stringContaining('south: SOURCE_UNREACHABLE'));
  });

  it.each([
    ['one is left', { east: '4900.00' }, 'REFUSED TOO_FEW_SOURCES'],
    ['they differ too much', { east: '4900.00', west: '4400.00' }, 'REFUSED DIVERGED'],
    ['they are mis-scaled', { east: '49.00', west: '49.10' }, 'REFUSED TOO_FEW_SOURCES'],
  ])('keeps the old answer when %s, and says why', async (_what, given, reason) => {
    const before = await world.chain.latest(gold.nav);
    prices = given;
    await world.chain.rpc.call('evm_increaseTime', [60]);
    await world.chain.mine();
    await oracle.beat();
    expect(await world.chain.latest(gold.nav)).toEqual(before);
    expect((await status())[0]).toContain(reason);
  });
});

describe('a plan', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plans-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const problems = (plan: unknown) => {
    const file = join(folder, 'plan.json');
    writeFileSync(file, typeof plan === 'string' ? plan : JSON.stringify(plan));
    try {
      readPlan(file);
      return 'none';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const feed = (source: object) => ({
    unit: 'USD',
    scale: 6,
    sources: [{ provider: 'a', source }],
    maxAge: 60,
    min: '1',
    max: '2',
  });
  const curve = { kind: 'treasury-curve', folder: '.' };
  const assetId = '019d93a4-5d0e-7b3a-9d0c-0f6f2f7a1b11';

  it('tells every problem at once', () => {
    const text = problems({
      assets: [{ assetId, nav: feed({ kind: 'gold' }), reserve: feed({ kind: 'manual' }) }],
    });
    expect(text).toContain('assets.0.nav.sources.0: There is no source of kind gold');
    expect(text).toContain('assets.0.reserve.sources.0: manual: ');
  });

  it.each([
    ['{"assets":', 'cannot be read as JSON'],
    [{ assets: [{ assetId }] }, 'assets.0.nav: '],
    [
      { assets: [{ assetId, nav: { ...feed(curve), min: 1 }, reserve: feed(curve) }] },
      'assets.0.nav.min: ',
    ],
    [
      { assets: Array(2).fill({ assetId, nav: feed(curve), reserve: feed(curve) }) },
      'is planned twice',
    ],
  ])('is refused where it is %j', (plan, problem) => {
    expect(problems(plan)).toContain(problem);
  });
});
