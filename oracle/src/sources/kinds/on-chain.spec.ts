import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestAsset } from '../../testing/chain.js';
import { DATA_DIR, World } from '../../testing/world.js';
import { codeOf, contextAt } from '../testing/context.js';
import { chain } from './chain.js';
import { propertyValuation } from './property-valuation.js';
import { treasuryCurve } from './treasury-curve.js';
import { treasuryPortfolio } from './treasury-portfolio.js';

const NOBODY = '0x000000000000000000000000000000000000dEaD';

/** 9415-9417 Ravenswood, Detroit: the appraisal is what it was bought for, rent as its page states it. */
const STATEMENT = {
  propertyId: '9415-9417-ravenswood',
  currency: 'USD',
  appraisal: {
    valueCents: '6500000',
    date: '2026-02-01',
    appraiser: 'Great Lakes Appraisal Co.',
    reportSha256: 'ef'.repeat(32),
  },
  cashCents: '250000',
  debtCents: '1000000',
  payablesCents: '50000',
  rentRoll: [
    { unit: '9415', monthlyRentCents: '85000', occupied: true },
    { unit: '9417', monthlyRentCents: '85000', occupied: false },
  ],
};
type Statement = typeof STATEMENT;

describe('sources that look at the chain', () => {
  let world: World;
  let asset: TestAsset;
  let folder: string;
  let now: number;

  beforeAll(async () => {
    world = await World.begin();
    asset = await world.fund();
    await world.chain.mint(asset, 1_000_000_000n);
    const oracle = await world.oracle();
    await oracle.beat();
    folder = mkdtempSync(join(tmpdir(), 'property-'));
    now = (await world.chain.rpc.block('latest')).timestamp;
  }, 60_000);
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });
  const context = (at = now) => contextAt(at, { rpc: world.chain.rpc });

  describe('chain', () => {
    const look = (options: object, at?: number) => chain.prepare(options)(context(at));
    const feed = (change: object = {}) => ({
      read: 'feed',
      feed: asset.nav,
      unit: 'USD',
      maxAge: 86_400,
      min: '1',
      max: '10000000',
      ...change,
    });

    it('tells a supply and a balance', async () => {
      const supply = await look({ read: 'supply', token: asset.token, scale: 6 });
      expect(supply.figures['value']).toMatchObject({ value: 1_000_000_000n, scale: 6 });
      const balance = { read: 'balance', token: asset.token, account: NOBODY, scale: 6 };
      expect((await look(balance)).figures['value']).toMatchObject({ value: 0n });
    });

    it('tells any feed’s answer with its decimals and its own time', async () => {
      const { answer, valuationTime } = await world.chain.latest(asset.nav);
      const { figures } = await look(feed());
      expect(figures['value']).toEqual({ value: answer, scale: 6, unit: 'USD', at: valuationTime });
    });

    it.each<[string, () => object, number, string]>([
      ['that was not updated for too long', () => feed({ maxAge: 60 }), 120, 'STALE'],
      ['below its bounds', () => feed({ min: '9999999' }), 0, 'OUT_OF_BOUNDS'],
      ['above its bounds', () => feed({ max: '2' }), 0, 'OUT_OF_BOUNDS'],
      ['that is no contract', () => feed({ feed: NOBODY }), 0, 'CHAIN_UNREADABLE'],
      ['that is a token', () => feed({ feed: asset.token }), 0, 'CHAIN_UNREADABLE'],
    ])('refuses a feed %s', async (_what, options, later, code) => {
      expect(await codeOf(look(options(), now + later))).toBe(code);
    });

    it('refuses a feed without a round', async () => {
      const { nav } = await world.chain.deployAsset();
      expect(await codeOf(look(feed({ feed: nav })))).toBe('FEED_EMPTY');
    });
  });

  describe('property-valuation', () => {
    const look = (statement: object | string, change: object = {}, at?: number) => {
      const text = typeof statement === 'string' ? statement : JSON.stringify(statement);
      writeFileSync(join(folder, 'statement.json'), text);
      const from = { folder, suffix: '.json' };
      const options = { from, token: asset.token, tokenDecimals: 6, ...change };
      return propertyValuation.prepare(options)(context(at));
    };
    const stated = (change: Partial<Statement>) => ({ ...STATEMENT, ...change });
    const appraised = (change: Partial<Statement['appraisal']>) =>
      stated({ appraisal: { ...STATEMENT.appraisal, ...change } });

    it('is appraisal and cash less debt and payables, per token, of the appraisal’s day', async () => {
      const { figures, lines, warnings } = await look(STATEMENT);
      const at = Date.parse('2026-02-01T21:00:00Z') / 1000;
      expect(figures).toEqual({
        nav: { value: 57_000_000n, scale: 6, unit: 'USD', at },
        reserve: { value: 57_000_000_000n, scale: 6, unit: 'USD', at },
      });
      expect(lines.at(-1)).toBe('/ 1000.000000 tokens = 57.000000 USD each, half-up');
      expect(warnings).toEqual(['1 of 2 units are vacant.']);
    });

    it.each<[string, object | string, string]>([
      ['owes more than it owns', stated({ debtCents: '900000000' }), 'PROPERTY_INSOLVENT'],
      ['was appraised tomorrow', appraised({ date: '2026-04-17' }), 'FROM_THE_FUTURE'],
      ['was appraised too long ago', appraised({ date: '2024-12-01' }), 'STALE'],
      [
        'was appraised on a day that is none',
        appraised({ date: '2026-02-29' }),
        'STATEMENT_SCHEMA',
      ],
      ['is in another currency', stated({ currency: 'EUR' }), 'STATEMENT_SCHEMA'],
      ['has a negative debt', stated({ debtCents: '-1' }), 'STATEMENT_SCHEMA'],
      ['is cut off', JSON.stringify(STATEMENT).slice(0, -5), 'SOURCE_MALFORMED'],
    ])('is refused where the property %s', async (_what, statement, code) => {
      expect(await codeOf(look(statement))).toBe(code);
    });

    it('has no NAV per token without tokens', async () => {
      const { token } = await world.chain.deployAsset();
      expect(await codeOf(look(STATEMENT, { token }))).toBe('NO_SUPPLY');
    });

    it('wonders at a rent that looks yearly', async () => {
      const rentRoll = [{ unit: '9415', monthlyRentCents: '1020000', occupied: true }];
      expect((await look(stated({ rentRoll }))).warnings).toEqual([
        'The rent is 18830 bps of the appraisal a year: is it monthly?',
      ]);
    });
  });

  describe('the Treasury', () => {
    const treasuries = join(DATA_DIR, 'treasuries');

    it('gives each tenor of the newest curve that is known', async () => {
      const { figures } = await treasuryCurve.prepare({ folder: treasuries })(context());
      expect(Object.keys(figures)).toEqual(['3 Mo', '1 Yr', '2 Yr', '5 Yr', '10 Yr', '30 Yr']);
      expect(figures['10 Yr']).toMatchObject({ scale: 9, unit: 'yield' });
    });

    it('gives nothing from a curve that is too old', async () => {
      const late = Date.parse('2026-09-30T12:00:00Z') / 1000;
      const look = treasuryCurve.prepare({ folder: treasuries });
      expect(await codeOf(look(context(late)))).toBe('STALE');
    });

    it('values a fund as its feed says', async () => {
      const look = treasuryPortfolio.prepare({
        assetId: asset.assetId,
        token: asset.token,
        statementUrl: `${world.custodian.url}/api/v1/public/assets/${asset.assetId}/statement`,
        folder: treasuries,
      });
      const { figures } = await look(context());
      const { answer, valuationTime } = await world.chain.latest(asset.nav);
      expect(figures['nav']).toEqual({ value: answer, scale: 6, unit: 'USD', at: valuationTime });
    });
  });
});
