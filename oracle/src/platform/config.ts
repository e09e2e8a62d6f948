import { join } from 'node:path';
import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be a URL starting with ${protocols.join(' or ')}`,
  });

const privateKey = z.string().regex(/^0x[0-9a-fA-F]{64}$/, 'must be 0x and 64 hex digits');

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  ORACLE_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  /** Address to listen on; the service is for its own house, not for the street. */
  ORACLE_HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  RPC_URL: url('http:', 'https:'),
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
  /** Pause between two looks of the canary at all feeds, ms. */
  CANARY_MS: z.coerce.number().int().min(1000).max(3_600_000).default(30_000),
  /** Never pay more than this per gas; reports wait while the network asks for more. */
  MAX_FEE_GWEI: z.coerce.number().int().min(1).max(100_000).default(200),
  ORACLE_SUBMITTER_KEY: privateKey.optional(),
  /** Private keys of the committee's signers held here, separated by commas. */
  ORACLE_SIGNER_KEYS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(privateKey).min(1))
    .optional(),
  /** Mint guards (`SecureMint`) that the canary holds against what was published, separated by commas. */
  ORACLE_MINT_GUARDS: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.string().refine(isAddress, 'must be addresses').transform(getAddress)))
    .optional(),
  /** Development only: keys are derived from it at fixed indexes. */
  DEV_MNEMONIC: z.string().min(1).optional(),
});

/** What concerns several variables; asked whatever the state of each. */
function together(env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = [];
  if (env['NODE_ENV'] === 'production' && env['DEV_MNEMONIC']) {
    problems.push(
      'DEV_MNEMONIC: is refused in production; give ORACLE_SUBMITTER_KEY and ORACLE_SIGNER_KEYS',
    );
  }
  if (!env['DEV_MNEMONIC']) {
    for (const name of ['ORACLE_SUBMITTER_KEY', 'ORACLE_SIGNER_KEYS']) {
      if (!env[name]) problems.push(`${name}: is missing (or DEV_MNEMONIC outside production)`);
    }
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
