import { join } from 'node:path';
import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL starting with ${protocols.join(' or ')}`,
  });

const urls = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => value.split(',').every((one) => url(...protocols).safeParse(one).success), {
      message: `must be URLs starting with ${protocols.join(' or ')}, separated by commas`,
    });

/** Another node of the committee. */
export interface PeerAddress {
  /** Checksummed address of its signer key. */
  address: string;
  url: string;
}

/** `0x…=http://host:3001,0x…=https://…` */
function readPeers(text: string, problems: z.RefinementCtx): PeerAddress[] {
  const peers = text.split(',').flatMap((part): PeerAddress[] => {
    const at = part.indexOf('=');
    const [address, url] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    const good = isAddress(address) && URL.canParse(url) && /^https?:/.test(url);
    return good ? [{ address: getAddress(address), url }] : [];
  });
  const expected = text.trim() === '' ? 0 : text.split(',').length;
  if (peers.length !== expected || new Set(peers.map((peer) => peer.address)).size !== expected) {
    problems.addIssue('must be address=url of each node, with commas between them');
    return z.NEVER;
  }
  return peers;
}

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  ORACLE_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  /** Address to listen on; the service is for its own house, not for the street. */
  ORACLE_HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  /** One node, or several separated by commas. */
  RPC_URL: urls('http:', 'https:'),
  /** The API whose public feeds and statements are read. */
  API_URL: url('http:', 'https:'),
  DEPLOYMENT_FILE: z.string().min(1),
  /** Folder with the official curve files and the securities master. */
  TREASURY_DATA_DIR: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).optional(),
  /** JSON file that says which sources make which asset's numbers; funds of Treasuries need none. */
  ORACLE_PLAN_FILE: z.string().min(1).optional(),
  CLOCK: z.enum(['wall', 'chain']).default('wall'),
  CONFIRMATIONS: z.coerce.number().int().min(1).max(256).default(12),
  /** Pause between two rounds of work, ms. */
  POLL_MS: z.coerce.number().int().min(100).max(3_600_000).default(1000),
  /** Never pay more than this per gas; reports wait while the network asks for more. */
  MAX_FEE_GWEI: z.coerce.number().int().min(1).max(100_000).default(200),
  /** Encrypted JSON files (version 3) of this node's two keys, and the password of both. */
  ORACLE_SIGNER_KEYSTORE: z.string().min(1).optional(),
  ORACLE_SUBMITTER_KEYSTORE: z.string().min(1).optional(),
  ORACLE_KEYSTORE_PASSWORD: z.string().min(1).optional(),
  ORACLE_KEYSTORE_PASSWORD_FILE: z.string().min(1).optional(),
  /** What this node has promised to sign; a file of its own, never deleted. */
  ORACLE_JOURNAL: z.string().min(1),
  ORACLE_PEERS: z.string().default('').transform(readPeers),
  /** Ms within which another node has to answer. */
  ORACLE_PEER_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(5_000),
  /** `lock` where the nodes share a database, `slot` where each has its own. */
  ORACLE_LEADER: z.enum(['lock', 'slot']).default('lock'),
  /** The same on every node: how long one of them leads a feed's next round. */
  ORACLE_SLOT_SECONDS: z.coerce.number().int().min(5).max(3600).default(30),
  /** Development only: which node of the committee this is. */
  ORACLE_NODE: z.coerce.number().int().min(0).max(4).default(0),
  /** Development only: keys are derived from it at fixed indexes. */
  DEV_MNEMONIC: z.string().min(1).optional(),
});

/** What concerns several variables; asked whatever the state of each. */
function together(env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (env['NODE_ENV'] === 'production' && env['DEV_MNEMONIC']) {
    problems.push(
      'DEV_MNEMONIC: is refused in production; give ORACLE_SIGNER_KEYSTORE and ORACLE_SUBMITTER_KEYSTORE',
    );
  }
  const keystores = ['ORACLE_SIGNER_KEYSTORE', 'ORACLE_SUBMITTER_KEYSTORE'];
  const given = keystores.filter((name) => env[name]);
  if (given.length === 1 || !env['DEV_MNEMONIC']) {
    for (const name of keystores) {
      if (!env[name]) problems.push(`${name}: is missing (or DEV_MNEMONIC outside production)`);
    }
  }
  const password = env['ORACLE_KEYSTORE_PASSWORD'] ?? env['ORACLE_KEYSTORE_PASSWORD_FILE'];
  if (given.length > 0 && !password) {
    problems.push(
      'ORACLE_KEYSTORE_PASSWORD_FILE: is missing (or ORACLE_KEYSTORE_PASSWORD), which opens the keystores',
    );
  }
  if (!env['TREASURY_DATA_DIR'] && !env['DATA_DIR']) {
    problems.push('TREASURY_DATA_DIR: is missing (or DATA_DIR, whose treasuries/ is then read)');
  }
  return problems;
}

export type Environment = z.output<typeof schema>;

/** The validated environment. */
export class Config {
  constructor(readonly env: Environment) {}

  get treasuryDir(): string {
    return this.env.TREASURY_DATA_DIR ?? join(this.env.DATA_DIR ?? '', 'treasuries');
  }
}

/** Something outside keeps the service from starting; every problem is told at once. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`the environment is not usable:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}

/** Reads and checks every variable. @throws ConfigError naming all problems, never a secret's value */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env);
  const each = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return env[name] === undefined ? `${name}: is missing` : `${name}: ${issue.message}`;
  });
  const problems = [...each, ...together(env)];
  if (parsed.success && problems.length === 0) return new Config(parsed.data);
  throw new ConfigError(problems);
}
