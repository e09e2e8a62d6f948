import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Leader, LostLead } from './publish/leader.js';
import { Submitter } from './publish/submitter.js';
import type { Report } from './report/report.js';
import { OwnSigner } from './signers/own-signer.js';
import { Database } from './storage/database.js';
import type { TestAsset } from './testing/chain.js';
import { World, type Oracle } from './testing/world.js';

describe('the committee', () => {
  let world: World;
  let oracle: Oracle;
  let fund: TestAsset;

  beforeAll(async () => {
    world = await World.begin();
    fund = await world.fund();
    oracle = await world.oracle();
    await oracle.beat();
  });
  afterAll(() => world.end());

  async function report(change: Partial<Report> = {}): Promise<Report> {
    const { answer, valuationTime } = await world.chain.latest(fund.nav);
    const head = await world.chain.rpc.block('latest');
    const next = { feed: fund.nav, epoch: 1, round: 2, answer, valuationTime };
    return { ...next, expiry: head.timestamp + 300, ...change };
  }
  const signer = () => oracle.app.get(OwnSigner);

  it.each([
    ['a value it does not derive itself', { answer: 9_999_999n }, 'DIVERGED'],
    ['another valuation time', { valuationTime: 1_776_200_000 }, 'DIFFERENT_TIME'],
    ['another epoch', { epoch: 2 }, 'WRONG_EPOCH'],
    ['a round that is not next', { round: 3 }, 'WRONG_ROUND'],
    ['a report that lives too long', { expiry: 4_000_000_000 }, 'WRONG_EXPIRY'],
    ['a report that has expired', { expiry: 1_776_200_000 }, 'WRONG_EXPIRY'],
  ])('has no signature for %s', async (_what, change, code) => {
    await expect(signer().sign([await report(change)])).rejects.toMatchObject({ code });
  });

  it('fetches anew for each signature', async () => {
    const before = world.custodian.asked;
    await signer().sign([await report()]);
    expect(world.custodian.asked).toBe(before + 1);
  });

  it('has one leader: another process waits and takes over when the first is gone', async () => {
    const second = await world.oracle();
    await second.beat();
    expect(second.app.get(Leader).leading).toBe(false);
    expect(oracle.app.get(Leader).leading).toBe(true);
    await oracle.stop();
    await second.beat();
    expect(second.app.get(Leader).leading).toBe(true);
    oracle = second;
  });

  it('commits nothing for a lead that is over, whatever the node still believes', async () => {
    const leader = oracle.app.get(Leader);
    const write = () => oracle.app.get(Database).transaction((sql) => leader.fence(sql));
    await write();
    await world.db.query('UPDATE oracle.leader SET epoch = epoch + 1');
    expect(leader.leading).toBe(true);
    await expect(write()).rejects.toThrow(LostLead);
    expect(await leader.lead()).toBe(false);
    expect(await leader.lead()).toBe(true);
    await write();
  });

  it('gets another leader when this one cannot do its work', async () => {
    const leader = oracle.app.get(Leader);
    const real = Date.now;
    try {
      leader.stumbled();
      expect(await leader.lead()).toBe(true);
      Date.now = () => real() + 10_001;
      expect(await leader.lead()).toBe(false);
      const second = await world.oracle();
      expect(await second.app.get(Leader).lead()).toBe(true);
      await second.stop();
      expect(await leader.lead()).toBe(false);
      Date.now = () => real() + 41_000;
      expect(await leader.lead()).toBe(true);
    } finally {
      Date.now = real;
    }
  });

  it('serves many funds under one signature set', async () => {
    const funds = [await world.fund(), await world.fund(), await world.fund()];
    await oracle.beat();
    for (const { nav, reserve } of funds) {
      expect((await world.chain.latest(nav)).round).toBe(1);
      expect((await world.chain.latest(reserve)).round).toBe(1);
    }
    const { rows } = await world.db.query(
      `SELECT count(*)::int AS rounds, report_id FROM oracle.round GROUP BY report_id ORDER BY rounds DESC LIMIT 1`,
    );
    expect(rows[0]).toMatchObject({ rounds: 6 });
  });

  it('takes a batch apart when one of its feeds refuses, and the others arrive', async () => {
    const [good, bad] = [await world.fund(), await world.fund()];
    const submitter = oracle.app.get(Submitter);
    const dryCall = submitter.dryCall.bind(submitter);
    let paused = false;
    submitter.dryCall = async (to, data) => {
      if (!paused) await world.chain.pause(bad.nav);
      paused = true;
      return dryCall(to, data);
    };
    await oracle.beat();
    for (const feed of [good.nav, good.reserve, bad.reserve]) {
      expect((await world.chain.latest(feed)).round).toBe(1);
    }
    expect((await world.chain.latest(bad.nav)).round).toBe(0);
    const { rows } = await world.db.query(
      `SELECT state_reason FROM oracle.report WHERE state IN ('proposed', 'signed', 'sent')`,
    );
    expect(rows).toEqual([{ state_reason: expect.stringContaining('FeedIsPaused') }]);
  });
});
