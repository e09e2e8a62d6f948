import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Canary } from '../canary/canary.js';
import { Counters } from '../platform/counters.js';
import { Submitter } from '../publish/submitter.js';
import type { TestAsset } from '../testing/chain.js';
import { World, type Oracle } from '../testing/world.js';
import { exact } from './family.js';
import { Metrics } from './metrics.js';

describe('GET /metrics', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    oracle = await world.oracle();
    oracle.refuseOnce('SOURCE_UNREACHABLE');
    await oracle.app.get(Metrics).timed(() => oracle.beat());
    await oracle.beat();
    await oracle.app.get(Canary).look();
    await oracle.app.listen(0, '127.0.0.1');
  }, 60_000);
  afterAll(() => world.end());

  const scrape = async (): Promise<string> => {
    const response = await fetch(`${await oracle.app.getUrl()}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    return response.text();
  };
  /** The value of the one line that has all of these parts. */
  const value = (text: string, ...parts: string[]) => {
    const lines = text.split('\n').filter((line) => parts.every((part) => line.includes(part)));
    return lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' ').at(-1));
  };

  it('tells ages as a contract sees them, in the chain’s time', async () => {
    const { valuationTime } = await world.chain.latest(fund.nav);
    await world.chain.travelTo('2026-04-15T21:30:00Z');
    await oracle.beat();
    const text = await scrape();
    const [valuation] = value(text, 'feed_valuation_age_seconds{', 'kind="nav"');
    expect(Number(valuation)).toBeGreaterThanOrEqual(
      Date.parse('2026-04-15T21:30:00Z') / 1000 - valuationTime,
    );
    const [published] = value(text, 'feed_publication_age_seconds{', 'kind="nav"');
    expect(Number(published)).toBeLessThan(Number(valuation));
    expect(value(text, 'feed_chain_status{', fund.nav, 'status="OK"')).toEqual(['1']);
    expect(value(text, 'canary_agrees{', fund.nav)).toEqual(['1']);
  });

  it('tells who signed and who refused, gas, coverage and the sending key', async () => {
    const text = await scrape();
    const signed = value(text, 'signer_answers{', 'outcome="SIGNED"');
    expect(signed).toEqual(['1', '1', '1']);
    expect(value(text, 'signer_answers{', 'outcome="SOURCE_UNREACHABLE"')).toEqual(['1']);
    expect(Number(value(text, 'update_gas_per_round ')[0])).toBeGreaterThan(20_000);
    expect(value(text, 'update_rounds ')).toEqual(['2']);
    // Seed shares are backed by the portfolio to the last cent but the NAV's rounding.
    expect(Number(value(text, 'coverage_ppm{', fund.assetId)[0])).toBeGreaterThanOrEqual(1_000_000);
    const { address } = oracle.app.get(Submitter);
    const wei = await world.chain.rpc.call<string>('eth_getBalance', [address, 'latest']);
    expect(value(text, 'submitter_balance_gwei{', address)).toEqual([
      (BigInt(wei) / 1_000_000_000n).toString(),
    ]);
    expect(value(text, 'beat_seconds_count{outcome="ok"}')).toEqual(['1']);
    expect(value(text, 'oracle_leading ')).toEqual(['1']);
  });

  it('counts a source that fails, by its reason, and does not lose count', async () => {
    world.custodian.break(fund, 'down', 'text/plain', 503);
    await oracle.beat();
    await oracle.beat();
    world.custodian.repair(fund);
    const code = 'code="SOURCE_UNREACHABLE"';
    const failures = value(await scrape(), 'source_failures_total{', code, 'kind="nav"');
    expect(failures).toEqual(['2']);
    const second = await world.oracle();
    const { body } = await second.app.get(Metrics).text();
    expect(value(body, 'source_failures_total{', code, 'kind="nav"')).toEqual(failures);
    await second.stop();
  });

  it('tells a parked report and what this process counted', async () => {
    await world.chain.travelTo('2026-04-16T20:30:00Z');
    world.custodian.change(fund, { liabilitiesCents: '103250000' });
    await oracle.beat();
    await oracle.app.get(Canary).look();
    oracle.app.get(Counters).add('oracle_peer_refused_total', { reason: 'replayed' });
    const text = await scrape();
    expect(value(text, 'feed_parked_reports{', fund.nav)).toEqual(['1']);
    expect(value(text, 'peer_refused_total{', 'replayed')).toEqual(['1']);
  });

  it('exports every metric that an alert names', async () => {
    const text = await scrape();
    const exported = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name);
    const file = readFileSync(new URL('../../alerts.yml', import.meta.url), 'utf8');
    const { groups } = load(file) as { groups: { rules: { expr: string }[] }[] };
    const named = groups.flatMap(({ rules }) =>
      rules.flatMap(({ expr }) => expr.match(/cadastre_\w+/g) ?? []),
    );
    expect(named.length).toBeGreaterThan(20);
    for (const name of named) expect(exported).toContain(name.replace(/_(count|bucket|sum)$/, ''));
  });

  it('shows whole numbers exactly or not at all', () => {
    expect(exact({}, 9_007_199_254_740_991n)).toEqual([
      { labels: {}, value: 9_007_199_254_740_991 },
    ]);
    expect(exact({}, 9_007_199_254_740_993n)).toEqual([]);
    expect(exact({}, '10000000000000000000000')).toEqual([]);
  });
});
