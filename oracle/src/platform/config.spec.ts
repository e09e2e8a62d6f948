import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptKeystoreJsonSync, HDNodeWallet, Wallet } from 'ethers';
import { ConfigError, readConfig } from './config.js';
import { readKeys } from './keys.js';

const PHRASE = process.env['DEV_MNEMONIC'] ?? '';
const WEAK = { scrypt: { N: 2, r: 8, p: 1 } };
const GOOD = {
  DATABASE_URL: 'postgres://localhost/x',
  RPC_URL: 'http://localhost:8545',
  API_URL: 'http://localhost:3000',
  DEPLOYMENT_FILE: 'deployment.json',
  DATA_DIR: 'data',
  DEV_MNEMONIC: PHRASE,
  ORACLE_JOURNAL: 'journal',
};

async function problems(env: NodeJS.ProcessEnv): Promise<string[]> {
  try {
    await readKeys(readConfig(env));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('tells all problems at once, and no secret', async () => {
    const found = await problems({
      RPC_URL: 'localhost',
      POLL_MS: '1',
      ORACLE_PEERS: 'somebody',
      ORACLE_KEYSTORE_PASSWORD: 'secret',
    });
    expect(found).toEqual(
      expect.arrayContaining([
        'DATABASE_URL: is missing',
        'API_URL: is missing',
        'DEPLOYMENT_FILE: is missing',
        'ORACLE_JOURNAL: is missing',
        expect.stringContaining('RPC_URL: '),
        expect.stringContaining('POLL_MS: '),
        'ORACLE_PEERS: must be address=url of each node, with commas between them',
      ]),
    );
    expect(found.join()).not.toContain('secret');
  });

  it('refuses the mnemonic in production and a phrase that is none', async () => {
    expect((await problems({ ...GOOD, NODE_ENV: 'production' })).join()).toContain(
      'DEV_MNEMONIC: is refused in production',
    );
    expect((await problems({ ...GOOD, DEV_MNEMONIC: 'one two three' })).join()).toContain(
      'DEV_MNEMONIC: is not a BIP-39',
    );
    expect(await problems({ ...GOOD, DEV_MNEMONIC: undefined })).toHaveLength(2);
    expect((await problems({ ...GOOD, DATA_DIR: undefined })).join()).toContain(
      'TREASURY_DATA_DIR: is missing',
    );
  });

  it('reads the peers, each once', async () => {
    const [a, b] = [`0x${'11'.repeat(20)}`, `0x${'22'.repeat(20)}`];
    const env = { ...GOOD, ORACLE_PEERS: `${a}=http://a:1/x?y=z, ${b}=https://b` };
    expect(readConfig(env).env.ORACLE_PEERS).toEqual([
      { address: a, url: 'http://a:1/x?y=z' },
      { address: b, url: 'https://b' },
    ]);
    for (const bad of [`${a}=http://a,${a}=http://b`, `${a}=ftp://a`, `${a}=http://a,`]) {
      expect(await problems({ ...GOOD, ORACLE_PEERS: bad })).toHaveLength(1);
    }
  });
});

describe('the keys of a node', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    writeFileSync(join(folder, 'password'), 'correct horse\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function keystore(name: string): { file: string; privateKey: string } {
    const { address, privateKey } = Wallet.createRandom();
    const file = join(folder, name);
    writeFileSync(file, encryptKeystoreJsonSync({ address, privateKey }, 'correct horse', WEAK));
    return { file, privateKey };
  }

  it('come from the mnemonic by the number of the node, in development', async () => {
    const keys = await readKeys(readConfig({ ...GOOD, ORACLE_NODE: '2' }));
    const at = (index: number) => HDNodeWallet.fromPhrase(PHRASE, '', `m/44'/60'/0'/0/${index}`);
    expect(keys).toEqual({ signer: at(12).privateKey, submitter: at(17).privateKey });
  });

  it('come from encrypted files, and in production from nowhere else', async () => {
    const [signer, submitter] = [keystore('signer'), keystore('submitter')];
    const production = {
      ...GOOD,
      DEV_MNEMONIC: undefined,
      NODE_ENV: 'production',
      ORACLE_SIGNER_KEYSTORE: signer.file,
      ORACLE_SUBMITTER_KEYSTORE: submitter.file,
    };
    const password = { ORACLE_KEYSTORE_PASSWORD_FILE: join(folder, 'password') };
    expect(await readKeys(readConfig({ ...production, ...password }))).toEqual({
      signer: signer.privateKey,
      submitter: submitter.privateKey,
    });
    expect((await problems(production)).join()).toContain('PASSWORD_FILE: is missing');
    const wrong = { ...production, ORACLE_KEYSTORE_PASSWORD: 'wrong horse' };
    expect((await problems(wrong)).join()).toMatch(/SIGNER_KEYSTORE: .* no keystore .* opens/);
    expect((await problems(wrong)).join()).not.toContain('horse');
    const absent = { ...production, ...password, ORACLE_SIGNER_KEYSTORE: join(folder, 'absent') };
    expect((await problems(absent)).join()).toContain('cannot be read (ENOENT)');
  });

  it('are both given or none', async () => {
    const half = { ...GOOD, ORACLE_SIGNER_KEYSTORE: 'x', ORACLE_KEYSTORE_PASSWORD: 'y' };
    expect((await problems(half)).join()).toContain('ORACLE_SUBMITTER_KEYSTORE: is missing');
  });
});
