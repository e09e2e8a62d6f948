import { HDNodeWallet, Mnemonic } from 'ethers';
import { ConfigError, type Config } from './config.js';

/** Private keys of this service, 0x-hex. Never logged, never stored. */
export interface Keys {
  submitter: string;
  signers: string[];
}

/** Places under m/44'/60'/0'/0 of the development mnemonic. */
const SUBMITTER_INDEX = 5;
const SIGNER_INDEXES = [10, 11, 12, 13, 14];

/**
 * Keys given one by one, or derived from the development mnemonic.
 * @throws ConfigError for a mnemonic that is none
 */
export function readKeys({ env }: Config): Keys {
  if (env.ORACLE_SUBMITTER_KEY && env.ORACLE_SIGNER_KEYS) {
    return { submitter: env.ORACLE_SUBMITTER_KEY, signers: env.ORACLE_SIGNER_KEYS };
  }
  const phrase = env.DEV_MNEMONIC ?? '';
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new ConfigError([
      'DEV_MNEMONIC: is not a BIP-39 phrase (check its words and their order)',
    ]);
  }
  const root = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0");
  const at = (index: number) => root.deriveChild(index).privateKey;
  return {
    submitter: env.ORACLE_SUBMITTER_KEY ?? at(SUBMITTER_INDEX),
    signers: env.ORACLE_SIGNER_KEYS ?? SIGNER_INDEXES.map(at),
  };
}
