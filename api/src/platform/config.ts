import { isIP } from 'node:net';
import { inspect } from 'node:util';
import { unfit } from '@cadastre/core';
import { z } from 'zod';

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL starting with ${protocols.join(' or ')}`,
  });

const NODE_URL = url(['http:', 'https:']);

/** One address, or several with commas between them. */
const nodeUrls = z.string().superRefine((text, check) => {
  const urls = listed(text);
  const broken = urls.map((one) => NODE_URL.safeParse(one).error).find(Boolean);
  const message = broken?.issues[0]?.message;
  if (message) check.addIssue({ code: 'custom', message });
  if (new Set(urls).size < urls.length) {
    check.addIssue({ code: 'custom', message: 'names the same node twice; name each once' });
  }
});

/** `name:key` with commas between, the key as 32 bytes in base64; see `Config.documentKeys`. */
const documentKeys = z.string().superRefine((text, check) => {
  const names = listed(text).map((part) => part.split(':')[0] ?? '');
  for (const part of listed(text)) {
    const [name = '', key = ''] = part.split(':');
    if (/^[a-z0-9][a-z0-9.-]{0,31}$/.test(name) && Buffer.from(key, 'base64').length === 32)
      continue;
    const message = `needs name:key for each, the key 32 bytes in base64; look at "${name}"`;
    check.addIssue({ code: 'custom', message });
  }
  if (new Set([...names, 'data-key']).size <= names.length) {
    const message = 'gives a name twice, or takes data-key, which is the one derived from DATA_KEY';
    check.addIssue({ code: 'custom', message });
  }
});

/** `s3+https://KEY:SECRET@HOST/BUCKET`: see documents/s3-storage.ts. */
const bucketUrl = z.string().refine(
  (text) => {
    if (!/^s3\+https?:/.test(text) || !URL.canParse(text.slice(3))) return false;
    const { pathname, username, password } = new URL(text.slice(3));
    return /^\/[^/]/.test(pathname) && (username === '') === (password === '');
  },
  { message: 'must be s3+https://KEY:SECRET@HOST/BUCKET[/PREFIX][?region=REGION]' },
);

/** Addresses or subnets with commas between: only these are believed when they say for whom they ask. */
const proxies = z.string().superRefine((text, check) => {
  for (const part of listed(text)) {
    const [address = '', bits, more] = part.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest);
    if (isIP(address) !== 0 && fits && more === undefined) continue;
    const message = `needs IP addresses or subnets (10.0.0.7 or 10.0.0.0/8); look at "${part}"`;
    check.addIssue({ code: 'custom', message });
  }
});

/** How many of something are allowed. */
const allowed = (otherwise: number) =>
  z.coerce.number().int().min(1).max(1_000_000).default(otherwise);

const listed = (text: string): string[] => text.split(',').map((part) => part.trim());

/** Whole ether with up to 18 decimals, as a decimal text: a float could not hold it. */
const ether = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,18})?$/, 'must be an amount of ether with at most 18 decimals, e.g. 0.1');

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Where people reach this service; its host is the SIWE domain. */
  PUBLIC_URL: url(['http:', 'https:']).default('http://localhost:3000'),
  DATABASE_URL: url(['postgres:', 'postgresql:']),
  /** Read it as `Config.rpcUrls`. */
  RPC_URL: nodeUrls,
  DEPLOYMENT_FILE: z.string().min(1),
  ORACLE_URL: url(['http:', 'https:']).optional(),
  /** `wall` in production; `chain` lets domain time follow the local chain. */
  CLOCK: z.enum(['wall', 'chain']).default('wall'),
  /** Blocks on top of (and including) the one that holds a transaction before it is final. */
  CONFIRMATIONS: z.coerce.number().int().min(1).max(256).default(12),
  /** How often the chain is asked for its head, ms. A second suits a public network. */
  CHAIN_POLL_MS: z.coerce.number().int().min(50).max(60_000).default(300),
  /** Never pay more than this per gas; commands wait while the network asks for more. */
  MAX_FEE_GWEI: z.coerce.number().int().min(1).max(100_000).default(200),
  /** Transactions of one key that may wait to be mined; what the node's pool takes for an account. */
  MAX_IN_FLIGHT: z.coerce.number().int().min(1).max(1_000).default(64),
  /** After this long, if blocks go by without it, a transaction is offered again for more. */
  REPLACE_AFTER_MS: z.coerce.number().int().min(1_000).max(86_400_000).default(60_000),
  /** A signer with less than this is told to the operator, in ether. */
  LOW_BALANCE_ETH: ether.default('0.1'),
  /** The proxies in front, read as `Config.trustedProxies`; without them who connects is who asks. */
  TRUSTED_PROXIES: proxies.optional(),
  /** Wrong passwords a minute for one account from one network; see accounts/door-limits.service.ts. */
  SIGN_IN_FAILURES: allowed(10),
  /** Accounts that may fail to sign in from one network within a quarter of an hour. */
  SIGN_IN_ACCOUNTS: allowed(30),
  /** Registrations an hour from one network. */
  REGISTRATIONS: allowed(30),
  /** How many days old a sanctions list in force may be; read it as `Config.sanctionsListDays`. */
  SANCTIONS_LIST_DAYS: z.coerce.number().int().min(1).max(36_500).optional(),
  /** Streams of events that one person may have open at one process. */
  EVENT_STREAMS: allowed(50),
  /** What Prometheus brings to `GET /metrics`; without it there is no such page. */
  METRICS_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  /** The mail server, e.g. smtps://user:password@mail.example.org; without it no e-mail is sent. */
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  /** Who e-mails come from. */
  MAIL_FROM: z.email().default('no-reply@cadastre.test'),
  JWT_SECRET: z.string().min(32, 'needs at least 32 characters'),
  /** 32 bytes, base64: encrypts personal data and documents at rest. */
  DATA_KEY: z.string().refine((value) => Buffer.from(value, 'base64').length === 32, {
    message: 'must be 32 bytes in base64, e.g. the output of `openssl rand -base64 32`',
  }),
  /** Master keys of documents, the one to use first; without it, one derived from DATA_KEY. */
  DOCUMENT_KEYS: documentKeys.optional(),
  /** Where documents lie, and uploads on their way. */
  DOCUMENTS_DIR: z.string().min(1),
  /** An S3-compatible store instead: DOCUMENTS_DIR then has only uploads on their way. */
  DOCUMENTS_URL: bucketUrl.optional(),
  /** Folder with the official input files (`treasuries/`, `sanctions/`, `iso/`). */
  DATA_DIR: z.string().min(1),
  UI_DIR: z.string().optional(),
  /** `1` lets everybody read the demonstration's sign-ins; never in production. */
  DEMO: z.stringbool().default(false),
  /** Development only: signer keys are derived from it at fixed indexes. */
  DEV_MNEMONIC: z.string().optional(),
  /** JSON object of signer role to where its key is: see chain/signers/key-uri.ts. */
  SIGNER_KEYS: z.string().optional(),
  /** The first operator, created at the first start only. */
  OPERATOR_EMAIL: z.email(),
  OPERATOR_PASSWORD: z.string().min(12, 'needs at least 12 characters'),
});

/** What concerns several variables; asked whatever the state of each. */
function together(env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  const production = env['NODE_ENV'] === 'production';
  if (production && env['DEV_MNEMONIC']) {
    problems.push('DEV_MNEMONIC: is refused in production; give SIGNER_KEYS instead');
  }
  if (production && schema.shape.DEMO.safeParse(env['DEMO']).data) {
    problems.push('DEMO: publishes sign-ins and is refused in production; leave it out');
  }
  if (!env['DEV_MNEMONIC'] && !env['SIGNER_KEYS']) {
    problems.push('SIGNER_KEYS: is missing (or DEV_MNEMONIC outside production)');
  }
  return problems;
}

export type Environment = z.output<typeof schema>;

/** The validated environment, injected by its class so that tests can give their own. */
export class Config {
  constructor(readonly env: Environment) {}

  get production(): boolean {
    return this.env.NODE_ENV === 'production';
  }

  /** The chain's nodes, at least one. */
  get rpcUrls(): string[] {
    return listed(this.env.RPC_URL);
  }

  /**
   * The most days since its publisher's date for a sanctions list that somebody is approved with; null: any number. What
   * comes with the platform is test input from years ago, so only production asks by itself.
   */
  get sanctionsListDays(): number | null {
    return this.env.SANCTIONS_LIST_DAYS ?? (this.production ? 30 : null);
  }

  /** The proxies in front, none where there are none. */
  get trustedProxies(): string[] {
    return listed(this.env.TRUSTED_PROXIES ?? '').filter((part) => part !== '');
  }

  /** Master keys of documents by name, the one to wrap with first; empty for the derived one. */
  get documentKeys(): [string, Buffer][] {
    const given = this.env.DOCUMENT_KEYS;
    if (!given) return [];
    return listed(given).map((part) => {
      const [name = '', key = ''] = part.split(':');
      return [name, Buffer.from(key, 'base64')];
    });
  }

  /** Many objects hold this one, and whoever prints them must not print its secrets. */
  toJSON(): string {
    return `the environment (${Object.keys(this.env).join(', ')})`;
  }

  [inspect.custom](): string {
    return this.toJSON();
  }
}

export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`the environment is not usable:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
  }
}

/** Reads and checks every variable. @throws ConfigError naming all problems, never a secret's value */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = schema.safeParse(env, { error: unfit });
  const each = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return env[name] === undefined ? `${name}: is missing` : `${name}: ${issue.message}`;
  });
  const problems = [...each, ...together(env)];
  if (parsed.success && problems.length === 0) return new Config(parsed.data);
  throw new ConfigError(problems);
}
