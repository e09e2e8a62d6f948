import { readFile } from 'node:fs/promises';
import { computeAddress, decryptKeystoreJson, HDNodeWallet, Mnemonic, SigningKey } from 'ethers';
import { ConfigError, type Config } from './config.js';

/** What makes a node a member of the committee: it signs reports and messages to peers, never transactions. */
export class NodeKey {
  readonly key: SigningKey;
  /** Checksummed address. */
  readonly address: string;

  constructor(privateKey: string) {
    this.key = new SigningKey(privateKey);
    this.address = computeAddress(this.key);
  }
}

/** Private keys of this node, 0x-hex. Never logged, never stored. */
export interface Keys {
  signer: string;
  /** Pays for this node's transactions; its own, so that no two nodes share a nonce. */
  submitter: string;
}

/** Places under m/44'/60'/0'/0 of the development mnemonic; a node's number is added. */
const FIRST_SIGNER_INDEX = 10;
const FIRST_SUBMITTER_INDEX = 15;

/**
 * Opens the node's two keystore files, or derives both keys from the development mnemonic.
 * @throws ConfigError for a file or password that opens nothing, and for a mnemonic that is none
 */
export async function readKeys({ env }: Config): Promise<Keys> {
  if (env.ORACLE_SIGNER_KEYSTORE && env.ORACLE_SUBMITTER_KEYSTORE) {
    const password = await passwordOf(env);
    return {
      signer: await decrypt('ORACLE_SIGNER_KEYSTORE', env.ORACLE_SIGNER_KEYSTORE, password),
      submitter: await decrypt(
        'ORACLE_SUBMITTER_KEYSTORE',
        env.ORACLE_SUBMITTER_KEYSTORE,
        password,
      ),
    };
  }
  const phrase = env.DEV_MNEMONIC ?? '';
  if (!Mnemonic.isValidMnemonic(phrase)) {
    throw new ConfigError([
      'DEV_MNEMONIC: is not a BIP-39 phrase (check its words and their order)',
    ]);
  }
  const root = HDNodeWallet.fromPhrase(phrase, undefined, "m/44'/60'/0'/0");
  const at = (index: number) => root.deriveChild(index + env.ORACLE_NODE).privateKey;
  return { signer: at(FIRST_SIGNER_INDEX), submitter: at(FIRST_SUBMITTER_INDEX) };
}

async function passwordOf({
  ORACLE_KEYSTORE_PASSWORD: given,
  ORACLE_KEYSTORE_PASSWORD_FILE: file,
}: Config['env']): Promise<string> {
  if (given !== undefined) return given;
  try {
    // An editor's last line break is not part of the password.
    return (await readFile(file ?? '', 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError([`ORACLE_KEYSTORE_PASSWORD_FILE: cannot be read (${codeOf(error)})`]);
  }
}

async function decrypt(name: string, path: string, password: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError([`${name}: ${path} cannot be read (${codeOf(error)})`]);
  }
  try {
    return (await decryptKeystoreJson(text, password)).privateKey;
  } catch {
    // The library's own message may repeat what it was given.
    throw new ConfigError([
      `${name}: ${path} is no keystore (JSON, version 3) that the password opens`,
    ]);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'no reason given';
