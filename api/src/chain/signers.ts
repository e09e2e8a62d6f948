import { Injectable } from '@nestjs/common';
import { HDNodeWallet, Mnemonic } from 'ethers';
import { z } from 'zod';
import { Config, ConfigError } from '../platform/config.js';
import { SIGNER_ROLES, type SignerRole } from './outbox/command.js';
import { KEY_FORMS, readKey } from './signers/key-uri.js';
import { localSigner } from './signers/local.js';
import { type Key, type Signer, SignerError } from './signers/signer.js';

export type { Signer } from './signers/signer.js';

/** Index of each role's key under the development mnemonic, m/44'/60'/0'/0/index. */
export const DEV_INDEX: Record<SignerRole, number> = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
  treasurer: 6,
};

/** The deployer only works when contracts are deployed or roles change hands. */
const MAY_STAY_AWAY: SignerRole[] = ['deployer'];

/**
 * The platform's keys, one per role, wherever each is kept. What they hold never leaves this object:
 * no log line, error or report prints more than an address.
 */
@Injectable()
export class Signers {
  readonly #keys: Map<SignerRole, Key>;
  readonly #signers = new Map<SignerRole, Signer>();

  /** @throws ConfigError naming every role whose key is not usable as written */
  constructor(config: Config) {
    this.#keys = config.env.SIGNER_KEYS
      ? fromKeys(config.env.SIGNER_KEYS, config.production)
      : fromMnemonic(config.env.DEV_MNEMONIC, config.production);
    for (const [role, key] of this.#keys) {
      if (typeof key === 'object') this.#signers.set(role, key);
    }
  }

  /**
   * Unlocks keystores and asks the signers elsewhere for their accounts. Until then only keys that
   * are at hand have an address. @throws ConfigError naming every role whose key cannot be had
   */
  async open(): Promise<this> {
    const problems = await Promise.all(
      [...this.#keys].map(async ([role, key]) => {
        if (typeof key === 'object' || this.#signers.has(role)) return null;
        try {
          this.#signers.set(role, await key());
          return null;
        } catch (error) {
          if (!(error instanceof SignerError)) throw error;
          return problemOf(role, error);
        }
      }),
    );
    refuse(problems.filter((problem) => problem !== null));
    return this;
  }

  /** Roles this process can sign for; the deployer's key may be kept away from the API. */
  get roles(): SignerRole[] {
    return [...this.#keys.keys()];
  }

  address(role: SignerRole): string {
    return this.of(role).address;
  }

  of(role: SignerRole): Signer {
    const signer = this.#signers.get(role);
    if (signer) return signer;
    throw new Error(
      this.#keys.has(role)
        ? `the key of the role ${role} is not open yet`
        : `SIGNER_KEYS: no key for the role ${role}`,
    );
  }
}

const object = z.record(z.string(), z.string());

/** No message repeats what was given: it may hold private keys. */
function fromKeys(json: string, production: boolean): Map<SignerRole, Key> {
  const given = object.safeParse(parsed(json));
  if (!given.success) {
    throw new ConfigError([`SIGNER_KEYS: is not a JSON object of role to key; give ${KEY_FORMS}`]);
  }
  const problems: string[] = [];
  const unknown = Object.keys(given.data).filter((role) => !isRole(role));
  if (unknown.length > 0) {
    problems.push(`SIGNER_KEYS: unknown roles; the roles are ${SIGNER_ROLES.join(', ')}`);
  }
  const keys = new Map<SignerRole, Key>();
  for (const role of SIGNER_ROLES) {
    const text = given.data[role];
    if (text === undefined) {
      if (MAY_STAY_AWAY.includes(role)) continue;
      problems.push(`SIGNER_KEYS: ${role}: is missing; give ${KEY_FORMS}`);
      continue;
    }
    try {
      keys.set(role, readKey(text, production));
    } catch (error) {
      if (!(error instanceof SignerError)) throw error;
      problems.push(problemOf(role, error));
    }
  }
  refuse(problems);
  return keys;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const isRole = (text: string): text is SignerRole => SIGNER_ROLES.some((role) => role === text);

const problemOf = (role: SignerRole, error: SignerError): string =>
  `SIGNER_KEYS: ${role}: ${error.message}`;

function refuse(problems: string[]): void {
  if (problems.length > 0) throw new ConfigError(problems);
}

function fromMnemonic(phrase: string | undefined, production: boolean): Map<SignerRole, Key> {
  if (production) {
    throw new ConfigError(['DEV_MNEMONIC: is refused in production; give SIGNER_KEYS']);
  }
  if (!phrase || !Mnemonic.isValidMnemonic(phrase)) {
    throw new ConfigError(['DEV_MNEMONIC: is not a valid BIP-39 phrase (check words and order)']);
  }
  const mnemonic = Mnemonic.fromPhrase(phrase);
  return new Map(
    SIGNER_ROLES.map((role) => {
      const path = `m/44'/60'/0'/0/${DEV_INDEX[role]}`;
      return [role, localSigner(HDNodeWallet.fromMnemonic(mnemonic, path))];
    }),
  );
}
