import { parseArgs } from 'node:util';
import { isIsoDate } from '@cadastre/core';
import { getAddress, isAddress } from 'ethers';
import { CliError } from './terminal.js';

export const USAGE = `npm run oracle -- feeds COMMAND

  list                                      every feed and how it stands
  show FEED                                 its policy, its newest round, what waits
  pause FEED                                stop it at once
  resume FEED                               let it go on: announced first where a delay holds
  approve FEED --digest D --reason TEXT --evidence FILE
                                            release a parked report; the second person's publishes it
  rotate-signers --file FILE                {"signers": ["0x…"], "threshold": 3}; voids all signatures
  backfill FEED --from DATE --to DATE       publish missed days in order, one round for each

FEED is the feed's address. What changes the chain needs a key: --keystore FILE [--password-file FILE],
or --account N under DEV_MNEMONIC outside production; --yes does it without asking. The environment:
RPC_URL and DEPLOYMENT_FILE; ORACLE_URL for list, show and backfill (http://127.0.0.1:3001), and the
oracle's own environment for backfill.`;

/** Where the key is that signs what an operator does. */
export interface KeyChoice {
  keystore?: string;
  passwordFile?: string;
  account?: number;
}

/** What changes the chain. */
interface Signed {
  key: KeyChoice;
  yes: boolean;
}

export type Command =
  | { name: 'list' }
  | { name: 'show'; feed: string }
  | ({ name: 'pause' | 'resume'; feed: string } & Signed)
  | ({ name: 'approve'; feed: string; digest: string; reason: string; evidence: string } & Signed)
  | ({ name: 'rotate-signers'; file: string } & Signed)
  | { name: 'backfill'; feed: string; from: string; to: string; yes: boolean };

const OPTIONS = {
  digest: { type: 'string' },
  reason: { type: 'string' },
  evidence: { type: 'string' },
  file: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  keystore: { type: 'string' },
  'password-file': { type: 'string' },
  account: { type: 'string' },
  yes: { type: 'boolean', default: false },
} as const;

type Options = Partial<Record<keyof typeof OPTIONS, string | boolean>>;

/** Options each command takes beside those that a key needs. */
const TAKES: Record<Command['name'], readonly (keyof typeof OPTIONS)[]> = {
  list: [],
  show: [],
  pause: [],
  resume: [],
  approve: ['digest', 'reason', 'evidence'],
  'rotate-signers': ['file'],
  backfill: ['from', 'to'],
};
const OF_A_KEY = ['keystore', 'password-file', 'account', 'yes'] as const;

/** @throws CliError naming what is wrong with which argument */
export function parseCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const [name, feed, ...more] = positionals;
  if (!isCommand(name)) throw new CliError(USAGE);
  if (more.length > 0) throw new CliError(`${more.join(' ')}: one feed at a time.`);
  const allowed = new Set<string>([...TAKES[name], ...(isSigned(name) ? OF_A_KEY : ['yes'])]);
  for (const [option, value] of Object.entries(values)) {
    if (value !== false && !allowed.has(option)) {
      throw new CliError(`--${option} is no option of ${name}.`);
    }
  }
  const yes = values.yes === true;
  const signed = { key: keyOf(values), yes };
  switch (name) {
    case 'list':
      return { name };
    case 'show':
      return { name, feed: feedOf(feed) };
    case 'pause':
    case 'resume':
      return { name, feed: feedOf(feed), ...signed };
    case 'approve':
      return {
        name,
        feed: feedOf(feed),
        digest: digestOf(text(values, 'digest')),
        reason: text(values, 'reason'),
        evidence: text(values, 'evidence'),
        ...signed,
      };
    case 'rotate-signers':
      return { name, file: text(values, 'file'), ...signed };
    case 'backfill': {
      const [from, to] = [dateOf(values, 'from'), dateOf(values, 'to')];
      if (from > to) throw new CliError(`--from ${from} is after --to ${to}.`);
      return { name, feed: feedOf(feed), from, to, yes };
    }
  }
}

const isCommand = (name: string | undefined): name is Command['name'] =>
  name !== undefined && name in TAKES;
const isSigned = (name: Command['name']) => !['list', 'show', 'backfill'].includes(name);

function parse(argv: readonly string[]): { values: Options; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error));
  }
}

function text(values: Options, name: keyof typeof OPTIONS): string {
  const value = values[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new CliError(`--${name} is missing.`);
}

function feedOf(feed: string | undefined): string {
  if (feed === undefined) throw new CliError("Give the feed's address; `feeds list` tells it.");
  const known: boolean = isAddress(feed);
  if (known) return getAddress(feed);
  throw new CliError(`${feed} is no address; \`feeds list\` tells those of the feeds.`);
}

function digestOf(digest: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(digest)) return digest.toLowerCase();
  throw new CliError(
    `--digest ${digest}: must be 0x and 64 hex digits, as \`feeds show\` tells it.`,
  );
}

function dateOf(values: Options, name: 'from' | 'to'): string {
  const date = text(values, name);
  const real: boolean = isIsoDate(date);
  if (real) return date;
  throw new CliError(`--${name} ${date}: write a day like 2026-04-15.`);
}

function keyOf(values: Options): KeyChoice {
  const { keystore, account, 'password-file': passwordFile } = values;
  if (typeof account === 'string' && !/^[0-9]{1,4}$/.test(account)) {
    throw new CliError(`--account ${account}: must be the number of an account, such as 3.`);
  }
  return {
    ...(typeof keystore === 'string' && { keystore }),
    ...(typeof passwordFile === 'string' && { passwordFile }),
    ...(typeof account === 'string' && { account: Number(account) }),
  };
}
