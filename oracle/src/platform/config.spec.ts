import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';
import { readKeys } from './keys.js';

const PHRASE = process.env['DEV_MNEMONIC'] ?? '';
const KEY = `0x${'11'.repeat(32)}`;
const GOOD = {
  DATABASE_URL: 'postgres://localhost/x',
  RPC_URL: 'http://localhost:8545',
  API_URL: 'http://localhost:3000',
  DEPLOYMENT_FILE: 'deployment.json',
  DATA_DIR: 'data',
  DEV_MNEMONIC: PHRASE,
};

function problems(env: NodeJS.ProcessEnv): string[] {
  try {
    readKeys(readConfig(env));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('is usable with a mnemonic in development and with keys in production', () => {
    expect(problems(GOOD)).toEqual([]);
    const production = {
      NODE_ENV: 'production',
      ORACLE_SUBMITTER_KEY: KEY,
      ORACLE_SIGNER_KEYS: `${KEY},${KEY}`,
    };
    expect(problems({ ...GOOD, ...production, DEV_MNEMONIC: undefined })).toEqual([]);
  });

  it('tells all problems at once, and no secret', () => {
    const found = problems({ RPC_URL: 'localhost', POLL_MS: '1', ORACLE_SIGNER_KEYS: '0xsecret' });
    expect(found).toEqual(
      expect.arrayContaining([
        'DATABASE_URL: is missing',
        'API_URL: is missing',
        'DEPLOYMENT_FILE: is missing',
        expect.stringContaining('RPC_URL: '),
        expect.stringContaining('POLL_MS: '),
        'ORACLE_SIGNER_KEYS: must be 0x and 64 hex digits',
      ]),
    );
    expect(found.join()).not.toContain('secret');
  });

  it('refuses the mnemonic in production and a phrase that is none', () => {
    expect(problems({ ...GOOD, NODE_ENV: 'production' }).join()).toContain(
      'DEV_MNEMONIC: is refused in production',
    );
    expect(problems({ ...GOOD, DEV_MNEMONIC: 'one two three' }).join()).toContain(
      'DEV_MNEMONIC: is not a BIP-39',
    );
    expect(problems({ ...GOOD, DEV_MNEMONIC: undefined })).toHaveLength(2);
    expect(problems({ ...GOOD, DATA_DIR: undefined }).join()).toContain(
      'TREASURY_DATA_DIR: is missing',
    );
  });
});
