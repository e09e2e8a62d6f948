import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock, DAY_MS } from '../../platform/clock.js';
import { reject } from '../../testing/approvals.js';
import { runJobs } from '../../testing/jobs.js';
import { TestMoney } from '../../testing/test-money.js';
import { FundWorld } from '../../tokens/testing/fund-world.js';
import type { DistributionView } from '../distribution.schema.js';
import type { ScheduleView } from './schedule.schema.js';
import { ScheduleStore } from './schedule-store.js';

describe('a schedule of distributions', () => {
  let world: FundWorld;
  let money: TestMoney;
  let documentId: string;

  beforeAll(async () => {
    world = await FundWorld.start();
    money = await TestMoney.deploy(world.chain);
    await world.deploy();
    documentId = await world.issuer.http.upload();
  }, 120_000);
  afterAll(() => world.stop());

  const day = (days = 0) =>
    new Date(world.t.get(Clock).now().getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const terms = (over: object = {}) => ({
    kind: 'rent',
    paymentToken: money.address,
    rule: { type: 'fixed', amountBaseUnits: '1000000' },
    firstDate: day(20),
    everyMonths: 1,
    recordDaysBefore: 3,
    documentId,
    ...over,
  });
  const path = () => `/assets/${world.assetId}/distribution-schedules`;
  const get = async (id: string) =>
    (await world.issuer.http.get(`/distribution-schedules/${id}`).expect(200)).body as ScheduleView;
  const ask = (id: string, change: string, more: object = {}) =>
    world.issuer.http.post(`/distribution-schedules/${id}/change`, {
      change,
      reason: 'As agreed.',
      ...more,
    });
  const sheet = (id: string, number: number, lines: object[]) =>
    world.issuer.http.put(`/distribution-schedules/${id}/occurrences/${number}/sheet`, { lines });
  const line = (kind: string, amountBaseUnits: string) => ({
    kind,
    text: `A line of ${kind}`,
    amountBaseUnits,
    documentId,
  });
  const distributions = async () =>
    (await world.issuer.http.get(`/assets/${world.assetId}/distributions`).expect(200)).body
      .items as DistributionView[];

  async function started(over: object = {}): Promise<ScheduleView> {
    const body = { terms: terms(over), reason: 'The lease says so.' };
    const asked = (await world.issuer.http.post(path(), body).expect(202)).body as ScheduleView;
    await world.approve(asked.approvalId ?? '');
    return get(asked.id);
  }

  async function changed(id: string, change: string, more: object = {}): Promise<ScheduleView> {
    const { body } = await ask(id, change, more).expect(202);
    await world.approve(body.approvalId as string);
    return get(id);
  }

  async function runCalendar(): Promise<void> {
    await runJobs(world.t, 'distributions.schedules', {});
    await runJobs(world.t, 'distributions.occurrence');
  }

  /** Lets the chain's clock come to a date, and waits until the platform knows. */
  async function travelTo(date: string): Promise<void> {
    const at = Date.parse(`${date}T12:00:00Z`) / 1000;
    await world.chain.rpc('evm_setNextBlockTimestamp', [at]);
    await world.chain.rpc('evm_mine');
    await world.reached(await world.chain.provider.getBlockNumber());
    await world.until(
      () => Promise.resolve(day()),
      (today) => today === date,
    );
  }

  it('starts when a second person agrees, and makes nothing before its day', async () => {
    const past = { terms: terms({ firstDate: day(-40) }), reason: 'Late.' };
    expect((await world.issuer.http.post(path(), past).expect(422)).body.code).toBe(
      'record_date_past',
    );
    const body = { terms: terms(), reason: 'The lease says so.' };
    const asked = (await world.issuer.http.post(path(), body).expect(202)).body as ScheduleView;
    expect(asked.state).toBe('proposed');
    expect((await ask(asked.id, 'end').expect(409)).body.code).toBe('approval_pending');
    await runCalendar();
    await world.approve(asked.approvalId ?? '');
    expect(await get(asked.id)).toMatchObject({ state: 'active', occurrences: [] });
    await runCalendar();
    expect(await distributions()).toEqual([]);
    const ended = await changed(asked.id, 'end');
    expect(ended).toMatchObject({ state: 'ended', next: null });
    expect((await ask(asked.id, 'pause').expect(409)).body.code).toBe('schedule_is_ended');
  });

  it('makes one draft on each record date, whatever is killed, and ends with its last date', async () => {
    const schedule = await started({ lastDate: day(40) });
    const first = schedule.next?.recordDate ?? '';
    expect(first < (schedule.next?.paymentDate ?? '')).toBe(true);
    await travelTo(first);
    const store = world.t.get(ScheduleStore);
    const save = store.save.bind(store);
    store.save = () => Promise.reject(new Error('killed'));
    await runCalendar();
    store.save = save;
    expect(await distributions()).toEqual([]);
    await Promise.all([
      runJobs(world.t, 'distributions.occurrence', { scheduleId: schedule.id }),
      runJobs(world.t, 'distributions.occurrence', { scheduleId: schedule.id }),
    ]);
    await runCalendar();
    const [draft, ...others] = await distributions();
    expect(others).toEqual([]);
    expect(draft).toMatchObject({
      amountBaseUnits: '1000000',
      recordDate: first,
      approvalId: null,
    });
    const after = await get(schedule.id);
    expect(after.occurrences).toMatchObject([{ number: 1, distributionId: draft?.id }]);
    expect(after).toMatchObject({ state: 'ended', next: null });
  });

  it('pays what a property’s sheet leaves, and waits for it', async () => {
    const { id, next } = await started({ rule: { type: 'income_sheet' } });
    const late = await sheet(id, 2, [line('rent', '1')]).expect(409);
    expect(late.body.code).toBe('occurrence_not_next');
    const loss = [line('rent', '500'), line('expense', '400'), line('reserve_fund', '100')];
    expect((await sheet(id, 1, loss).expect(422)).body.code).toBe('nothing_distributable');
    await travelTo(next?.recordDate ?? '');
    const before = (await distributions()).length;
    await runCalendar();
    expect(await get(id)).toMatchObject({ waitsForSheet: true, occurrences: [] });

    const lines = [
      line('rent', '2000000'),
      line('expense', '350001'),
      line('reserve_fund', '200000'),
    ];
    const { body } = await sheet(id, 1, lines).expect(200);
    expect(body).toMatchObject({ grossRent: '2000000', distributable: '1449999' });
    expect(body.lines[0].documentSha256).toMatch(/^[0-9a-f]{64}$/);
    await runCalendar();
    const [draft, ...others] = await distributions();
    expect(others).toHaveLength(before);
    expect(draft).toMatchObject({ amountBaseUnits: '1449999', kind: 'rent' });
    expect((await sheet(id, 1, lines).expect(409)).body.code).toBe('occurrence_not_next');
    await changed(id, 'end');
  });

  it('pauses, changes and goes on, each time as two decided; what was missed is not made up for', async () => {
    const { id, next } = await started();
    await changed(id, 'pause');
    const held = next?.recordDate ?? '';
    await travelTo(new Date(Date.parse(held) + DAY_MS).toISOString().slice(0, 10));
    const before = (await distributions()).length;
    await runCalendar();
    expect(await distributions()).toHaveLength(before);

    const { body } = await ask(id, 'resume').expect(202);
    await reject(world.officer, body.approvalId as string);
    expect(await get(id)).toMatchObject({ state: 'paused', approvalId: null });
    const resumed = await changed(id, 'resume');
    expect(resumed).toMatchObject({ state: 'active', next: { number: 2 } });
    await runCalendar();
    expect(await distributions()).toHaveLength(before);

    const rule = { type: 'per_token', amountBaseUnits: '20000' };
    const other = await changed(id, 'change', {
      terms: terms({ rule, everyMonths: 6, firstDate: day(30) }),
    });
    expect(other.next).toMatchObject({ number: 2, nominalDate: day(30) });
    await travelTo(other.next?.recordDate ?? '');
    await runCalendar();
    // Nothing is in issue: there is nothing to pay.
    expect(await distributions()).toHaveLength(before);
    expect((await get(id)).occurrences).toMatchObject([{ number: 2, distributionId: null }]);
  });
});
