import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashMessage, Wallet as Account } from 'ethers';
import { challenge, proveWallet } from '../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { startTestChain, type TestChain } from '../testing/test-chain.js';

/** Answers with what its storage holds under the hash: it takes the texts it was told to take. */
const TAKES_WHAT_IT_WAS_TOLD = '0x600435545f5260205ff3';
/** Answers nothing, and answers every call by reverting. */
const SAYS_NOTHING = '0x00';
const REVERTS = '0x5f5ffd';
const VALID = '0x1626ba7e'.padEnd(66, '0');

let chain: TestChain;
let t: TestApp;
let investor: Persona;
beforeAll(async () => {
  chain = await startTestChain();
  t = await startTestApp({ env: chain.env });
  investor = await t.signIn('investor');
}, 120_000);
afterAll(async () => {
  await t.close();
  await chain.stop();
});

/** A contract account at an address nobody has the key of. */
async function contractAccount(code: string): Promise<string> {
  const { address } = Account.createRandom();
  await chain.rpc('anvil_setCode', [address, code]);
  return address;
}
const tell = (address: string, message: string, word: string) =>
  chain.rpc('anvil_setStorageAt', [address, hashMessage(message), word]);
const prove = (who: Persona, message: string, signature: string) =>
  who.http.post('/wallets', { message, signature, label: 'Vault' });

describe('a contract wallet', () => {
  it('is proven by the word of its contract, with any bytes it takes for a signature', async () => {
    const address = await contractAccount(TAKES_WHAT_IT_WAS_TOLD);
    const { message } = await challenge(investor, { address });
    await tell(address, message, VALID);
    const { body, status } = await prove(investor, message, '0x');
    expect([status, body.address, body.proofKind]).toEqual([201, address, 'contract']);
  });

  it.each([
    ['says no', TAKES_WHAT_IT_WAS_TOLD],
    ['says nothing', SAYS_NOTHING],
    ['reverts', REVERTS],
  ])('that %s is not proven', async (_what, code) => {
    const address = await contractAccount(code);
    const { message } = await challenge(investor, { address });
    const signature = await Account.createRandom().signMessage(message);
    const { status, body } = await prove(investor, message, signature);
    expect([status, body.code]).toEqual([422, 'siwe_contract_refused']);
  });

  it('answers for one text only, and with the right word only', async () => {
    const address = await contractAccount(TAKES_WHAT_IT_WAS_TOLD);
    const { message } = await challenge(investor, { address });
    await tell(address, `${message} `, VALID);
    expect((await prove(investor, message, '0x')).body.code).toBe('siwe_contract_refused');
    await tell(address, message, `0x${'1'.repeat(64)}`);
    expect((await prove(investor, message, '0x')).body.code).toBe('siwe_contract_refused');
  });
});

describe('an account with a key', () => {
  it('is not proven by another key', async () => {
    const { message } = await challenge(investor, Account.createRandom());
    const signature = await Account.createRandom().signMessage(message);
    expect((await prove(investor, message, signature)).body.code).toBe('siwe_wrong_signer');
    const garbled = await prove(investor, message, `0x${'ff'.repeat(65)}`);
    expect(garbled.body.code).toBe('siwe_wrong_signer');
    await prove(investor, message, '0x1').expect(400);
  });

  it('is proven again by its owner, with a challenge of its own', async () => {
    const { id, account } = await proveWallet(investor);
    const { message } = await challenge(investor, account);
    const body = { message, signature: await account.signMessage(message) };
    const path = `/wallets/${id}/proofs`;
    const other = await proveWallet(investor);
    const wrong = await investor.http.post(`/wallets/${other.id}/proofs`, body);
    expect([wrong.status, wrong.body.code]).toEqual([422, 'siwe_wrong_wallet']);
    await investor.http.post(path, body).expect(200);
    expect((await investor.http.post(path, body)).body.code).toBe('siwe_nonce_used');
    const [entry] = await t.db.sql<{ n: string }>(
      `SELECT count(*) AS n FROM api.audit_entry
       WHERE subject_id = $1 AND action = 'wallet.prove_again'`,
      [id],
    );
    expect(entry?.n).toBe('1');
    const stranger = await t.signIn('investor');
    await stranger.http.post(path, body).expect(404);
    const late = await prove(
      investor,
      (await challenge(investor, account)).message,
      body.signature,
    );
    expect(late.status).toBe(422);
  });

  it('is not entered twice, though its owner may ask for another challenge', async () => {
    const { account } = await proveWallet(investor);
    const { message } = await challenge(investor, account);
    const twice = await prove(investor, message, await account.signMessage(message));
    expect([twice.status, twice.body.code]).toEqual([409, 'wallet_taken']);
  });
});
