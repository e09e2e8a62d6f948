import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InvestorRegistry__factory } from '@cadastre/contracts';
import { HDNodeWallet, Wallet as Account } from 'ethers';
import { DAY_MS } from '../platform/clock.js';
import { approve, notApproved, shownTo } from '../testing/approvals.js';
import { approveInvestor, proveWallet } from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { startTestChain, type TestChain } from '../testing/test-chain.js';
import { until as untilSeen } from '../testing/until.js';

const FOLDER = new URL('../../../data/sanctions', import.meta.url).pathname;
const OLD = readFileSync(`${FOLDER}/ofac_eth_addresses_2024-09-27.txt`, 'utf8');
const NEW = readFileSync(`${FOLDER}/ofac_eth_addresses_2026-10.csv`, 'utf8');
const TERMS = { expiresOn: new Date(Date.now() + 300 * DAY_MS).toISOString().slice(0, 10) };

let chain: TestChain;
let t: TestApp;
let officer: Persona;
let second: Persona;
beforeAll(async () => {
  chain = await startTestChain();
  t = await startTestApp({ env: chain.env, workers: true });
  officer = await t.signIn('compliance');
  second = await t.signIn('compliance');
}, 120_000);
afterAll(async () => {
  await t.close();
  await chain.stop();
});

/** Waits for what is meant, generously: the machine may be busy. */
const until = <T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> =>
  untilSeen(look, holds, 90_000);

const stateOf = async (id: string): Promise<string> =>
  (await officer.http.get(`/wallets/${id}`).expect(200)).body.state as string;
const isVerified = (account: HDNodeWallet): Promise<boolean> =>
  InvestorRegistry__factory.connect(
    chain.deployment.addresses.InvestorRegistry,
    chain.provider,
  ).isVerified(account.address);

async function registered(investor: Persona): Promise<{ id: string; account: HDNodeWallet }> {
  const wallet = await proveWallet(investor, Account.createRandom());
  await officer.http.post(`/wallets/${wallet.id}/approve`).expect(202);
  await until(
    () => stateOf(wallet.id),
    (state) => state === 'registered',
  );
  return wallet;
}

/** Takes in an edition of the addresses, puts it in force and waits for the run to end. */
async function putInForce(text: string, publishedOn: string): Promise<{ newHits: number }> {
  const documentId = await officer.http.upload(text, {
    fileName: 'addresses.csv',
    mediaType: 'text/csv',
  });
  const body = { source: 'ofac.eth', publishedOn, documentId };
  const { body: list } = await officer.http.post('/screening/lists', body).expect(201);
  const { body: run } = await officer.http
    .post(`/screening/lists/${list.id}/activate`, { reason: 'Published.' })
    .expect(202);
  return until(
    async () => (await officer.http.get(`/screening/runs/${run.id}`).expect(200)).body,
    ({ state }) => state === 'finished',
  );
}

const ask = (id: string) =>
  officer.http.post(`/wallets/${id}/release`, { reason: 'Off the list since today.' });

/**
 * The two published editions, with the test's own wallets standing in for addresses of theirs whose
 * keys nobody here has: one for a delisted one, one for a listed one.
 */
it('a listing freezes its wallet and all others of its owner, a delisting lets two officers release it', async () => {
  const [leaving, joining] = await Promise.all([t.signIn('investor'), t.signIn('investor')]);
  for (const investor of [leaving, joining]) await approveInvestor(investor, officer, {}, TERMS);
  const delisted = await registered(leaving);
  const listed = await registered(joining);
  const sibling = await registered(joining);
  const router = '0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b';
  const joined = '0x0330070fd38ec3bb94f58fa55d40368271e9e54a';
  const oldEdition = OLD.replace(new RegExp(router, 'i'), delisted.account.address);
  const newEdition = NEW.replace(joined, listed.account.address.toLowerCase());
  expect(oldEdition).not.toBe(OLD);
  expect(newEdition).not.toBe(NEW);

  expect(await putInForce(oldEdition, '2024-09-27')).toMatchObject({ newHits: 1 });
  await until(
    () => stateOf(delisted.id),
    (state) => state === 'frozen',
  );
  expect([await isVerified(delisted.account), await isVerified(listed.account)]).toEqual([
    false,
    true,
  ]);
  const early = await ask(delisted.id);
  expect([early.status, early.body.code]).toEqual([422, 'sanctioned_address']);
  const { body: hits } = await officer.http.get('/screening/hits?state=true_match').expect(200);
  expect(hits.items).toMatchObject([{ walletId: delisted.id, decidedBy: null, score: 1000 }]);

  expect(await putInForce(newEdition, '2026-10-02')).toMatchObject({ newHits: 1, lapsedHits: 1 });
  for (const { id } of [listed, sibling]) {
    await until(
      () => stateOf(id),
      (state) => state === 'frozen',
    );
  }
  expect(await isVerified(sibling.account)).toBe(false);
  // The delisting alone moves nothing.
  expect(await stateOf(delisted.id)).toBe('frozen');
  expect(await isVerified(delisted.account)).toBe(false);
  const still = await ask(sibling.id);
  expect([still.status, still.body.code]).toEqual([422, 'sanctions_match']);

  const { body: asked } = await ask(delisted.id).expect(202);
  const { approvalId } = asked as { approvalId: string };
  const { description } = await shownTo(second, approvalId);
  expect(description).toContain(delisted.account.address);
  expect(await notApproved(officer, approvalId)).toEqual([403, 'own_request']);
  await approve(second, approvalId);
  await until(
    () => stateOf(delisted.id),
    (state) => state === 'registered',
  );
  expect(await isVerified(delisted.account)).toBe(true);
}, 300_000);

it('a confirmed name freezes every wallet of the person', async () => {
  const investor = await t.signIn('investor');
  const caseId = await approveInvestor(
    investor,
    officer,
    { fullName: 'Quentin Zylberquist' },
    TERMS,
  );
  const wallets = [await registered(investor), await registered(investor)];
  const lines = readFileSync(`${FOLDER}/ofac_alt_2021-07_subset.csv`, 'utf8').trimEnd();
  const documentId = await officer.http.upload(
    `${lines}\r\n999999,999999,"aka","ZYLBERQUIST, Quentin",-0- \r\n`,
    { fileName: 'alt.csv', mediaType: 'text/csv' },
  );
  const body = { source: 'ofac.alt', publishedOn: '2026-10-03', documentId };
  const { body: list } = await officer.http.post('/screening/lists', body).expect(201);
  await officer.http.post(`/screening/lists/${list.id}/activate`, { reason: 'New.' }).expect(202);
  const [hit] = await until(
    async () =>
      (await officer.http.get(`/kyc-cases/${caseId}`).expect(200)).body.screening.hits as {
        id: string;
      }[],
    (hits) => hits.length === 1,
  );
  // A name is weighed by a person first: nothing has moved yet.
  for (const { id } of wallets) expect(await stateOf(id)).toBe('registered');
  await officer.http
    .post(`/screening/hits/${hit?.id}/decide`, { decision: 'true_match', reason: 'It is them.' })
    .expect(200);
  for (const { id, account } of wallets) {
    await until(
      () => stateOf(id),
      (state) => state === 'frozen',
    );
    expect(await isVerified(account)).toBe(false);
  }
}, 300_000);
