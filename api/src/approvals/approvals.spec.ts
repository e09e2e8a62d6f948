import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../platform/clock.js';
import { runJobs } from '../testing/jobs.js';
import { startTestApp, type Persona, type TestApp } from '../testing/test-app.js';
import { Refused } from '../platform/problem.js';
import type { ApprovalView } from './approval.schema.js';
import { Approvals, type Decided } from './approvals.service.js';
import { sentence } from '../platform/sentence.js';

let t: TestApp;
let issuer: Persona;
let carla: Persona;
let carl: Persona;
const executed: Decided[] = [];
const closed: Decided[] = [];
let refusal: Error | null;

beforeAll(async () => {
  t = await startTestApp();
  [issuer, carla, carl] = await Promise.all([
    t.signIn('issuer'),
    t.signIn('compliance'),
    t.signIn('compliance'),
  ]);
  t.get(Approvals).handle('thing.change', {
    describe: (shown) => sentence('Changes the thing to {{to}}.', shown),
    execute: async (_ctx, approval) => {
      executed.push(approval);
      await t.db.sql(`INSERT INTO api.organisation (kind, name, created_at)
                      VALUES ('issuer', 'effect', now())`);
      if (refusal) throw refusal;
      return { operationId: '01900000-0000-7000-8000-000000000001' };
    },
    onRejected: (_ctx, approval) => {
      closed.push(approval);
      return Promise.resolve();
    },
  });
});
afterAll(() => t.close());
beforeEach(() => {
  executed.length = 0;
  closed.length = 0;
  refusal = null;
});

const ask = (who: Persona = issuer): Promise<ApprovalView> =>
  t.db.transaction(() =>
    t.get(Approvals).request(who.ctx, {
      kind: 'thing.change',
      subject: { type: 'thing', id: 'thing-1' },
      organisationId: issuer.organisationId,
      payload: { to: 'blue', amountBaseUnits: '5' },
      requiredRole: 'compliance',
      reason: 'The paint is old.',
    }),
  );

const decide = (who: Persona, verb: string, { id, payloadHash }: ApprovalView) =>
  who.http.post(`/approvals/${id}/${verb}`, { payloadHash, reason: 'Seen and compared.' });

const effects = async (): Promise<number> =>
  (await t.db.sql(`SELECT 1 FROM api.organisation WHERE name = 'effect'`)).length;

describe('an approval', () => {
  it('shows exactly what will happen, to the one who asked and to the checker', async () => {
    const { id } = await ask();
    for (const who of [issuer, carla]) {
      const { body } = await who.http.get(`/approvals/${id}`).expect(200);
      expect(body).toMatchObject({
        state: 'pending',
        description: 'Changes the thing to blue.',
        payload: { to: 'blue', amountBaseUnits: '5' },
        requestedBy: { userId: issuer.userId, name: 'A issuer' },
        decidedBy: null,
      });
    }
    const { body } = await carla.http.get('/approvals?state=pending').expect(200);
    expect(body.items.map((a: ApprovalView) => a.id)).toContain(id);
  });

  it('does what it says, in the same transaction', async () => {
    const { body } = await decide(carla, 'approve', await ask()).expect(200);
    expect(body).toMatchObject({
      state: 'approved',
      decidedBy: { userId: carla.userId },
      decisionReason: 'Seen and compared.',
      operationId: '01900000-0000-7000-8000-000000000001',
    });
    expect(executed).toHaveLength(1);
  });

  it('stays pending, with nothing done, where the deed is refused', async () => {
    const approval = await ask();
    const before = await effects();
    refusal = new Refused('no_longer_possible', 'The thing is gone.');
    await decide(carla, 'approve', approval).expect(422);
    expect(await effects()).toBe(before);
    const { body } = await carla.http.get(`/approvals/${approval.id}`).expect(200);
    expect(body.state).toBe('pending');
  });

  it('happens once when two officers approve at the same instant', async () => {
    const approval = await ask();
    const answers = await Promise.all([
      decide(carla, 'approve', approval),
      decide(carl, 'approve', approval),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(executed).toHaveLength(1);
  });

  it('rejected or withdrawn does nothing and tells the one who waits', async () => {
    const rejected = await decide(carla, 'reject', await ask()).expect(200);
    expect(rejected.body.state).toBe('rejected');
    const { id } = await ask();
    const withdrawn = await issuer.http.post(`/approvals/${id}/withdraw`).expect(200);
    expect(withdrawn.body).toMatchObject({ state: 'withdrawn', decidedBy: null });
    expect(closed.map(({ state }) => state)).toEqual(['rejected', 'withdrawn']);
    expect(executed).toEqual([]);
  });
});

describe('an approval is refused', () => {
  const refused = async (who: Persona, approval: ApprovalView, status: number, code: string) => {
    const { body } = await decide(who, 'approve', approval).expect(status);
    expect(body.code).toBe(code);
    expect(executed).toEqual([]);
  };

  it('to the person who asked', async () => refused(carla, await ask(carla), 403, 'own_request'));

  it('to the person who asked, by the database too', async () => {
    const { id } = await ask(carla);
    await expect(
      t.db.sql(
        `UPDATE api.approval SET state = 'approved', decided_by = requested_by, decided_at = now()
         WHERE id = $1`,
        [id],
      ),
    ).rejects.toThrow('approval_maker_is_not_checker');
  });

  it('where another hash than the shown one is signed off', async () =>
    refused(carla, { ...(await ask()), payloadHash: 'a'.repeat(64) }, 409, 'payload_changed'));

  it('where the stored payload is not what was hashed', async () => {
    const approval = await ask();
    await t.db.sql(`UPDATE api.approval SET payload = '{"to":"red"}' WHERE id = $1`, [approval.id]);
    await refused(carla, approval, 409, 'payload_changed');
  });

  it('once it is decided', async () => {
    const approval = await ask();
    await decide(carl, 'reject', approval).expect(200);
    await refused(carla, approval, 409, 'not_pending');
  });

  it('to people without the role', async () => {
    const approval = await ask();
    for (const role of ['issuer', 'investor', 'auditor', 'operator'] as const) {
      await refused(await t.signIn(role), approval, 403, 'role_not_allowed');
    }
  });

  it('without a reason', async () => {
    const { id, payloadHash } = await ask();
    const { body } = await carla.http
      .post(`/approvals/${id}/approve`, { payloadHash, reason: '  ' })
      .expect(400);
    expect(body.errors).toEqual([{ pointer: '/reason', detail: 'say why' }]);
  });

  it('after its time, and then a job closes it', async () => {
    const approval = await ask();
    await t.db.sql(`UPDATE api.approval SET expires_at = now() - interval '1 s' WHERE id = $1`, [
      approval.id,
    ]);
    await refused(carla, approval, 409, 'expired');
    await runJobs(t, 'approvals.sweep', {});
    await runJobs(t, 'approval.expire');
    const { body } = await carla.http.get(`/approvals/${approval.id}`).expect(200);
    expect(body.state).toBe('expired');
    expect(closed.map(({ id, state }) => [id, state])).toEqual([[approval.id, 'expired']]);
  });

  it('to be withdrawn by anybody else', async () => {
    const { id } = await ask();
    const colleague = await t.signIn('issuer', { organisationId: issuer.organisationId });
    const { body } = await colleague.http.post(`/approvals/${id}/withdraw`).expect(403);
    expect(body.code).toBe('not_own_request');
    const stranger = await t.signIn('issuer');
    await stranger.http.post(`/approvals/${id}/withdraw`).expect(404);
    await stranger.http.get(`/approvals/${id}`).expect(404);
  });
});

describe('a deputy', () => {
  const period = (from = -1, to = 7) => ({
    startsAt: new Date(Date.now() + from * DAY_MS).toISOString(),
    endsAt: new Date(Date.now() + to * DAY_MS).toISOString(),
  });
  const name = (who: Persona, deputyId: string, over: object = period()) =>
    who.http.post('/approval-delegations', { deputyId, reason: 'On leave.', ...over });
  const approve = (who: Persona, { id, payloadHash }: ApprovalView, onBehalfOf?: string) =>
    who.http.post(`/approvals/${id}/approve`, {
      payloadHash,
      reason: 'Seen.',
      ...(onBehalfOf && { onBehalfOf }),
    });

  /** From 1,000 on a thing takes two officers. */
  async function ruled(approvers = 2): Promise<void> {
    const rules = [{ kind: 'thing.change', fromAmount: '1000', approvers }];
    const { body } = await carla.http
      .put('/approval-rules', { rules, reason: 'Large things.' })
      .expect(202);
    expect((await carl.http.get('/approval-rules').expect(200)).body.rules).toEqual([]);
    const asked = (await carl.http.get(`/approvals/${body.approvalId as string}`).expect(200)).body;
    await approve(carl, asked as ApprovalView).expect(200);
    const { kinds, ...inForce } = (await carl.http.get('/approval-rules').expect(200)).body;
    expect(inForce).toEqual({ rules, approvalId: null });
    expect(kinds).toEqual(t.get(Approvals).kinds());
    expect(kinds).toContain('approval_rules.replace');
  }

  const large = (who: Persona = issuer): Promise<ApprovalView> =>
    t.db.transaction(() =>
      t.get(Approvals).request(who.ctx, {
        kind: 'thing.change',
        subject: { type: 'thing', id: 'thing-2' },
        organisationId: issuer.organisationId,
        payload: { to: 'gold', amountBaseUnits: '1000' },
        requiredRole: 'compliance',
        reason: 'A large one.',
      }),
    );

  it('is a colleague, for a time that is not over, one at a time', async () => {
    for (const [deputy, over, code] of [
      [carla.userId, period(), 'deputy_not_a_colleague'],
      [issuer.userId, period(), 'deputy_not_a_colleague'],
      [carl.userId, period(-9, -1), 'delegation_period'],
      [carl.userId, period(0, 91), 'delegation_period'],
    ] as const) {
      const { body } = await name(carla, deputy, over).expect(422);
      expect(body.code).toBe(code);
    }
    const { body } = await name(carla, carl.userId).expect(201);
    expect(body).toMatchObject({ inForce: true, officer: { userId: carla.userId } });
    expect((await name(carla, carl.userId).expect(409)).body.code).toBe('delegation_overlaps');
    const path = `/approval-delegations/${body.id as string}/revoke`;
    await carl.http.post(path).expect(404);
    expect((await carla.http.post(path).expect(200)).body.inForce).toBe(false);
    expect((await carla.http.post(path).expect(409)).body.code).toBe('delegation_revoked');
    const late = await approve(carl, await ask(), carla.userId).expect(403);
    expect(late.body.code).toBe('not_deputy');
  });

  it('gives the voice of the absent officer, once, and never two voices', async () => {
    await ruled();
    const third = await t.signIn('compliance');
    const { body } = await name(carla, carl.userId).expect(201);

    const small = await approve(carl, await ask(), carla.userId).expect(200);
    expect(small.body).toMatchObject({
      state: 'approved',
      approvers: 1,
      decidedBy: { userId: carl.userId },
      voices: [{ by: { userId: carl.userId }, onBehalfOf: { userId: carla.userId } }],
    });

    executed.length = 0;
    const approval = await large();
    expect(approval).toMatchObject({ approvers: 2, voices: [] });
    const first = await approve(carl, approval, carla.userId).expect(200);
    expect(first.body).toMatchObject({ state: 'pending', voices: [{}] });
    // The same person for themselves, and the officer, who has spoken through the deputy.
    for (const who of [carl, carla]) {
      expect((await approve(who, approval).expect(409)).body.code).toBe('voice_given');
    }
    expect(executed).toHaveLength(0);
    const second = await approve(third, approval).expect(200);
    expect(second.body.state).toBe('approved');
    expect(second.body.voices).toHaveLength(2);
    expect(executed).toHaveLength(1);

    // What the absent officer asked for is not decided with the officer's voice.
    const own = await large(carla);
    expect((await approve(carl, own, carla.userId).expect(403)).body.code).toBe('own_request');
    await carla.http.post(`/approval-delegations/${body.id as string}/revoke`).expect(200);

    const log = await t.db.sql<{ data: { onBehalfOf: string | null } }>(
      `SELECT data FROM api.audit_entry WHERE subject_id = $1 AND action LIKE 'approval.%'
         AND action <> 'approval.request' ORDER BY id`,
      [approval.id],
    );
    expect(log.map(({ data }) => data.onBehalfOf)).toEqual([carla.userId, null]);
  });

  it('and another officer at the same instant are two voices, or one', async () => {
    const approval = await large();
    const third = await t.signIn('compliance');
    const answers = await Promise.all(
      [carla, carl, third].map((who) => approve(who, approval).then(({ status }) => status)),
    );
    expect(answers.sort()).toEqual([200, 200, 409]);
    expect(executed).toHaveLength(1);
  });
});
