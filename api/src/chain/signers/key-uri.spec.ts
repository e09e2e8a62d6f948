import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encryptKeystoreJson, Transaction, Wallet } from 'ethers';
import { readKey } from './key-uri.js';
import type { Signer } from './signer.js';

const wallet = new Wallet(`0x${'b'.repeat(64)}`);
const PASSWORD = 'correct horse battery staple';
const ADDRESS = wallet.address;

let folder: string;
let file: string;
let passwordFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadastre-keys-'));
  file = join(folder, 'issuance.json');
  passwordFile = join(folder, 'password');
  // A weak key derivation, to be quick; the file says which one it is.
  const json = await encryptKeystoreJson(wallet, PASSWORD, { scrypt: { N: 1024 } });
  await writeFile(file, json);
  await writeFile(passwordFile, `${PASSWORD}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const open = async (text: string, production = true): Promise<Signer> => {
  const key = readKey(text, production);
  return typeof key === 'function' ? key() : key;
};

describe('an encrypted keystore', () => {
  it('signs as its account, the password from a file or a variable', async () => {
    process.env['KEYSTORE_SPEC_PASSWORD'] = PASSWORD;
    for (const given of [`passwordFile=${passwordFile}`, 'passwordEnv=KEYSTORE_SPEC_PASSWORD']) {
      const signer = await open(`keystore:${file}?${given}&address=${ADDRESS}`);
      const raw = await signer.sign({ type: 2, chainId: 1, nonce: 0, gasLimit: 1 });
      expect(Transaction.from(raw).from).toBe(ADDRESS);
    }
    delete process.env['KEYSTORE_SPEC_PASSWORD'];
  });

  it.each<[string, () => string, RegExp]>([
    ['the wrong password', () => `keystore:${file}?passwordFile=${file}`, /does not open it/],
    [
      'a file that is none',
      () => `keystore:${passwordFile}?passwordFile=${passwordFile}`,
      /no encrypted JSON keystore/,
    ],
    [
      'a file that is not there',
      () => `keystore:${file}x?passwordFile=${passwordFile}`,
      /cannot read .*issuance\.jsonx \(ENOENT\)/,
    ],
    [
      'a password that is not there',
      () => `keystore:${file}?passwordFile=${file}x`,
      /cannot read .*\(ENOENT\)/,
    ],
    ['an unset variable', () => `keystore:${file}?passwordEnv=NOT_SET`, /set the variable NOT_SET/],
    [
      'the key of another account',
      () => `keystore:${file}?passwordFile=${passwordFile}&address=0x${'0'.repeat(39)}1`,
      /is the key of 0x.*, not of address=0x/,
    ],
  ])('with %s is refused in words', async (_, text, message) => {
    const error = await open(text()).catch((failed: unknown) => failed);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain(PASSWORD);
  });
});

describe('how a key is written', () => {
  const at = 'address=0x00000000000000000000000000000000000000aa';
  it.each([
    ['no key', 'not understood'],
    ['vault:secret/key', 'not understood'],
    [`0x${'1'.repeat(63)}`, 'not understood'],
    [`0x${'0'.repeat(64)}`, 'not in the range'],
    ['keystore:/a.json', 'where its password is'],
    ['keystore:/a.json?passwordFile=/p&passwordEnv=P', 'where its password is'],
    ['keystore:/a.json?passwordfile=/p', 'where its password is'],
    ['keystore:/a.json?passwordFile=/p&adress=0x1', 'unknown parameters (adress)'],
    ['aws-kms:', 'needs the id, ARN or alias'],
    ['aws-kms:alias/key?endpoint=http://kms.example', 'without encryption'],
    ['web3signer+https://signer.example', 'needs the account'],
    ['web3signer+https://signer.example?address=0x12', 'is not an address'],
    [`web3signer+http://signer.example?${at}`, 'signer.example would be asked without encryption'],
    [`clef+http://10.0.0.1:8550?${at}`, 'without encryption'],
  ])('%s is refused with the way out', (text, message) => {
    expect(() => readKey(text, true)).toThrow(message);
    if (text.startsWith('0x')) expect(() => readKey(text, true)).not.toThrow(text.slice(2));
  });

  it.each([
    `web3signer+https://signer.example:9000/path?${at}`,
    `web3signer+http://localhost:9000?${at}`,
    `clef+http://127.0.0.1:8550?${at}`,
    `clef+http://[::1]:8550?${at}`,
    'aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234',
    'aws-kms:alias/issuance?region=eu-central-1&endpoint=https://vpce.example',
  ])('%s is a key in production', (text) => {
    expect(readKey(text, true)).toBeInstanceOf(Function);
  });

  it('plain HTTP to elsewhere is for development', () => {
    expect(readKey(`clef+http://10.0.0.1:8550?${at}`, false)).toBeInstanceOf(Function);
  });
});
