import { readFileSync } from 'node:fs';
import { HDNodeWallet, isKeystoreJson, Mnemonic, Wallet, type BaseWallet } from 'ethers';
import type { KeyChoice } from './arguments.js';
import { CliError, type Terminal } from './terminal.js';

/**
 * The key that an operator chose. A keystore is JSON by the Web3 Secret Storage Definition, version 3.
 * @throws CliError where there is none, it cannot be read or the password is wrong
 */
export async function openKey(
  { keystore, passwordFile, account }: KeyChoice,
  env: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<BaseWallet> {
  if (keystore !== undefined) {
    if (account !== undefined) throw new CliError('Give --keystore or --account, not both.');
    const json = read(keystore);
    if (!isKeystoreJson(json)) throw new CliError(`${keystore} is no keystore file (version 3).`);
    const password =
      passwordFile === undefined
        ? await terminal.secret(`Password of ${keystore}: `)
        : read(passwordFile).replace(/\r?\n$/, '');
    try {
      return await Wallet.fromEncryptedJson(json, password);
    } catch {
      throw new CliError(`${keystore} does not open with this password.`);
    }
  }
  if (account === undefined) throw new CliError('Give the key: --keystore FILE.');
  if (env['NODE_ENV'] === 'production') {
    throw new CliError('--account is for development; in production give --keystore FILE.');
  }
  const phrase = env['DEV_MNEMONIC'] ?? '';
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new CliError('--account needs DEV_MNEMONIC, a BIP-39 phrase.');
  }
  return HDNodeWallet.fromPhrase(phrase, undefined, `m/44'/60'/0'/0/${account}`);
}

/** A file's text. @throws CliError */
export function read(file: string): string {
  return readBytes(file).toString('utf8');
}

/** A file's bytes. @throws CliError */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
