import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Transaction } from 'ethers';
import { type Config, readConfig } from '../platform/config.js';
import { testEnvironment } from '../testing/test-app.js';
import { Signers } from './signers.js';

const PHRASE = 'test test test test test test test test test test test junk';
const KEYS = {
  registrar: `0x${'1'.repeat(64)}`,
  issuance: `0x${'2'.repeat(64)}`,
  compliance: `0x${'3'.repeat(64)}`,
  factory: `0x${'4'.repeat(64)}`,
};

const config = (over: NodeJS.ProcessEnv): Config =>
  readConfig({ ...testEnvironment('postgres://localhost/none', '/nowhere'), ...over });

describe('the signers', () => {
  it('derive each role at its fixed index of the development mnemonic', () => {
    const signers = new Signers(config({ DEV_MNEMONIC: PHRASE }));
    expect(signers.address('deployer')).toBe('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(signers.address('issuance')).toBe('0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC');
    expect(signers.roles).toHaveLength(5);
  });

  it('take given keys; the deployer’s may stay away', async () => {
    const signers = new Signers(
      config({
        SIGNER_KEYS: JSON.stringify(KEYS),
        DEV_MNEMONIC: undefined,
        NODE_ENV: 'production',
      }),
    );
    expect(signers.roles).toEqual(['registrar', 'issuance', 'compliance', 'factory']);
    const raw = await signers.of('issuance').sign({ type: 2, chainId: 1, nonce: 0, gasLimit: 1 });
    expect(Transaction.from(raw).from).toBe(signers.address('issuance'));
    expect(() => signers.address('deployer')).toThrow(/no key for the role deployer/);
  });

  it('show no key, however they are printed', () => {
    const signers = new Signers(config({ SIGNER_KEYS: JSON.stringify(KEYS) }));
    const printed = inspect(signers, { depth: 20, showHidden: true }) + JSON.stringify(signers);
    for (const key of Object.values(KEYS)) expect(printed).not.toContain(key.slice(2));
  });

  it.each([
    ['no JSON', `{"issuance": ${KEYS.issuance}`],
    ['a short key', JSON.stringify({ ...KEYS, issuance: KEYS.issuance.slice(0, -1) })],
    ['a missing role', JSON.stringify({ issuance: KEYS.issuance })],
    ['an unknown role', JSON.stringify({ ...KEYS, treasurer: KEYS.issuance })],
  ])('refuse %s without repeating a key', (_, SIGNER_KEYS) => {
    const act = () => new Signers(config({ SIGNER_KEYS }));
    expect(act).toThrow(/SIGNER_KEYS/);
    try {
      act();
    } catch (error) {
      expect(inspect(error, { depth: 20 })).not.toContain(KEYS.issuance.slice(2, 40));
    }
  });

  it('refuse a phrase that is none', () => {
    expect(() => new Signers(config({ DEV_MNEMONIC: 'not a phrase' }))).toThrow(/DEV_MNEMONIC/);
  });
});
