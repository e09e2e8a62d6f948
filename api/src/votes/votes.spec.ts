import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssetToken__factory, Ballot__factory } from '@cadastre/contracts';
import { tally } from '@cadastre/core';
import { Clock, DAY_MS, HOUR_MS } from '../platform/clock.js';
import type { Page } from '../platform/page.js';
import { notApproved } from '../testing/approvals.js';
import { runJobs } from '../testing/jobs.js';
import { FundWorld, type Holder, RULES } from '../tokens/testing/fund-world.js';
import type { CastView, PublicVote, VoteOrderView, VoteView, VotingRight } from './vote.schema.js';

/** One fund, told in order. CONFIRMATIONS is 1: what is undone was final already, the worst that can happen. */
describe('a vote', () => {
  let world: FundWorld;
  let anna: Holder, ben: Holder, carol: Holder, dave: Holder;
  let documentId: string;
  let vote: VoteView;

  beforeAll(async () => {
    world = await FundWorld.start();
    await world.deploy({ ...RULES, maxHolders: 10 });
    await world.publish(world.token.navFeed ?? '', 100_000_000n);
    [anna, ben, carol, dave] = [
      await world.holder(20),
      await world.holder(21),
      await world.holder(22),
      await world.holder(23),
    ];
    for (const [i, holder] of [anna, ben, carol].entries()) {
      await world.mint(holder, 10_001n * BigInt(3 - i));
    }
    documentId = await world.issuer.http.upload();
  }, 120_000);
  afterAll(() => world.stop());

  const now = () => world.t.get(Clock).now().getTime();
  const at = (ms: number) => new Date(Math.floor((now() + ms) / 1000) * 1000).toISOString();
  const motion = (over: object = {}) => ({
    title: 'Extend the fund',
    documentId,
    recordDate: at(0).slice(0, 10),
    opensAt: at(HOUR_MS),
    closesAt: at(HOUR_MS + 2 * DAY_MS),
    quorumBps: 5_000,
    majorityBps: 5_000,
    ...over,
  });
  const path = () => `/assets/${world.assetId}/votes`;
  const create = (over: object = {}) => world.issuer.http.post(path(), motion(over));
  const get = async (id: string) =>
    (await world.issuer.http.get(`/votes/${id}`).expect(200)).body as VoteView;
  const until = (id: string, state: string) =>
    world.until(
      () => get(id),
      (one) => one.state === state,
    );
  const act = (id: string, verb: string) => world.issuer.http.post(`/votes/${id}/${verb}`);
  const published = async (id: string) =>
    (await world.t.anonymous.get(`/public/votes/${id}`).expect(200)).body as PublicVote;
  const order = async (who: Holder, choice: string, id = vote.id) =>
    (
      await who.persona.http
        .post(`/votes/${id}/orders`, { walletId: who.walletId, choice })
        .expect(200)
    ).body as VoteOrderView;
  const codes = ({ obstacles }: VoteOrderView) => obstacles.map(({ code }) => code);
  const casts = async (id = vote.id) =>
    (await world.issuer.http.get(`/votes/${id}/casts`).expect(200)).body.items as CastView[];
  const rights = async (who: Holder) =>
    ((await who.persona.http.get('/voting-rights').expect(200)).body as Page<VotingRight>).items;
  const told = async (action: string) => {
    const { body } = await world.issuer.http.get(`/votes/${vote.id}/notices`).expect(200);
    return (body.items as { action: string }[]).filter((one) => one.action === action);
  };

  async function cast(who: Holder, choice: string): Promise<void> {
    const { transaction } = await order(who, choice);
    const sent = await who.account.sendTransaction(transaction ?? {});
    await world.reached((await sent.wait())?.blockNumber ?? 0);
  }

  /** Lets the chain's time pass, and the domain's with it. */
  async function pass(until: string): Promise<void> {
    await world.chain.rpc('evm_setNextBlockTimestamp', [Date.parse(until) / 1000]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
  }

  async function recorded(over: object = {}): Promise<VoteView> {
    const { body } = await create(over).expect(201);
    const one = await until(body.id as string, 'recorded');
    await world.launched();
    return one;
  }

  async function opened(): Promise<VoteView> {
    const { id } = await recorded();
    const { body } = await act(id, 'submit').expect(202);
    await world.approve(body.approvalId as string);
    return until(id, 'voting');
  }

  it.each([
    [
      'a record date that has passed',
      () => ({ recordDate: at(-DAY_MS).slice(0, 10) }),
      'record_date_past',
    ],
    [
      'a record date after the opening',
      () => ({ recordDate: at(3 * DAY_MS).slice(0, 10) }),
      'record_date_too_late',
    ],
    ['voting that would be open already', () => ({ opensAt: at(-HOUR_MS) }), 'opens_in_the_past'],
    ['less than a day of voting', () => ({ closesAt: at(2 * HOUR_MS) }), 'voting_too_short'],
  ])('refuses %s', async (_, over, code) => {
    expect((await create(over()).expect(422)).body.code).toBe(code);
  });

  it('is put to the holders of record exactly as a second person has seen it', async () => {
    const { id } = await recorded();
    expect((await act(id, 'withdraw').send({ reason: 'x' }).expect(409)).body.code).toBe(
      'vote_not_open',
    );
    const { body } = await act(id, 'submit').expect(202);
    const approvalId = body.approvalId as string;
    expect((await act(id, 'submit').expect(409)).body.code).toBe('approval_pending');
    const supply = await token().totalSupply();
    expect(body.vote).toMatchObject({ eligibleBaseUnits: supply.toString(), holders: 3 });

    await world.t.db.sql(`UPDATE api.vote SET majority_bps = 9000 WHERE id = $1`, [id]);
    expect(await notApproved(world.officer, approvalId)).toEqual([409, 'motion_changed']);
    await world.t.db.sql(`UPDATE api.vote SET majority_bps = 5000 WHERE id = $1`, [id]);

    await world.approve(approvalId);
    vote = await until(id, 'voting');
    expect((await act(id, 'cancel').send({ reason: 'x' }).expect(409)).body.code).toBe(
      'vote_is_voting',
    );
    const onChain = await ballot().motionOf(vote.chainNumber ?? 0);
    expect([onChain.eligible, onChain.subject, onChain.quorumBps]).toEqual([
      supply,
      vote.subject,
      5_000n,
    ]);
  });

  it('tells every holder of record once, with proof, and what their vote weighs', async () => {
    await world.until(
      () => told('vote.tell_opening'),
      (found) => found.length === 3,
    );
    const [item] = await rights(anna);
    expect(item).toMatchObject({
      voteId: vote.id,
      choice: null,
      weight: (await token().balanceOf(anna.account.address)).toString(),
    });
    expect(await rights(dave)).toEqual([]);
    const inbox = (await anna.persona.http.get('/notices').expect(200)).body.items as {
      id: string;
      action: string;
    }[];
    const notice = inbox.find(({ action }) => action === 'vote.tell_opening');
    await anna.persona.http.post(`/notices/${notice?.id ?? ''}/read`).expect(204);
    expect(
      (await told('vote.tell_opening')).filter((one) => 'readAt' in one && one.readAt),
    ).toHaveLength(1);
  });

  it('is cast by what was held at the record date, within its time, once', async () => {
    const early = await order(anna, 'for');
    expect([early.allowed, early.transaction, ...codes(early)]).toEqual([
      false,
      null,
      'voting_not_open',
    ]);
    const all = await token().balanceOf(anna.account.address);
    const moved = await token().connect(anna.account).transfer(dave.account.address, all);
    await world.reached((await moved.wait())?.blockNumber ?? 0);
    await pass(vote.opensAt);

    const bought = await order(dave, 'for');
    expect(codes(bought)).toEqual(['no_weight']);
    expect(bought.obstacles[0]?.cure).toMatch(/wallet that held then/);
    expect(await order(anna, 'for')).toMatchObject({ allowed: true, weight: all.toString() });
    await anna.persona.http
      .post(`/votes/${vote.id}/orders`, { walletId: ben.walletId, choice: 'for' })
      .expect(404);

    const signed = (await order(anna, 'for')).transaction ?? {};
    await cast(anna, 'for');
    expect(codes(await order(anna, 'against'))).toEqual(['already_voted']);
    await expect(anna.account.sendTransaction(signed)).rejects.toThrow();
    await cast(ben, 'against');
    expect((await casts()).map(({ choice }) => choice).sort()).toEqual(['against', 'for']);
    expect((await rights(anna))[0]?.choice).toBe('for');
  });

  it('publishes the count that the contract has, which is the count of the ledger', async () => {
    const { tally: shown } = await published(vote.id);
    const all = (await casts()).map(({ choice, weight }) => ({ choice, weight: BigInt(weight) }));
    const counted = tally(
      { eligible: BigInt(shown.eligible), quorumBps: 5_000, majorityBps: 5_000 },
      all,
    );
    expect(shown).toMatchObject({
      votesFor: counted.votesFor.toString(),
      votesAgainst: counted.votesAgainst.toString(),
      abstentions: '0',
      closed: false,
      agrees: true,
    });
    expect(BigInt(shown.votesFor) > BigInt(shown.votesAgainst)).toBe(true);
  });

  it('takes a vote back with its block', async () => {
    const snapshot = await world.chain.rpc('evm_snapshot');
    await cast(carol, 'against');
    expect(await casts()).toHaveLength(3);
    await world.chain.rpc('evm_revert', [snapshot]);
    // A longer branch than the one that is gone.
    await world.chain.rpc('anvil_mine', ['0x4']);
    await world.until(casts, (found) => found.length === 2);
    await cast(carol, 'abstain');
    expect((await published(vote.id)).tally).toMatchObject({ agrees: true });
  });

  it('ends when the chain has gone past its time, and nobody votes after it', async () => {
    await runJobs(world.t, 'votes.count', {});
    expect((await get(vote.id)).state).toBe('voting');
    await pass(vote.closesAt);
    expect(codes(await order(dave, 'for'))).toContain('voting_closed');
    await runJobs(world.t, 'votes.count', {});
    expect((await get(vote.id)).state).toBe('carried');
    expect(await ballot().outcome(vote.chainNumber ?? 0)).toEqual([true, true]);
    expect((await published(vote.id)).tally).toMatchObject({ closed: true, passed: true });
    await world.until(
      () => told('vote.tell_result'),
      (found) => found.length === 3,
    );
  });

  it('is taken back by two people before its end', async () => {
    const second = await opened();
    const { body } = await act(second.id, 'withdraw')
      .send({ reason: 'A mistake in the paper.' })
      .expect(202);
    await world.approve(body.approvalId as string);
    await until(second.id, 'withdrawn');
    expect(codes(await order(dave, 'for', second.id))).toEqual(['vote_withdrawn']);
    expect((await published(second.id)).tally).toMatchObject({ closed: true, passed: false });
  });

  it('that the chain refuses can be approved again or given up', async () => {
    const { id, opensAt } = await recorded();
    const { body } = await act(id, 'submit').expect(202);
    await world.chain.rpc('evm_setAutomine', [false]);
    await world.approve(body.approvalId as string);
    await world.until(
      () =>
        world.t.db.sql(
          `SELECT 1 FROM api.chain_command WHERE subject_id = $1 AND kind = 'vote.propose' AND state = 'sent'`,
          [id],
        ),
      (found) => found.length > 0,
    );
    await world.chain.rpc('evm_setNextBlockTimestamp', [Date.parse(opensAt) / 1000 + 60]);
    await world.chain.rpc('evm_mine');
    await world.chain.rpc('evm_setAutomine', [true]);
    const refused = await until(id, 'recorded');
    expect(refused).toMatchObject({ failureCode: 'reverted', approvalId: null });
    await act(id, 'cancel').send({ reason: 'Too late.' }).expect(200);
  });

  const token = () => AssetToken__factory.connect(world.token.address ?? '', world.chain.provider);
  const ballot = () => Ballot__factory.connect(vote.ballot ?? '', world.chain.provider);
});
