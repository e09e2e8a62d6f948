import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../platform/clock.js';
import type { Page } from '../platform/page.js';
import { OPERATOR, startTestApp, type TestApp } from '../testing/test-app.js';
import type { OpenInvitationView } from './account.schema.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

const person = (email: string) => ({
  email,
  password: 'correct horse battery',
  name: 'Ada Example',
  kind: 'issuer',
  organisationName: 'Example Funds',
});

/** The refresh cookie of an answer, as a Cookie header. */
const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String((answer.headers['set-cookie'] as string[])[0]).split(';')[0] ?? '';

const refresh = (cookie: string) =>
  t.anonymous.raw('post', '/api/v1/auth/refresh').set('Cookie', cookie);

/** Makes every refresh token look as if it had been used long ago, beyond the race of two tabs. */
const ageUses = () =>
  t.db.sql(`UPDATE api.refresh_token SET used_at = used_at - interval '1 minute'`);

describe('registering', () => {
  it('gives an account with an organisation and signs in', async () => {
    const { body } = await t.anonymous
      .post('/auth/register', person('ada@example.test'))
      .expect(201);
    expect(body).toMatchObject({
      expiresInSeconds: 600,
      user: { email: 'ada@example.test', role: 'issuer', organisationName: 'Example Funds' },
    });
    const me = await t.anonymous
      .raw('get', '/api/v1/auth/me')
      .set('Authorization', `Bearer ${body.accessToken}`)
      .expect(200);
    expect(me.body).toEqual(body.user);
  });

  it('refuses an e-mail address that has an account, whatever its case', async () => {
    await t.anonymous.post('/auth/register', person('twice@example.test')).expect(201);
    const { body } = await t.anonymous
      .post('/auth/register', person(' Twice@Example.TEST '.trim()))
      .expect(409);
    expect(body).toMatchObject({ code: 'email_taken', status: 409 });
  });

  it('refuses it too when both arrive at once', async () => {
    const answers = await Promise.all(
      [1, 2].map(() => t.anonymous.post('/auth/register', person('race@example.test'))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('shows a private investor under their own name', async () => {
    const { body } = await t.anonymous
      .post('/auth/register', {
        email: 'ivy@example.test',
        password: 'correct horse battery',
        name: 'Ivy Investor',
        kind: 'investor',
      })
      .expect(201);
    expect(body.user).toMatchObject({ role: 'investor', organisationName: 'Ivy Investor' });
  });

  it('keeps no name, e-mail address or password readable in the database', async () => {
    await t.anonymous.post('/auth/register', person('sealed@example.test')).expect(201);
    // A private investor who writes the own name where an organisation's is asked for.
    const own = {
      ...person('own@example.test'),
      kind: 'investor',
      organisationName: ' ada EXAMPLE',
    };
    await t.anonymous.post('/auth/register', own).expect(201);
    const rows = await t.db.sql<{ row: string }>(
      `SELECT row_to_json(u)::text AS row FROM api.user_account u
       UNION ALL SELECT row_to_json(o)::text FROM api.organisation o`,
    );
    const dump = rows.map(({ row }) => row).join('\n');
    const hex = (text: string) => Buffer.from(text).toString('hex');
    for (const secret of [
      'sealed@example.test',
      'Ada Example',
      'ada EXAMPLE',
      'correct horse battery',
    ]) {
      expect(dump).not.toContain(secret);
      expect(dump).not.toContain(hex(secret));
    }
    expect(dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('signing in', () => {
  it('the first operator comes from the environment', async () => {
    const { body } = await t.anonymous.post('/auth/login', OPERATOR).expect(200);
    expect(body.user).toMatchObject({ role: 'operator', organisationName: 'Cadastre' });
  });

  it('says the same of a wrong password and of an unknown person', async () => {
    const wrong = await t.anonymous
      .post('/auth/login', { ...OPERATOR, password: 'not the password' })
      .expect(401);
    const unknown = await t.anonymous
      .post('/auth/login', { email: 'nobody@example.test', password: 'not the password' })
      .expect(401);
    expect(wrong.body.code).toBe('invalid_credentials');
    expect(unknown.body.detail).toBe(wrong.body.detail);
  });

  it('refuses credentials of a wrong type before looking at them', async () => {
    const { body } = await t.anonymous
      .post('/auth/login', { email: { $ne: '' }, password: 5 })
      .expect(400);
    expect(body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['/email', '/password']);
  });

  it('stops guessing after ten failures a minute, for that account only', async () => {
    await t.anonymous.post('/auth/register', person('guessed@example.test')).expect(201);
    const guess = (password: string, email = 'guessed@example.test') =>
      t.anonymous.post('/auth/login', { email, password });
    for (let i = 0; i < 10; i += 1) await guess('wrong').expect(401);
    const { body } = await guess('correct horse battery').expect(429);
    expect(body).toMatchObject({ code: 'too_many_attempts' });
    expect(body.retryAfterSeconds).toBeGreaterThan(0);
    await t.anonymous.post('/auth/login', OPERATOR).expect(200);
  });

  it('counts guesses that arrive together, and forgets what was right', async () => {
    await t.anonymous.post('/auth/register', person('hurried@example.test')).expect(201);
    const attempt = (password: string) =>
      t.anonymous.post('/auth/login', { email: 'hurried@example.test', password });
    for (let i = 0; i < 11; i += 1) await attempt('correct horse battery').expect(200);
    const guesses = await Promise.all(Array.from({ length: 15 }, () => attempt('wrong')));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(5);
  });

  it('believes nobody who says to ask for somebody else, where there is no proxy in front', async () => {
    const guess = (from: string) =>
      t.anonymous
        .post('/auth/login', { email: 'masked@example.test', password: 'wrong' })
        .set('X-Forwarded-For', from);
    for (let i = 0; i < 10; i += 1) await guess(`192.0.2.${i}`).expect(401);
    await guess('192.0.2.77').expect(429);
  });
});

describe('a session', () => {
  const signIn = async (email: string) =>
    t.anonymous.post('/auth/register', person(email)).expect(201);

  it('keeps its refresh token where no script and no other site reaches it', async () => {
    const answer = await signIn('cookie@example.test');
    expect((answer.headers as Record<string, unknown>)['set-cookie']).toEqual([
      expect.stringMatching(
        /^cadastre_refresh=.*Path=\/api\/v1\/auth;.*HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it('goes on with a new refresh token each time', async () => {
    const first = cookieOf(await signIn('refresh@example.test'));
    const second = await refresh(first).expect(200);
    expect(cookieOf(second)).not.toBe(first);
    expect(second.body.user.email).toBe('refresh@example.test');
    await refresh(cookieOf(second)).expect(200);
  });

  it('ends for everybody when a used refresh token comes back', async () => {
    const stolen = cookieOf(await signIn('stolen@example.test'));
    const owner = await refresh(stolen).expect(200);
    await ageUses();
    const thief = await refresh(stolen).expect(401);
    expect(thief.body.code).toBe('refresh_reused');
    expect((await refresh(cookieOf(owner)).expect(401)).body.code).toBe('refresh_refused');
    await t.anonymous
      .raw('get', '/api/v1/auth/me')
      .set('Authorization', `Bearer ${owner.body.accessToken}`)
      .expect(401);
  });

  it('survives two tabs that refresh at the same instant', async () => {
    const cookie = cookieOf(await signIn('tabs@example.test'));
    const answers = await Promise.all([refresh(cookie), refresh(cookie)]);
    for (const answer of answers) await refresh(cookieOf(answer)).expect(200);
  });

  it('survives a page that is loaded again before the answer came', async () => {
    const cookie = cookieOf(await signIn('again@example.test'));
    await refresh(cookie).expect(200);
    await refresh(cookieOf(await refresh(cookie).expect(200))).expect(200);
  });

  it('ends at once when the person signs out', async () => {
    const issuer = await t.signIn('issuer');
    await issuer.http.post('/auth/logout').expect(204);
    const { body } = await issuer.http.get('/auth/me').expect(401);
    expect(body.code).toBe('not_signed_in');
  });

  it('is not opened by a made-up, unsigned or foreign token', async () => {
    const { token } = (await t.signIn('issuer')).http;
    const [head, claims, signature] = (token ?? '').split('.');
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const bad of ['', 'x', `${unsigned}.${claims}.`, `${head}.${claims}.${signature}x`]) {
      await t.anonymous
        .raw('get', '/api/v1/auth/me')
        .set('Authorization', `Bearer ${bad}`)
        .expect(401);
    }
  });
});

describe('inviting', () => {
  it('lets the operator bring in staff, once, by a token shown once', async () => {
    const operator = await t.signIn('operator');
    const { body: invitation } = await operator.http
      .post('/members', { email: 'cora@example.test', name: 'Cora', role: 'compliance' })
      .expect(201);
    const accept = { token: invitation.invitationToken, password: 'a long enough one' };
    const { body } = await t.anonymous.post('/auth/invitations/accept', accept).expect(201);
    expect(body.user).toMatchObject({ name: 'Cora', role: 'compliance' });
    expect(body.user.organisationId).toBe(operator.organisationId);
    const again = await t.anonymous.post('/auth/invitations/accept', accept).expect(409);
    expect(again.body.code).toBe('invitation_used');
    const members = await operator.http.get('/members').expect(200);
    expect(members.body.items.map((m: { email: string }) => m.email)).toContain(
      'cora@example.test',
    );
  });

  it('lets an issuer invite colleagues, and nobody into a role that is not theirs to give', async () => {
    const issuer = await t.signIn('issuer');
    const invite = (role: string) =>
      issuer.http.post('/members', { email: `${role}@colleague.test`, name: 'Bob', role });
    await invite('issuer').expect(201);
    expect((await invite('compliance').expect(403)).body.code).toBe('role_not_yours_to_give');
    const operator = await t.signIn('operator');
    const { body } = await operator.http
      .post('/members', { email: 'x@colleague.test', name: 'X', role: 'issuer' })
      .expect(403);
    expect(body.code).toBe('role_not_yours_to_give');
  });

  it('shows members of the own organisation only', async () => {
    const [one, other] = [await t.signIn('issuer'), await t.signIn('issuer')];
    const { body } = await one.http.get('/members').expect(200);
    const ids = body.items.map((m: { userId: string }) => m.userId);
    expect(ids).toEqual([one.userId]);
    expect(ids).not.toContain(other.userId);
  });

  it('shows who was asked in and has not come, page by page, to the own organisation only', async () => {
    const [issuer, stranger] = [await t.signIn('issuer'), await t.signIn('issuer')];
    const names = ['Ann', 'Ben', 'Cleo'];
    for (const name of names) {
      const email = `${name.toLowerCase()}@waiting.test`;
      await issuer.http.post('/members', { email, name, role: 'issuer' }).expect(201);
    }
    const read = async (query: string) =>
      (await issuer.http.get(`/invitations?${query}`).expect(200)).body as Page<OpenInvitationView>;
    const first = await read('limit=2');
    const rest = await read(`limit=2&after=${first.nextCursor}`);
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(names.toReversed());
    expect(rest.nextCursor).toBeNull();
    const [cleo] = first.items;
    expect(cleo).toMatchObject({ email: 'cleo@waiting.test', role: 'issuer', expired: false });
    expect(Date.parse(cleo?.expiresAt ?? '') - Date.parse(cleo?.invitedAt ?? '')).toBeCloseTo(
      7 * DAY_MS,
      -4,
    );
    expect((await stranger.http.get('/invitations').expect(200)).body.items).toEqual([]);
    for (const call of [
      stranger.http.raw('delete', `/api/v1/invitations/${cleo?.id}`),
      stranger.http.post(`/invitations/${cleo?.id}/renew`),
    ]) {
      expect((await call.expect(404)).body.code).toBe('not_found');
    }
  });

  it('sends an invitation again: the link before opens nothing, and nobody waits twice', async () => {
    const issuer = await t.signIn('issuer');
    const asked = { email: 'dora@waiting.test', name: 'Dora', role: 'issuer' };
    const answers = await Promise.all([1, 2].map(() => issuer.http.post('/members', asked)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const before = answers.find(({ status }) => status === 201)?.body;
    const again = { ...asked, email: ' DORA@waiting.test'.trim() };
    expect((await issuer.http.post('/members', again).expect(409)).body.code).toBe(
      'already_invited',
    );
    await t.db.sql(`UPDATE api.invitation SET expires_at = now() - interval '1 second'`);
    const { body } = await issuer.http.get('/invitations').expect(200);
    expect(body.items).toMatchObject([{ name: 'Dora', expired: true }]);
    const { body: renewed } = await issuer.http.post(`/invitations/${before.id}/renew`).expect(200);
    const accept = (token: string) =>
      t.anonymous.post('/auth/invitations/accept', { token, password: 'a long enough one' });
    await accept(before.invitationToken).expect(404);
    await accept(renewed.invitationToken).expect(201);
    expect((await issuer.http.get('/invitations').expect(200)).body.items).toEqual([]);
    await issuer.http.post(`/invitations/${before.id}/renew`).expect(404);
  });

  it('withdraws an invitation: its link opens nothing, and the audit log knows of it', async () => {
    const issuer = await t.signIn('issuer');
    const { body } = await issuer.http
      .post('/members', { email: 'eve@waiting.test', name: 'Eve', role: 'issuer' })
      .expect(201);
    await issuer.http.raw('delete', `/api/v1/invitations/${body.id}`).expect(204);
    const accept = { token: body.invitationToken, password: 'a long enough one' };
    await t.anonymous.post('/auth/invitations/accept', accept).expect(404);
    expect((await issuer.http.get('/invitations').expect(200)).body.items).toEqual([]);
    const log = await t.db.sql<{ action: string }>(
      'SELECT action FROM api.audit_entry WHERE subject_id = $1 ORDER BY id',
      [body.id],
    );
    expect(log.map(({ action }) => action)).toEqual(['member.invite', 'member.invite_withdraw']);
  });

  it('refuses an expired or unknown invitation', async () => {
    const operator = await t.signIn('operator');
    const { body } = await operator.http
      .post('/members', { email: 'late@example.test', name: 'Late', role: 'auditor' })
      .expect(201);
    await t.db.sql(`UPDATE api.invitation SET expires_at = now() - interval '1 second'`);
    const accept = (token: string) =>
      t.anonymous.post('/auth/invitations/accept', { token, password: 'a long enough one' });
    expect((await accept(body.invitationToken).expect(422)).body.code).toBe('invitation_expired');
    await accept('a-token-that-nobody-ever-issued').expect(404);
  });
});
