import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runJobs } from '../testing/jobs.js';
import { startTestApp, type Persona, type TestApp } from '../testing/test-app.js';
import { Refused } from '../platform/problem.js';
import type { ApprovalView } from './approval.schema.js';
import { Approvals, type Decided } from './approvals.service.js';

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
    describe: ({ to }) => `Changes the thing to ${String(to)}.`,
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
