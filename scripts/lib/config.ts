import { join } from 'node:path';
import { Mnemonic } from 'ethers';
import { DEV_MNEMONIC } from './dev-keys.ts';
import type { StartOptions } from './options.ts';
import { inRoot } from './paths.ts';

/** What `npm start` was told by the environment, checked. Undefined parts are embedded or made. */
export interface LaunchConfig {
  production: boolean;
  /** 0 picks a free port. */
  port: number;
  publicUrl: string | undefined;
  databaseUrl: string | undefined;
  /** The first of `rpcUrls`: what the launcher itself and the oracle ask. */
  rpcUrl: string | undefined;
  /** Nodes given with commas; the API watches them all. Empty: the local chain. */
  rpcUrls: string[];
  deploymentFile: string;
  clock: 'wall' | 'chain';
  confirmations: number;
  /** Derives every key, where keys are not given one by one. */
  devMnemonic: string | undefined;
  demo: boolean;
  /** Whether the chapters after the demonstration's opening are played in the background. */
  laterChapters: boolean;
  secrets: Partial<Secrets>;
}

/** What is made once and kept, where it is not given. */
export interface Secrets {
  JWT_SECRET: string;
  /** 32 bytes, base64. Losing it loses every encrypted document and name. */
  DATA_KEY: string;
  OPERATOR_EMAIL: string;
  OPERATOR_PASSWORD: string;
}

/** Must be given when NODE_ENV is production, where nothing is embedded and nothing is made up. */
const NEEDED_IN_PRODUCTION: Record<string, string> = {
  DATABASE_URL: 'a PostgreSQL 18 server, postgres://user:password@host:5432/database',
  RPC_URL: 'the JSON-RPC address of an EVM node, or several with commas',
  DEPLOYMENT_FILE: 'the manifest of the deployed contracts',
  PUBLIC_URL: 'where people reach the platform, https://...',
  JWT_SECRET: 'at least 32 random characters, e.g. `openssl rand -base64 48`',
  DATA_KEY: '32 random bytes in base64, e.g. `openssl rand -base64 32`',
  OPERATOR_EMAIL: 'the first operator',
  OPERATOR_PASSWORD: 'at least 12 characters',
  SIGNER_KEYS: 'JSON of role to where its key is (api/src/chain/README.md names the forms)',
  ORACLE_SIGNER_KEYSTORE: 'encrypted JSON file of this oracle node’s key in the committee',
  ORACLE_SUBMITTER_KEYSTORE: 'encrypted JSON file of the key that pays for its reports',
  ORACLE_KEYSTORE_PASSWORD_FILE: 'a file with the password of both keystores',
  ORACLE_PEERS: 'the committee’s nodes, address=url with commas between them',
};

/**
 * Checks every variable and gives either the configuration or all problems at once, each with its
 * way out. No value of a secret is ever part of a message.
 */
export function readLaunchConfig(
  env: NodeJS.ProcessEnv,
  options: StartOptions,
): { config: LaunchConfig; problems: string[] } {
  const problems: string[] = [];
  const reader = new Reader(env, problems);
  const production = reader.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development');
  const inProduction = production === 'production';
  if (inProduction) {
    for (const [name, hint] of Object.entries(NEEDED_IN_PRODUCTION)) {
      if (!env[name]) problems.push(`${name} is missing in production: ${hint}`);
    }
    if (env['DEV_MNEMONIC']) {
      problems.push('DEV_MNEMONIC is refused in production: unset it and give SIGNER_KEYS');
    }
  }
  const rpcUrls = reader.urls('RPC_URL', ['http:', 'https:'], 'http://127.0.0.1:8545');
  const config: LaunchConfig = {
    production: inProduction,
    port: reader.integer('PORT', 0, 65_535, 3000),
    publicUrl: reader.url('PUBLIC_URL', ['http:', 'https:'], 'https://cadastre.example'),
    databaseUrl: reader.url(
      'DATABASE_URL',
      ['postgres:', 'postgresql:'],
      'postgres://user:password@127.0.0.1:5432/cadastre',
    ),
    rpcUrl: rpcUrls[0],
    rpcUrls,
    deploymentFile: env['DEPLOYMENT_FILE'] ?? join(options.dataDir, 'deployment.json'),
    clock: reader.oneOf('CLOCK', ['wall', 'chain'], inProduction ? 'wall' : 'chain'),
    confirmations: reader.integer('CONFIRMATIONS', 1, 256, inProduction ? 12 : 1),
    devMnemonic: devMnemonic(env, inProduction, problems),
    demo: options.demo && !inProduction,
    laterChapters: reader.oneOf('DEMO_CHAPTERS', ['opening', 'all'], 'all') === 'all',
    secrets: {
      JWT_SECRET: reader.text('JWT_SECRET', 32),
      DATA_KEY: reader.key('DATA_KEY'),
      OPERATOR_EMAIL: reader.email('OPERATOR_EMAIL'),
      OPERATOR_PASSWORD: reader.text('OPERATOR_PASSWORD', 12),
    },
  };
  if (inProduction && config.clock === 'chain') {
    problems.push(
      'CLOCK=chain is for demonstrations: unset it, production lives on the wall clock',
    );
  }
  if (options.advanceSeconds > 0 && config.clock === 'wall') {
    problems.push(
      '--advance moves the chain’s clock, and CLOCK=wall does not follow it: unset CLOCK',
    );
  }
  return { config, problems };
}

function devMnemonic(
  env: NodeJS.ProcessEnv,
  production: boolean,
  problems: string[],
): string | undefined {
  if (production) return undefined;
  const given = env['DEV_MNEMONIC'];
  if (given && !Mnemonic.isValidMnemonic(given)) {
    problems.push('DEV_MNEMONIC is not a BIP-39 phrase of English words: correct or unset it');
  }
  return given ?? DEV_MNEMONIC;
}

class Reader {
  private readonly env: NodeJS.ProcessEnv;
  private readonly problems: string[];

  constructor(env: NodeJS.ProcessEnv, problems: string[]) {
    this.env = env;
    this.problems = problems;
  }

  integer(name: string, low: number, high: number, otherwise: number): number {
    const text = this.env[name];
    if (text === undefined || text === '') return otherwise;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= low && value <= high) return value;
    this.problems.push(
      `${name}=${text} is not a whole number from ${low} to ${high}: correct or unset it (then ${otherwise})`,
    );
    return otherwise;
  }

  oneOf<T extends string>(name: string, values: T[], otherwise: T): T {
    const text = this.env[name];
    if (text === undefined || text === '') return otherwise;
    const found = values.find((value) => value === text);
    if (found) return found;
    this.problems.push(`${name}=${text} is not one of ${values.join(', ')}: correct or unset it`);
    return otherwise;
  }

  /** The value is not repeated: such URLs carry passwords and access keys. */
  url(name: string, protocols: string[], example: string): string | undefined {
    const text = this.env[name];
    if (text === undefined || text === '') return undefined;
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    this.problems.push(`${name} is not a URL like ${example}: correct or unset it`);
    return undefined;
  }

  /** Addresses with commas between them. */
  urls(name: string, protocols: string[], example: string): string[] {
    const text = this.env[name];
    if (text === undefined || text === '') return [];
    const urls = text.split(',').map((part) => part.trim());
    const good = (url: string): boolean =>
      URL.canParse(url) && protocols.includes(new URL(url).protocol);
    if (urls.every(good)) return urls;
    this.problems.push(
      `${name} is not a URL like ${example}, or several with commas: correct or unset it`,
    );
    return [];
  }

  text(name: string, least: number): string | undefined {
    const text = this.env[name];
    if (text === undefined || text === '') return undefined;
    if (text.length >= least) return text;
    this.problems.push(`${name} needs at least ${least} characters: give a longer one or unset it`);
    return undefined;
  }

  key(name: string): string | undefined {
    const text = this.env[name];
    if (text === undefined || text === '') return undefined;
    if (Buffer.from(text, 'base64').length === 32) return text;
    this.problems.push(
      `${name} is not 32 bytes in base64: use the output of \`openssl rand -base64 32\`, or unset it`,
    );
    return undefined;
  }

  email(name: string): string | undefined {
    const text = this.env[name];
    if (text === undefined || text === '') return undefined;
    if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return text;
    this.problems.push(`${name}=${text} is not an e-mail address: correct or unset it`);
    return undefined;
  }
}

/** The input files that come with the project. */
export const DATA_DIR = inRoot('data');
