import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Accounts } from './accounts.service.js';
import { Config } from '../platform/config.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Problem } from '../platform/problem.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const person = {
  password: 'correct horse battery',
  name: 'Ada Example',
  kind: 'issuer',
  organisationName: 'Example Funds',
};

describe('the limits of the door', () => {
  /** Two processes on one database: what is counted is counted for both. */
  let first: TestApp;
  let second: TestApp;
  beforeAll(async () => {
    const env = { TRUSTED_PROXIES: '127.0.0.1', SIGN_IN_ACCOUNTS: '6', REGISTRATIONS: '8' };
    first = await startTestApp({ env });
    const { DATABASE_URL } = first.get(Config).env;
    second = await startTestApp({ env: { ...env, DATABASE_URL } });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  /** Turn by turn at either process. */
  let turn = 0;
  const either = () => ((turn += 1) % 2 === 0 ? first : second);
  /** From an address that the proxy names. */
  const register = (email: string, from: string) =>
    either()
      .anonymous.post('/auth/register', { ...person, email })
      .set('X-Forwarded-For', from);
  /** Asked of the service: two applications in one process share passport's strategies, which are its own. */
  const signIn = (email: string, password: string, from: string) =>
    either()
      .get(Accounts)
      .authenticate(email, password, from)
      .then(
        () => ({ status: 200, code: null, detail: '', seconds: 0 }),
        (refusal: unknown) => {
          if (!(refusal instanceof Problem)) throw refusal;
          const { status, code, detail, extra } = refusal;
          return { status, code, detail, seconds: Number(extra['retryAfterSeconds'] ?? 0) };
        },
      );
  const statuses = (answers: { status: number }[]) => {
    const counts: Record<number, number> = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  it('give thirty guesses at once over two processes ten tries', async () => {
    await register('both@example.test', '192.0.2.1').expect(201);
    const guess = () => signIn('both@example.test', 'wrong', '192.0.2.1');
    const answers = await Promise.all(Array.from({ length: 30 }, guess));
    expect(statuses(answers)).toEqual({ 401: 10, 429: 20 });
    const late = await signIn('both@example.test', 'correct horse battery', '192.0.2.1');
    expect(late.code).toBe('too_many_attempts');
    expect(late.seconds).toBeGreaterThan(0);
    const elsewhere = await signIn('both@example.test', 'correct horse battery', '192.0.2.2');
    expect(elsewhere.status).toBe(200);
  });

  it('stop one password that is tried on many accounts, from that network only', async () => {
    const spray = (i: number, from = '198.51.100.7') =>
      signIn(`many-${i}@example.test`, 'Summer2026!', from);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => spray(i)));
    expect(statuses(answers)).toEqual({ 401: 6, 429: 14 });
    const late = await spray(99);
    expect(late).toMatchObject({ status: 429, code: 'too_many_accounts' });
    expect(late.seconds).toBeGreaterThan(800);
    expect(late.detail).toBe(
      'Too many accounts could not sign in from your network. Try again in 15 min.',
    );
    // What was refused may be tried elsewhere; of IPv6 a network of 64 bits counts as one.
    expect((await spray(99, '198.51.100.8')).status).toBe(401);
    const hosts = Array.from({ length: 7 }, (_, i) => spray(i, `2001:db8:1:2::${i + 1}`));
    expect(statuses(await Promise.all(hosts))).toEqual({ 401: 6, 429: 1 });
    expect((await spray(1, '2001:db8:1:3::1')).status).toBe(401);
  });

  it('leave an office its door, however often one colleague is wrong', async () => {
    const office = '203.0.113.5';
    await register('right@example.test', office).expect(201);
    for (let i = 0; i < 14; i += 1) await signIn('wrong@example.test', 'oops', office);
    const sure = async (password: string) =>
      (await signIn('right@example.test', password, office)).status;
    for (let i = 0; i < 9; i += 1) {
      expect(await sure('mistyped')).toBe(401);
      expect(await sure('correct horse battery')).toBe(200);
    }
    // Who got in at last is not counted among those that failed: five others may still.
    const others = [0, 1, 2, 3, 4, 5].map((i) => signIn(`${i}@office.test`, 'oops', office));
    expect(statuses(await Promise.all(others))).toEqual({ 401: 5, 429: 1 });
  });

  it('count registrations, those refused as well', async () => {
    const from = '192.0.2.99';
    const twice = Array.from({ length: 12 }, () => register('known@example.test', from));
    expect(statuses(await Promise.all(twice))).toEqual({ 201: 1, 409: 7, 429: 4 });
    const { body, headers } = await register('next@example.test', from).expect(429);
    expect(body).toMatchObject({ code: 'too_many_registrations' });
    expect(headers).toMatchObject({ 'retry-after': String(body.retryAfterSeconds) });
    expect(body.detail).toMatch(/^Too many people registered from your network within an hour\. /);
    await register('next@example.test', '192.0.2.98').expect(201);
  });

  it('name nobody in the database, are forgotten in time, and let nobody in uncounted', async () => {
    const rows = await first.db.sql<{ key: string }>('SELECT key FROM api.try_count');
    expect(rows.length).toBeGreaterThan(20);
    for (const { key } of rows) {
      expect(key).toMatch(/^(guesses|failing|accounts|registrations):[\w-]{43}$/);
    }
    await first.db.sql('UPDATE api.try_count SET expire = expire - 3600000 WHERE key LIKE $1', [
      'guesses:%',
    ]);
    await first.get(Jobs).send('door.prune', { correlationId: null, payload: {} });
    await first.get(Jobs).drain('door.prune');
    const left = await first.db.sql<{ key: string }>('SELECT key FROM api.try_count');
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ key }) => key.startsWith('guesses:'))).toEqual([]);
    await first.db.sql('ALTER TABLE api.try_count RENAME TO lost');
    const right = () => signIn('both@example.test', 'correct horse battery', '192.0.2.3');
    await expect(right()).rejects.toThrow('try_count');
    await first.db.sql('ALTER TABLE api.lost RENAME TO try_count');
    expect((await right()).status).toBe(200);
  });
});
