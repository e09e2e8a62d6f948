import { Injectable } from '@nestjs/common';
import { HDNodeWallet, Mnemonic, type TransactionLike, Wallet } from 'ethers';
import { z } from 'zod';
import { Config, ConfigError } from '../platform/config.js';
import { SIGNER_ROLES, type SignerRole } from './outbox/command.js';

/** An account that can sign; later kinds (keystore, remote, KMS) implement the same two members. */
export interface Signer {
  readonly address: string;
  /** The raw signed transaction, 0x-hex. */
  sign(transaction: TransactionLike): Promise<string>;
}

/** Index of each role's key under the development mnemonic, m/44'/60'/0'/0/index. */
export const DEV_INDEX: Record<SignerRole, number> = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
};

const privateKey = z.string().regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hex digits');
const keysSchema = z.strictObject({
  deployer: privateKey.optional(),
  registrar: privateKey,
  issuance: privateKey,
  compliance: privateKey,
  factory: privateKey,
});

/**
 * The platform's keys, one per role. What they hold never leaves this object: no log line, error
 * or report prints more than an address.
 */
@Injectable()
export class Signers {
  private readonly byRole = new Map<SignerRole, Signer>();

  constructor(config: Config) {
    const wallets = config.env.SIGNER_KEYS
      ? fromKeys(config.env.SIGNER_KEYS)
      : fromMnemonic(config.env.DEV_MNEMONIC, config.production);
    for (const [role, wallet] of wallets) {
      this.byRole.set(role, {
        address: wallet.address,
        sign: (transaction) => wallet.signTransaction(transaction),
      });
    }
  }

  /** Roles this process can sign for; the deployer's key may be kept away from the API. */
  get roles(): SignerRole[] {
    return [...this.byRole.keys()];
  }

  address(role: SignerRole): string {
    return this.of(role).address;
  }

  of(role: SignerRole): Signer {
    const signer = this.byRole.get(role);
    if (!signer) throw new Error(`SIGNER_KEYS: no key for the role ${role}`);
    return signer;
  }
}

type RoleWallet = [SignerRole, Wallet | HDNodeWallet];

function fromKeys(json: string): RoleWallet[] {
  const keys = parseKeys(json);
  return SIGNER_ROLES.flatMap((role): RoleWallet[] => {
    const key = keys[role];
    return key ? [[role, new Wallet(key)]] : [];
  });
}

/** Zod's own message could quote the input; ours names the role and never the value. */
function parseKeys(json: string): z.output<typeof keysSchema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ConfigError(['SIGNER_KEYS: is not valid JSON; expected {"issuance":"0x…", …}']);
  }
  const parsed = keysSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const broken = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the object'));
  throw new ConfigError([
    `SIGNER_KEYS: not usable for ${[...broken].join(', ')}; ` +
      'each role needs 0x and 64 hex digits: registrar, issuance, compliance, factory',
  ]);
}

function fromMnemonic(phrase: string | undefined, production: boolean): RoleWallet[] {
  if (production) {
    throw new ConfigError(['DEV_MNEMONIC: is refused in production; give SIGNER_KEYS']);
  }
  if (!phrase || !Mnemonic.isValidMnemonic(phrase)) {
    throw new ConfigError(['DEV_MNEMONIC: is not a valid BIP-39 phrase (check words and order)']);
  }
  const mnemonic = Mnemonic.fromPhrase(phrase);
  return SIGNER_ROLES.map((role): RoleWallet => [
    role,
    HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${DEV_INDEX[role]}`),
  ]);
}
