import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encryptKeystoreJson, SigningKey, Transaction, Wallet } from 'ethers';
import { type Config, readConfig } from '../platform/config.js';
import { testEnvironment } from '../testing/test-app.js';
import { Signers } from './signers.js';
import { HttpDouble } from './testing/http-double.js';
import { KmsDouble } from './testing/kms-double.js';

const PHRASE = 'test test test test test test test test test test test junk';
const KEYS = {
  registrar: `0x${'1'.repeat(64)}`,
  issuance: `0x${'2'.repeat(64)}`,
  compliance: `0x${'3'.repeat(64)}`,
  factory: `0x${'4'.repeat(64)}`,
  treasurer: `0x${'5'.repeat(64)}`,
};
const addressOf = (role: keyof typeof KEYS) => new Wallet(KEYS[role]).address;

const config = (over: NodeJS.ProcessEnv): Config =>
  readConfig({ ...testEnvironment('postgres://localhost/none', '/nowhere'), ...over });
const production = { DEV_MNEMONIC: undefined, NODE_ENV: 'production' };

describe('the signers', () => {
  it('derive each role at its fixed index of the development mnemonic', () => {
    const signers = new Signers(config({ DEV_MNEMONIC: PHRASE }));
    expect(signers.address('deployer')).toBe('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(signers.address('issuance')).toBe('0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC');
    expect(signers.roles).toHaveLength(6);
  });

  it('take given keys; the deployer’s may stay away', async () => {
    const signers = new Signers(config({ SIGNER_KEYS: JSON.stringify(KEYS), ...production }));
    expect(signers.roles).toEqual(Object.keys(KEYS));
    const raw = await signers.of('issuance').sign({ type: 2, chainId: 1, nonce: 0, gasLimit: 1 });
    expect(Transaction.from(raw).from).toBe(signers.address('issuance'));
    expect(() => signers.address('deployer')).toThrow(/no key for the role deployer/);
  });

  it.each([
    ['no JSON', `{"issuance": ${KEYS.issuance}`],
    ['a short key', JSON.stringify({ ...KEYS, issuance: KEYS.issuance.slice(0, -1) })],
    ['a missing role', JSON.stringify({ issuance: KEYS.issuance })],
    ['an unknown role', JSON.stringify({ ...KEYS, cashier: KEYS.issuance })],
  ])('refuse %s without repeating a key', (_, SIGNER_KEYS) => {
    const act = () => new Signers(config({ SIGNER_KEYS }));
    expect(act).toThrow(/SIGNER_KEYS/);
    try {
      act();
    } catch (error) {
      expect(inspect(error, { depth: 20 })).not.toContain(KEYS.issuance.slice(2, 40));
    }
  });

  it('name every role whose key cannot be read, at once', () => {
    const SIGNER_KEYS = JSON.stringify({ registrar: 'x', issuance: 'keystore:/a', factory: 'y' });
    const act = () => new Signers(config({ SIGNER_KEYS, ...production }));
    for (const role of Object.keys(KEYS)) {
      expect(act).toThrow(`SIGNER_KEYS: ${role}: `);
    }
  });

  it('refuse a phrase that is none', () => {
    expect(() => new Signers(config({ DEV_MNEMONIC: 'not a phrase' }))).toThrow(/DEV_MNEMONIC/);
  });
});

describe('one key of each kind', () => {
  const PASSWORD = 'a password that nobody sees';
  const SECRET = 'c2VjcmV0LWFjY2Vzcy1rZXk';
  let folder: string;
  let kms: KmsDouble;
  let web3signer: HttpDouble;
  let given: Record<string, string>;

  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: SECRET });
    folder = await mkdtemp(join(tmpdir(), 'cadastre-signers-'));
    const keystore = await encryptKeystoreJson(
      { address: addressOf('registrar'), privateKey: KEYS.registrar },
      PASSWORD,
      { scrypt: { N: 1024 } },
    );
    await writeFile(join(folder, 'key.json'), keystore);
    await writeFile(join(folder, 'password'), PASSWORD);
    kms = await new KmsDouble(new SigningKey(KEYS.issuance)).start();
    web3signer = await new HttpDouble(() => ({
      body: { id: 1, result: [addressOf('compliance')] },
    })).start();
    given = {
      registrar: `keystore:${folder}/key.json?passwordFile=${folder}/password`,
      issuance: `aws-kms:${kms.arn}?endpoint=${kms.url}`,
      compliance:
        `web3signer+${web3signer.url.replace('//', '//user:hush-hush@')}` +
        `?address=${addressOf('compliance')}`,
      factory: KEYS.factory,
      treasurer: KEYS.treasurer,
    };
  });
  afterAll(async () => {
    await Promise.all([kms.stop(), web3signer.stop()]);
    await rm(folder, { recursive: true });
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });

  const signers = (over: Record<string, string> = {}) =>
    new Signers(config({ SIGNER_KEYS: JSON.stringify({ ...given, ...over }), ...production }));

  it('has its account once opened, and not before', async () => {
    const all = signers();
    expect(all.address('factory')).toBe(addressOf('factory'));
    expect(() => all.address('issuance')).toThrow('not open yet');
    await all.open();
    for (const role of Object.keys(KEYS) as (keyof typeof KEYS)[]) {
      expect(all.address(role)).toBe(addressOf(role));
    }
  });

  it('shows no key, password or login, however it is printed', async () => {
    const settings = config({ SIGNER_KEYS: JSON.stringify(given), ...production });
    const all = await new Signers(settings).open();
    const printed = [settings, all, ...all.roles.map((role) => all.of(role))].flatMap((what) => [
      inspect(what, { depth: 20, showHidden: true, getters: true }),
      JSON.stringify(what),
    ]);
    const secrets = [...Object.values(KEYS).map((key) => key.slice(2)), PASSWORD, SECRET, 'hush'];
    for (const secret of secrets) expect(printed.join()).not.toContain(secret);
    expect(printed.join()).not.toContain(settings.env.JWT_SECRET);
  });

  it('fails without a secret in the error, its stack or its cause, and all failures are told', async () => {
    kms.fault = () => ({ status: 403, body: { __type: 'AccessDeniedException', message: 'no' } });
    const all = signers({
      registrar: `keystore:${folder}/key.json?passwordFile=${folder}/key.json`,
    });
    const error: unknown = await all.open().catch((failed: unknown) => failed);
    kms.fault = null;
    const text = `${String((error as Error).stack)}${inspect(error, { depth: 20, showHidden: true })}`;
    expect(text).toContain('SIGNER_KEYS: registrar: the password does not open it');
    expect(text).toContain('SIGNER_KEYS: issuance: AWS KMS: AccessDeniedException (HTTP 403)');
    for (const secret of [PASSWORD, SECRET, 'hush', KEYS.factory.slice(2)]) {
      expect(text).not.toContain(secret);
    }
  });
});
