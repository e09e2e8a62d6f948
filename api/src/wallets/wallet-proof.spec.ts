import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Wallet as Account } from 'ethers';
import { APRIL, challenge, proveWallet, setClock } from '../testing/builders.js';
import { writeDeployment } from '../testing/deployment.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  writeDeployment(t);
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

describe('a wallet is proven by a signature', () => {
  it('over the very text of the challenge', async () => {
    const investor = await t.signIn('investor');
    const account = Account.createRandom();
    const { message, nonce } = await challenge(investor, account);
    expect(message).toContain('localhost:3000 wants you to sign in with your Ethereum account:');
    expect(message).toContain('Chain ID: 31337');
    expect(message).toContain(`Nonce: ${nonce}`);
    const signature = await account.signMessage(message);
    const { body } = await investor.http
      .post('/wallets', { message, signature, label: 'Main' })
      .expect(201);
    expect(body).toMatchObject({ address: account.address, state: 'proven', chain: null });
  });

  const refusals: [string, (message: string) => string, number, string][] = [
    ['that is no sign-in message', () => 'hello', 400, 'siwe_malformed'],
    [
      'written for another domain',
      (m) => m.replace('localhost:3000 wants', 'cadastre.evil wants'),
      422,
      'siwe_wrong_domain',
    ],
    [
      'for another chain',
      (m) => m.replace('Chain ID: 31337', 'Chain ID: 1'),
      422,
      'siwe_wrong_chain',
    ],
    [
      'with a nonce we never gave',
      (m) => m.replace(/Nonce: \w+/, 'Nonce: abcdefgh12345678'),
      422,
      'siwe_nonce_unknown',
    ],
    [
      'whose words were changed',
      (m) => m.replace('This costs nothing', 'This costs everything'),
      422,
      'siwe_message_changed',
    ],
  ];
  it.each(refusals)('not over a text %s', async (_what, change, status, code) => {
    const investor = await t.signIn('investor');
    const account = Account.createRandom();
    const message = change((await challenge(investor, account)).message);
    const signature = await account.signMessage(message);
    const answer = await investor.http.post('/wallets', { message, signature, label: 'Main' });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await investor.http.get('/wallets')).body.items).toEqual([]);
  });

  it('not with a challenge used before, given to somebody else, or too old', async () => {
    const [investor, other] = [await t.signIn('investor'), await t.signIn('investor')];
    const account = Account.createRandom();
    const { message, nonce } = await challenge(investor, account);
    const body = { message, signature: await account.signMessage(message), label: 'Main' };
    expect((await other.http.post('/wallets', body)).body.code).toBe('siwe_nonce_unknown');
    await t.db.sql(
      `UPDATE api.wallet_challenge SET expires_at = now() - interval '1 s' WHERE nonce = $1`,
      [nonce],
    );
    expect((await investor.http.post('/wallets', body)).body.code).toBe('siwe_expired');
    await t.db.sql(
      `UPDATE api.wallet_challenge SET expires_at = now() + interval '1 min' WHERE nonce = $1`,
      [nonce],
    );
    await investor.http.post('/wallets', body).expect(201);
    expect((await investor.http.post('/wallets', body)).body.code).toBe('siwe_nonce_used');
  });

  it('once on the whole platform', async () => {
    const [investor, other] = [await t.signIn('investor'), await t.signIn('investor')];
    const account = Account.createRandom();
    const early = await challenge(other, account);
    await proveWallet(investor, account);
    const { message } = early;
    const signature = await account.signMessage(message);
    const late = await other.http.post('/wallets', { message, signature, label: 'Mine' });
    expect([late.status, late.body.code]).toEqual([409, 'wallet_taken']);
    const asked = await other.http.post('/wallets/challenges', {
      address: account.address.toLowerCase(),
    });
    expect([asked.status, asked.body.code]).toEqual([409, 'wallet_taken']);
  });

  it('by one of two who sign for it in the same moment', async () => {
    const [investor, other] = [await t.signIn('investor'), await t.signIn('investor')];
    const account = Account.createRandom();
    const bodies: object[] = [];
    for (const who of [investor, other]) {
      const { message } = await challenge(who, account);
      bodies.push({ message, signature: await account.signMessage(message), label: 'Main' });
    }
    const answers = await Promise.all(
      [investor, other].map((who, i) => who.http.post('/wallets', bodies[i])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    '0x12',
    'ada.eth',
    `0x${'g'.repeat(40)}`,
    '0x5aAeb6053f3E94C9b9A09f33669435E7Ef1BeAeD1',
  ])('an address like %s is refused', async (address) => {
    const investor = await t.signIn('investor');
    await investor.http.post('/wallets/challenges', { address }).expect(400);
  });
});
