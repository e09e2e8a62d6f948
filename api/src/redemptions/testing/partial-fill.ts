import { expect, it } from '@jest/globals';
import { divideEpoch, paymentFor, sharesWithin } from '@cadastre/core';
import type { OrderAnswer, StrikeView } from '../redemption.schema.js';
import { RedemptionTreasury } from '../treasury.service.js';
import type { QueueWorld } from './queue-world.js';

const SIX = { shareDecimals: 6, assetDecimals: 6 };
const NAV = 101_000_007n;
const [ANNA, BERT] = [1_000_000_007n, 500_000_000n];

/** An epoch whose money is short, in a queue that has settled others before. */
export function tellPartialFill(name: () => QueueWorld): void {
  let fill = 0n;
  let kept: bigint[] = [];
  let amount = 0n;

  const feed = () => name().fund.token.navFeed ?? '';
  const totals = () => name().contract().totals();
  const newest = async (who: 'anna' | 'bert') =>
    (await name().redemptions(name()[who].persona))
      .filter(({ lane }) => lane === 'queue')
      .slice(-2)
      .map(({ epoch, state, shares, deferredShares, carriedShares }) => [
        ...[epoch, state, shares, deferredShares, carriedShares],
      ]);
  const refusal = async (query: string, status: number) =>
    (await name().fund.issuer.http.get(`${name().at}/strike${query}`).expect(status)).body
      .code as string;

  it('shows to the unit who is paid and who waits before an epoch is filled in part', async () => {
    const world = name();
    await world.does(world.anna, { action: 'request', shares: ANNA });
    await world.does(world.bert, { action: 'request', shares: BERT });
    await world.passTo((await world.view()).nextDealing.cutOff);
    expect((await world.order('close')).state).toBe('settled');
    expect(await refusal('?fill=buffer', 422)).toBe('price_before_cut_off');
    await world.fund.publish(feed(), NAV);

    const { buffer } = await totals();
    const price = { value: NAV, decimals: 6 };
    fill = sharesWithin(buffer, price, SIX);
    const split = divideEpoch([ANNA, BERT], fill);
    kept = split.kept;
    amount = paymentFor(split.filled, price, SIX);
    expect(await refusal('', 422)).toBe('buffer_too_small');
    expect(await refusal(`?fill=${ANNA + BERT}`, 422)).toBe('invalid_fill');
    expect(await refusal('?fill=1', 422)).toBe('nothing_filled');
    expect(await refusal(`?fill=${fill + 1_000_000n}`, 422)).toBe('buffer_too_small');
    for (const nothing of ['0', '-1', '1.5', 'all']) await refusal(`?fill=${nothing}`, 400);
    const path = `${world.at}/strike?fill=buffer`;
    const { body } = await world.fund.officer.http.get(path).expect(200);
    const preview = body as StrikeView;
    expect(preview).toMatchObject({
      epoch: 2,
      fill: fill.toString(),
      shares: split.filled.toString(),
      deferredShares: (ANNA + BERT - split.filled).toString(),
      amount: amount.toString(),
      buffer: buffer.toString(),
      requests: 2,
    });
    expect(preview.parts.map((part) => [part.shares, part.deferredShares])).toEqual(
      kept.map((part, i) => [part.toString(), split.deferred[i]?.toString()]),
    );
    // To the unit what `claim` pays below.
    expect(preview.parts.map((part) => part.amount)).toEqual(
      kept.map((part) => ((amount * part) / split.filled).toString()),
    );
    expect(preview.parts[0]?.investorReference).toMatch(/^INV-/);
  });

  it('fills it once: a strike that stops half-way is taken up where it stopped', async () => {
    const world = name();
    // The NAV is another one when only the settlement is left.
    const treasury = world.fund.t.get(RedemptionTreasury);
    const look = Reflect.get(treasury, 'lookAgain') as (...all: string[]) => Promise<unknown>;
    const stopped = { code: 'nav_changed', sentence: 'The NAV is another one.' };
    Reflect.set(treasury, 'lookAgain', (kind: string, id: string) =>
      kind === 'redemption.strike' ? Promise.resolve(stopped) : look.call(treasury, kind, id),
    );
    const first = await world.order('strike', { fill: 'buffer' });
    Reflect.set(treasury, 'lookAgain', look);
    expect(first).toMatchObject({ state: 'failed', failureCode: 'nav_changed' });
    const rest = [ANNA - (kept[0] ?? 0n), BERT - (kept[1] ?? 0n)].map(String);
    await world.fund.until(
      () => newest('bert'),
      ([, open]) => open?.[1] === 'requested',
    );
    expect(await newest('anna')).toEqual([
      [2, 'awaiting_strike', String(kept[0]), rest[0], '0'],
      [3, 'requested', rest[0], '0', rest[0]],
    ]);
    expect((await world.ask('strike', { fill: '1000000' }).expect(409)).body.code).toBe(
      'epoch_gated',
    );

    const { body } = await world.ask('strike', { fill: 'buffer' }).expect(202);
    const { order, approvalId } = body as OrderAnswer;
    expect(order).toMatchObject({ fill: fill.toString(), deferredShares: '0' });
    await world.fund.approve(approvalId ?? '');
    expect(await world.ended(order.id)).toMatchObject({
      state: 'settled',
      settledAmount: amount.toString(),
    });
    const { filters } = world.contract();
    const told = async (filter: Parameters<ReturnType<QueueWorld['contract']>['queryFilter']>[0]) =>
      (await world.contract().queryFilter(filter)).map(({ args }) => [...(args as unknown[])]);
    expect(await told(filters.EpochGated())).toEqual([[2n, fill, ANNA + BERT]]);
    expect((await told(filters.RequestDeferred())).map((args) => args[2])).toEqual(kept);
    const filled = (kept[0] ?? 0n) + (kept[1] ?? 0n);
    expect((await told(filters.EpochSettled())).at(-1)?.slice(2)).toEqual([filled, amount, NAV]);
    expect(await newest('bert')).toEqual([
      [2, 'claimable', String(kept[1]), rest[1], '0'],
      [3, 'requested', rest[1], '0', rest[1]],
    ]);
  });

  it('takes the gate back with its blocks, and divides the epoch again to the same unit, once', async () => {
    const { fund } = name();
    const { filters } = name().contract();
    const audited = async (action: string) =>
      (await fund.t.db.sql('SELECT id FROM api.audit_entry WHERE action = $1', [action])).length;
    const books = async () => {
      const world = name();
      const [epoch] = await fund.t.db.sql<Record<string, unknown>>(
        `SELECT fill, settled_shares, assets, price FROM api.redemption_epoch
         WHERE queue_id = $1 AND number = 2`,
        [world.queue.id],
      );
      const [anna, bert] = [await newest('anna'), await newest('bert')];
      return { epoch, anna, bert, totals: [...(await totals())].map(String), told: await told() };
    };
    const told = async () => {
      const contract = name().contract();
      const of = async (filter: Parameters<typeof contract.queryFilter>[0]) =>
        (await contract.queryFilter(filter)).map(({ args }) =>
          [...(args as unknown[])].map(String),
        );
      return [
        await of(filters.EpochGated()),
        await of(filters.RequestDeferred()),
        (await of(filters.EpochSettled())).slice(1),
      ];
    };
    const before = await books();
    const [gated] = await name().contract().queryFilter(filters.EpochGated());
    const { provider } = fund.chain;
    const head = await provider.getBlockNumber();
    await fund.chain.reorganise(head - (gated?.blockNumber ?? head) + 1);
    await fund.until(
      () => audited('redemption_queue.gate_retract'),
      (times) => times === 1,
    );
    await fund.until(
      () => newest('bert'),
      ([part]) => part?.[1] === 'claimable',
    );
    expect(await books()).toEqual(before);
    expect(await audited('redemption_queue.gate')).toBe(2);
  });

  it('pays the part, gives back the rest or fills it in part again', async () => {
    const world = name();
    const { anna, bert } = world;
    const before = await world.money.of(anna.account.address);
    await world.does(anna, { action: 'claim' });
    const filled = (kept[0] ?? 0n) + (kept[1] ?? 0n);
    const paid = (amount * (kept[0] ?? 0n)) / filled;
    expect((await world.money.of(anna.account.address)) - before).toBe(paid);
    const rest = await world.preflight(bert, { action: 'cancel' });
    expect(rest.shares).toBe((BERT - (kept[1] ?? 0n)).toString());
    await world.sign(bert, rest);
    expect((await newest('bert')).map(([, state]) => state)).toEqual(['claimable', 'returned']);

    await world.passTo((await world.view()).nextDealing.cutOff);
    expect((await world.order('close')).state).toBe('settled');
    await world.fund.publish(feed(), NAV);
    const left = ANNA - (kept[0] ?? 0n);
    await world.money.give(world.fund.chain.wallet(6).address, 20_000_000_000n);
    expect((await world.order('fund', { amount: '20000000000' })).state).toBe('settled');
    const order = await world.order('strike', { fill: '100000000' });
    expect(order).toMatchObject({ state: 'settled', epoch: 3, shares: '100000000' });
    expect(await newest('anna')).toEqual([
      [3, 'claimable', '100000000', (left - 100_000_000n).toString(), left.toString()],
      [4, 'requested', (left - 100_000_000n).toString(), '0', (left - 100_000_000n).toString()],
    ]);
    const books = await totals();
    expect(books.pending).toBe(left - 100_000_000n);
    expect(await world.money.of(world.queue.address ?? '')).toBe(books.buffer + books.owed);
  });
}
