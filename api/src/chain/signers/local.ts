import { readFile } from 'node:fs/promises';
import { type BaseWallet, Wallet } from 'ethers';
import { type Signer, SignerError } from './signer.js';

/** A key in this process's memory. The wallet lives in the closure only. */
export function localSigner(wallet: BaseWallet): Signer {
  return {
    address: wallet.address,
    sign: (transaction) => wallet.signTransaction(transaction),
    signTyped: ({ domain, types, message }) => wallet.signTypedData(domain, types, message),
  };
}

export interface Keystore {
  file: string;
  /** Where the password is: a file, or a variable of the environment. */
  password: { file: string } | { variable: string };
}

/**
 * Unlocks an encrypted JSON keystore, version 3 (Web3 Secret Storage Definition), as geth, Clef and
 * ethers write it. @throws SignerError
 */
export async function openKeystore({ file, password }: Keystore): Promise<Signer> {
  const [json, secret] = await Promise.all([read(file), passwordFrom(password)]);
  let wallet: BaseWallet;
  try {
    wallet = await Wallet.fromEncryptedJson(json, secret);
  } catch (error) {
    throw new SignerError(
      /incorrect password/i.test(error instanceof Error ? error.message : '')
        ? 'the password does not open it; give the one it was encrypted with'
        : 'is no encrypted JSON keystore of version 3; make one with `geth account new`',
    );
  }
  return localSigner(wallet);
}

async function passwordFrom(password: Keystore['password']): Promise<string> {
  // An editor ends a file with a newline, a password does not.
  if ('file' in password) return (await read(password.file)).replace(/\r?\n$/, '');
  const secret = process.env[password.variable];
  if (secret === undefined) {
    throw new SignerError(`its password is missing: set the variable ${password.variable}`);
  }
  return secret;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new SignerError(`cannot read ${file} (${code}); correct the path or its permissions`);
  }
}
