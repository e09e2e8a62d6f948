import { getAddress, isAddress, Wallet } from 'ethers';
import { openKms } from './kms.js';
import { localSigner, openKeystore } from './local.js';
import { openRemote } from './remote.js';
import { isLoopback, type Key, type Signer, SignerError } from './signer.js';

/** How a key is given; shown wherever one is given wrongly. */
export const KEY_FORMS =
  'keystore:/path.json?passwordFile=/path, aws-kms:ARN, web3signer+https://host?address=0x…, ' +
  'clef+https://host?address=0x… or a private key of 0x and 64 hex digits';

type Reader = (uri: URL, parameters: Parameters, production: boolean) => () => Promise<Signer>;

const READERS: Record<string, Reader> = {
  'keystore:': keystore,
  'aws-kms:': kms,
  'web3signer+http:': (...given) => remote('web3signer', ...given),
  'web3signer+https:': (...given) => remote('web3signer', ...given),
  'clef+http:': (...given) => remote('clef', ...given),
  'clef+https:': (...given) => remote('clef', ...given),
};

/**
 * One role's key from how it is written. @throws SignerError that never repeats what was written,
 * as it may be a private key
 */
export function readKey(text: string, production: boolean): Key {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return localSigner(walletOf(text));
  const uri = URL.canParse(text) ? new URL(text) : null;
  const reader = uri && READERS[uri.protocol];
  if (!uri || !reader) throw new SignerError(`is not understood; give ${KEY_FORMS}`);
  const parameters = new Parameters(uri);
  const pinned = parameters.address();
  const open = reader(uri, parameters, production);
  parameters.refuseOthers();
  return async () => {
    const signer = await open();
    if (pinned && signer.address !== pinned) {
      throw new SignerError(`is the key of ${signer.address}, not of address=${pinned}`);
    }
    return signer;
  };
}

function walletOf(privateKey: string): Wallet {
  try {
    return new Wallet(privateKey);
  } catch {
    throw new SignerError('is not in the range of private keys (0, or beyond the curve’s order)');
  }
}

function keystore(uri: URL, parameters: Parameters): () => Promise<Signer> {
  const file = decodeURIComponent(uri.pathname);
  const passwordFile = parameters.get('passwordFile');
  const variable = parameters.get('passwordEnv');
  if (file === '' || Boolean(passwordFile) === Boolean(variable)) {
    throw new SignerError(
      'needs a file and where its password is: ' +
        'keystore:/path.json?passwordFile=/path, or ?passwordEnv=VARIABLE',
    );
  }
  const password = passwordFile ? { file: passwordFile } : { variable: variable ?? '' };
  return () => openKeystore({ file, password });
}

function kms(uri: URL, parameters: Parameters, production: boolean): () => Promise<Signer> {
  const keyId = decodeURIComponent(uri.pathname);
  if (keyId === '')
    throw new SignerError('needs the id, ARN or alias of a key: aws-kms:alias/name');
  const region = parameters.get('region');
  const endpoint = parameters.get('endpoint');
  if (endpoint !== undefined) secure(endpoint, production);
  return () => openKms({ keyId, region, endpoint });
}

function remote(
  dialect: 'web3signer' | 'clef',
  uri: URL,
  parameters: Parameters,
  production: boolean,
): () => Promise<Signer> {
  const address = parameters.address();
  if (!address) throw new SignerError(`needs the account to sign with: ${dialect}+…?address=0x…`);
  const url = secure(uri.href.slice(dialect.length + 1), production);
  url.search = '';
  return () => openRemote({ dialect, url, address });
}

function secure(text: string, production: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw new SignerError('its address is not a URL');
  if (url.protocol === 'http:' && production && !isLoopback(url)) {
    throw new SignerError(
      `${url.host} would be asked without encryption; use https (http is for localhost only)`,
    );
  }
  return url;
}

/** What stands behind the question mark; a misspelt name is told, not ignored. */
class Parameters {
  private readonly asked = new Set<string>();

  constructor(private readonly uri: URL) {}

  get(name: string): string | undefined {
    this.asked.add(name);
    return this.uri.searchParams.get(name) ?? undefined;
  }

  address(): string | undefined {
    const text = this.get('address');
    if (text !== undefined && !isAddress(text)) {
      throw new SignerError('its address= is not an address (0x and 40 hex digits, checksum)');
    }
    return text && getAddress(text);
  }

  refuseOthers(): void {
    const unknown = [...this.uri.searchParams.keys()].filter((name) => !this.asked.has(name));
    if (unknown.length === 0) return;
    throw new SignerError(
      `has unknown parameters (${unknown.join(', ')}); known here: ${[...this.asked].join(', ')}`,
    );
  }
}
