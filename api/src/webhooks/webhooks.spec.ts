import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { writeDeployment } from '../testing/deployment.js';
import { runJobs } from '../testing/jobs.js';
import { RowPlanter } from '../testing/rows.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { until } from '../testing/until.js';
import { answer, isSignedBy, Receiver } from './testing/receiver.js';
import { Sender } from './testing/sender.js';
import { tell } from './testing/told.js';
import { WebhookJobs } from './webhook.jobs.js';
import type { ReplayView, WebhookSecretView, WebhookView } from './webhook.schema.js';

let t: TestApp;
let operator: Persona;
let sender: Sender;
let receiver: Receiver;
let others: Receiver;

beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
  operator = await t.signIn('operator');
  sender = new Sender(t, operator);
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.db.sql('DELETE FROM api.webhook_endpoint');
  await t.db.sql('DELETE FROM jobs.job');
  [receiver, others] = await Promise.all([Receiver.start(), Receiver.start()]);
});
afterEach(() => Promise.all([receiver.stop(), others.stop()]));

const endpoint = (body: object = {}, who = operator) => sender.endpoint(receiver.url, body, who);

describe('a webhook', () => {
  it('is told of its events in order, signed, without amounts or parties', async () => {
    const { webhook, secret } = await endpoint();
    const [first, second] = [await tell(t), await tell(t)];
    await sender.deliver();
    expect(receiver.numbers).toEqual([first, second]);
    const [one] = receiver.received;
    if (!one) throw new Error('nothing was received');
    expect(one.id).toBe(`evt_${first}`);
    expect(one.headers['cadastre-event-id']).toBe(one.id);
    expect(isSignedBy(secret, one)).toBe(true);
    expect(isSignedBy(`${secret}x`, one)).toBe(false);
    expect(isSignedBy(secret, { ...one, body: one.body.replace('final', 'pending') })).toBe(false);
    expect(one.body).not.toMatch(/5000|"(from|to|value|args)"/);
    expect((await sender.read(webhook.id)).position).toBe(second);
    await sender.deliver();
    expect(receiver.received).toHaveLength(2);
  });

  it('is sent what its filter names, and passes by the rest', async () => {
    const { webhook } = await endpoint({
      eventTypes: ['AssetToken.*.retracted', 'AssetToken.Minted.*'],
    });
    await tell(t);
    const minted = await tell(t, { event: 'Minted' });
    const retracted = await tell(t, { outcome: 'retracted' });
    const last = await tell(t);
    await sender.deliver();
    expect(receiver.numbers).toEqual([minted, retracted]);
    expect((await sender.read(webhook.id)).position).toBe(last);
  });

  it('hears of its own organisation’s events only', async () => {
    const investor = await t.signIn('investor');
    const planter = new RowPlanter(
      t.db,
      new Map([['organisation', { id: investor.organisationId }]]),
    );
    const { id } = await planter.plant('wallet');
    const own = Buffer.alloc(20, 0xab);
    await t.db.sql('UPDATE api.wallet SET address = $1 WHERE id = $2', [
      `0x${own.toString('hex')}`,
      id,
    ]);
    await endpoint({}, investor);
    await endpoint({ url: others.url }, await t.signIn('issuer'));
    await tell(t);
    const hers = await tell(t, { to: own });
    await sender.deliver();
    expect(receiver.numbers).toEqual([hers]);
    expect(others.numbers).toEqual([]);
  });

  it('is the only one at its address in its organisation, however it is written, also when two are added at once', async () => {
    const issuer = await t.signIn('issuer');
    const url = receiver.url;
    const add = (address: string) =>
      issuer.http.post('/webhooks', { url: address, eventTypes: ['*'] });
    const statuses = (await Promise.all([add(url), add(url)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 409]);
    const { body } = await add(url.replace('http:', 'HTTP:').replace('/hook', '/x/../hook')).expect(
      400,
    );
    expect(body.errors[0].pointer).toBe('/url');
    const refused = (await add(url.replace('/hook', '/x/../hook')).expect(409)).body;
    expect(refused).toMatchObject({ code: 'webhook_url_taken', errors: [{ pointer: '/url' }] });
    const other = (await add(others.url).expect(201)).body.webhook as WebhookView;
    const move = (address: string) => issuer.http.patch(`/webhooks/${other.id}`, { url: address });
    expect((await move(url).expect(409)).body.code).toBe('webhook_url_taken');
    await move(others.url).expect(200);
    await endpoint({ url });
  });

  it('that fails is tried again, later and later; nothing overtakes', async () => {
    const { webhook } = await endpoint();
    const [first, second] = [await tell(t), await tell(t)];
    receiver.answering = answer(503, 'come\u0000back');
    await sender.deliver();
    await sender.deliver();
    expect(receiver.numbers).toEqual([first]);
    await sender.wait();
    await sender.deliver();
    const failing = await sender.read(webhook.id);
    expect(failing).toMatchObject({ failures: 2, position: first - 1, state: 'active' });
    expect(Date.parse(failing.nextAttemptAt ?? '')).toBeGreaterThan(Date.now() + 4_000);
    receiver.answering = answer(200);
    await sender.wait();
    await sender.deliver();
    expect(receiver.numbers).toEqual([first, first, first, second]);
    expect(await sender.read(webhook.id)).toMatchObject({ failures: 0, failingSince: null });
    const [, delivery] = await sender.log(webhook.id);
    expect(delivery).toMatchObject({ eventId: `evt_${first}`, state: 'delivered' });
    expect(delivery?.attempts.map(({ httpStatus }) => httpStatus)).toEqual([503, 503, 200]);
    expect(delivery?.attempts[0]).toMatchObject({ failure: 'answered 503', answer: 'come back' });
  });

  it('is sent an event again, under its id, where we died before writing it down', async () => {
    const { webhook } = await endpoint();
    const number = await tell(t);
    const blocker = t.db.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE api.webhook_delivery IN ACCESS EXCLUSIVE MODE');
    const arrived = new Promise<void>((resolve) => {
      receiver.answering = (_, response) => {
        response.writeHead(204).end();
        resolve();
      };
    });
    await t.get(WebhookJobs).look();
    const dying = t
      .get(Jobs)
      .drain('webhook.deliver')
      .catch(() => undefined);
    await arrived;
    // As kill -9 looks to the database: what waits to write its record goes, and all it holds.
    await until(
      () =>
        t.db.sql(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      (gone) => gone.length > 0,
    );
    await blocker.rollbackTransaction();
    await blocker.release();
    await dying;
    expect(await sender.log(webhook.id)).toEqual([]);
    await t.db.sql('DELETE FROM jobs.job');
    await sender.deliver();
    expect(receiver.received.map(({ id }) => id)).toEqual([`evt_${number}`, `evt_${number}`]);
    expect(await sender.log(webhook.id)).toMatchObject([
      { state: 'delivered', attempts: [{ number: 1 }] },
    ]);
    await sender.deliver();
    expect(receiver.received).toHaveLength(2);
  });

  it('that takes its time holds up nobody else, and is given up after ten seconds', async () => {
    const slow = await endpoint({ url: others.url });
    others.answering = (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 500);
      response.once('close', () => clearInterval(drip));
    };
    await endpoint();
    const numbers = [await tell(t), await tell(t), await tell(t)];
    await t.get(WebhookJobs).look();
    let over = false;
    const lanes = [1, 2].map(() => t.get(Jobs).drain('webhook.deliver'));
    const both = Promise.all(lanes).then(() => (over = true));
    await until(
      () => Promise.resolve(receiver.received.length),
      (count) => count === 3,
    );
    expect(over).toBe(false);
    expect(receiver.numbers).toEqual(numbers);
    await both;
    const [first] = await sender.log(slow.webhook.id);
    expect(first?.attempts[0]?.failure).toBe('no whole answer within 10 s');
  }, 30_000);

  it('that answers 410 is disabled at once, and goes on where it stopped or from now', async () => {
    const { webhook } = await endpoint();
    const first = await tell(t);
    receiver.answering = answer(410);
    await sender.deliver();
    expect(await sender.read(webhook.id)).toMatchObject({
      state: 'disabled',
      disabledBecause: 'gone',
    });
    const inbox = await operator.http.get('/notices').expect(200);
    expect(inbox.body.items[0]).toMatchObject({
      action: 'webhook.disabled',
      subject: { id: webhook.id },
    });
    receiver.answering = answer(204);
    await sender.deliver();
    expect(receiver.numbers).toEqual([first]);
    await operator.http.post(`/webhooks/${webhook.id}/enable`, { from: 'where_it_stopped' });
    await sender.deliver();
    expect(receiver.numbers).toEqual([first, first]);
    await operator.http.post(`/webhooks/${webhook.id}/disable`).expect(200);
    await tell(t);
    await sender.deliver();
    await operator.http.post(`/webhooks/${webhook.id}/enable`, { from: 'now' }).expect(200);
    const later = await tell(t);
    await sender.deliver();
    expect(receiver.numbers).toEqual([first, first, later]);
  });

  it('that failed for three days is disabled', async () => {
    const { webhook } = await endpoint();
    await tell(t);
    receiver.answering = answer(500);
    await sender.deliver();
    await t.db.sql(
      `UPDATE api.webhook_endpoint SET next_attempt_at = failing_since, failing_since = now() - interval '71 h'`,
    );
    await sender.deliver();
    expect((await sender.read(webhook.id)).state).toBe('active');
    await t.db.sql(
      `UPDATE api.webhook_endpoint SET next_attempt_at = failing_since, failing_since = now() - interval '72 h'`,
    );
    await sender.deliver();
    expect(await sender.read(webhook.id)).toMatchObject({
      state: 'disabled',
      disabledBecause: 'failing',
    });
  });

  it('has two secrets for a day after a rotation', async () => {
    const { webhook, secret } = await endpoint();
    const rotated = (await operator.http.post(`/webhooks/${webhook.id}/secret`).expect(200))
      .body as WebhookSecretView;
    expect(rotated.secret).not.toBe(secret);
    await tell(t);
    await sender.deliver();
    await t.db.sql(`UPDATE api.webhook_endpoint SET previous_secret_until = now()`);
    await tell(t);
    await sender.deliver();
    const signers = receiver.received.map((one) =>
      [secret, rotated.secret].map((given) => isSignedBy(given, one)),
    );
    expect(signers).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it('shows its secret once', async () => {
    const { webhook, secret } = await endpoint();
    const answers = [
      await operator.http.get(`/webhooks/${webhook.id}`),
      await operator.http.get('/webhooks'),
      await operator.http.get('/audit?action=webhook.create'),
    ];
    for (const { text } of answers) expect(text).not.toContain(secret);
    const rows = await t.db.sql('SELECT * FROM api.webhook_endpoint');
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it.each([
    ['no URL', { url: 'https://' }],
    ['another protocol', { url: 'ftp://example.org/x' }],
    ['credentials', { url: 'https://me:secret@example.org/' }],
    ['a fragment', { url: 'https://example.org/#here' }],
    ['an unknown contract', { eventTypes: ['Nothing.Transfer.final'] }],
    ['no event', { eventTypes: [] }],
  ])('is refused with %s', async (_, wrong) => {
    const given = { url: receiver.url, eventTypes: ['*'], ...wrong };
    const { body } = await operator.http.post('/webhooks', given).expect(400);
    expect(body.code).toBe('invalid_body');
  });
});

describe('a replay', () => {
  const replay = async (id: string, body: object) =>
    (await operator.http.post(`/webhooks/${id}/replays`, body).expect(202)).body as ReplayView;

  it('sends one delivery or a range again, under the same ids, in order', async () => {
    const { webhook } = await endpoint();
    const numbers = [await tell(t), await tell(t), await tell(t)];
    await sender.deliver();
    const [newest] = await sender.log(webhook.id);
    await replay(webhook.id, { deliveryId: newest?.id });
    const { replayId } = await replay(webhook.id, { from: numbers[0], until: numbers[1] });
    await runJobs(t, 'webhook.replay');
    expect(receiver.numbers).toEqual([...numbers, numbers[2], numbers[0], numbers[1]]);
    const again = (await sender.log(webhook.id)).filter((one) => one.replayId === replayId);
    expect(again).toHaveLength(2);
    expect((await sender.read(webhook.id)).position).toBe(numbers[2]);
  });

  it('goes on after a failure, gives up after five, and does not disturb what is new', async () => {
    const { webhook } = await endpoint();
    const [first, second] = [await tell(t), await tell(t)];
    await sender.deliver();
    const { replayId } = await replay(webhook.id, { from: first, until: second });
    for (let turn = 0; turn < 7; turn += 1) {
      receiver.answering = answer(turn < 2 ? 500 : turn === 2 ? 200 : 500);
      if (turn === 2) {
        receiver.answering = ({ number }, response) => {
          response.writeHead(number === first ? 200 : 500).end();
        };
      }
      await t.db.sql(`UPDATE jobs.job SET start_after = now()`);
      await runJobs(t, 'webhook.replay');
    }
    const again = (await sender.log(webhook.id)).filter((one) => one.replayId === replayId);
    expect(again.map(({ state, attempts }) => [state, attempts.length])).toEqual([
      ['failed', 5],
      ['delivered', 3],
    ]);
    expect(await sender.read(webhook.id)).toMatchObject({ failures: 0, state: 'active' });
    const { body } = await (
      await t.signIn('issuer')
    ).http
      .post(`/webhooks/${webhook.id}/replays`, { from: 1, until: 2 })
      .expect(404);
    expect(body.code).toBe('not_found');
  });

  it('is refused while the webhook is off, and for more than ten thousand', async () => {
    const { webhook } = await endpoint();
    const path = `/webhooks/${webhook.id}/replays`;
    await operator.http.post(path, { from: 1, until: 10_001 }).expect(400);
    await operator.http.post(path, { from: 2, until: 1 }).expect(400);
    await operator.http.post(`/webhooks/${webhook.id}/disable`).expect(200);
    const { body } = await operator.http.post(path, { from: 1, until: 2 }).expect(409);
    expect(body.code).toBe('webhook_disabled');
  });
});
