import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAddress, Wallet } from 'ethers';
import { z } from 'zod';
import type { PlatformOptions } from '@cadastre/contracts';
import { LOCAL_CHAIN_ID } from './anvil.ts';
import { DEV_MNEMONIC } from './dev-keys.ts';
import { developmentParties, type Parties } from './deploy.ts';
import { inRoot, ROOT } from './paths.ts';
import { Told } from './report.ts';
import { runningWorld } from './run-file.ts';

/** The networks that are known by name; another file by NETWORKS_FILE. */
const NETWORKS_FILE = inRoot('deployments', 'networks.json');

const fromEnv = z.strictObject({ env: z.string() });
const networkSchema = z.strictObject({
  chainId: z.int().positive(),
  rpcUrl: z.strictObject({ env: z.string(), default: z.url().optional() }),
  /** `development`: the published keys of the local chain. Else the two that follow are needed. */
  keys: z.literal('development').optional(),
  deployerKey: fromEnv.optional(),
  roleHolders: fromEnv.optional(),
  confirmations: z.int().min(1).default(1),
  /** Relative to the project's root; DEPLOYMENT_FILE goes before it. */
  manifest: z.string(),
});
type NetworkEntry = z.infer<typeof networkSchema>;

const address = z.string().refine((text) => isAddress(text), 'is no address');
const holdersSchema = z.strictObject({
  registrar: address,
  compliance: address,
  factory: address,
  issuer: address.optional(),
  oracleSigners: z.array(address).min(2).max(32),
  oracleThreshold: z.int().min(2).optional(),
  oracleAdmin: address.optional(),
  attestors: z.array(z.strictObject({ address, provider: z.int().positive() })).optional(),
  salt: z.string().optional(),
});

/** Which chain, and where its manifest is. */
export interface Network {
  readonly name: string;
  readonly chainId: number;
  readonly rpcUrl: string;
  readonly manifest: string;
}

/** With what a deployment needs besides. */
export interface DeployableNetwork extends Network {
  readonly parties: Parties;
  readonly confirmations: number;
}

/** A network to read from. @throws Told naming what is missing, never a value that may be secret */
export function readNetwork(name: string, env: NodeJS.ProcessEnv): Network {
  const problems: string[] = [];
  const network = settle(name, entryOf(name, env), env, problems);
  return told(name, network, problems);
}

/** A network to deploy to, with its keys. @throws Told naming every problem at once */
export function readDeployableNetwork(name: string, env: NodeJS.ProcessEnv): DeployableNetwork {
  const problems: string[] = [];
  const entry = entryOf(name, env);
  const network = settle(name, entry, env, problems);
  const parties =
    entry.keys === 'development'
      ? developmentPartiesOf(entry, env, problems)
      : partiesOf(entry, env, problems);
  return told(
    name,
    network && parties && { ...network, parties, confirmations: entry.confirmations },
    problems,
  );
}

function told<T>(name: string, settled: T | undefined, problems: string[]): T {
  if (settled !== undefined && problems.length === 0) return settled;
  throw new Told(`Network ${name}:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
}

function entryOf(name: string, env: NodeJS.ProcessEnv): NetworkEntry {
  const path = env['NETWORKS_FILE'] ? resolve(env['NETWORKS_FILE']) : NETWORKS_FILE;
  let parsed;
  try {
    const text = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    parsed = z.record(z.string(), networkSchema).safeParse(text);
  } catch (error) {
    throw new Told(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!parsed.success) throw new Told(`${path}:\n${z.prettifyError(parsed.error)}`);
  const entry = parsed.data[name];
  if (entry) return entry;
  throw new Told(
    `There is no network ${name}; ${path} knows ${Object.keys(parsed.data).join(', ')}.`,
  );
}

function settle(
  name: string,
  entry: NetworkEntry,
  env: NodeJS.ProcessEnv,
  problems: string[],
): Network | undefined {
  const world = name === 'local' ? runningWorld(inRoot('.cadastre')) : undefined;
  const rpcUrl = env[entry.rpcUrl.env] ?? world?.rpcUrl ?? entry.rpcUrl.default;
  if (!rpcUrl || !URL.canParse(rpcUrl) || !/^https?:$/.test(new URL(rpcUrl).protocol)) {
    problems.push(
      `${entry.rpcUrl.env} must be the JSON-RPC address of a node of chain ${entry.chainId}`,
    );
    return undefined;
  }
  const manifest = env['DEPLOYMENT_FILE'] ?? world?.deploymentFile ?? entry.manifest;
  return { name, chainId: entry.chainId, rpcUrl, manifest: resolve(ROOT, manifest) };
}

function developmentPartiesOf(
  entry: NetworkEntry,
  env: NodeJS.ProcessEnv,
  problems: string[],
): Parties | undefined {
  if (entry.chainId !== LOCAL_CHAIN_ID || env['NODE_ENV'] === 'production') {
    problems.push('development keys are published: they are for the local chain only');
    return undefined;
  }
  return developmentParties(env['DEV_MNEMONIC'] ?? DEV_MNEMONIC);
}

function partiesOf(
  entry: NetworkEntry,
  env: NodeJS.ProcessEnv,
  problems: string[],
): Parties | undefined {
  const keyName = entry.deployerKey?.env ?? 'DEPLOYER_KEY';
  const holdersName = entry.roleHolders?.env ?? 'ROLE_HOLDERS';
  let deployerKey: string | undefined;
  try {
    deployerKey = new Wallet(env[keyName] ?? '').privateKey;
  } catch {
    // The library's own message would repeat the key.
    problems.push(`${keyName} must be the private key of the deployer, 0x and 64 hex digits`);
  }
  const holders = holdersSchema.safeParse(jsonOf(env[holdersName]));
  if (!holders.success) {
    problems.push(
      `${holdersName} must be JSON {registrar, compliance, factory, oracleSigners: [...], ` +
        `issuer?, oracleThreshold?, oracleAdmin?, attestors?: [{address, provider}], salt?} of addresses:\n` +
        z.prettifyError(holders.error).replace(/^/gm, '    '),
    );
  }
  if (deployerKey === undefined || !holders.success) return undefined;
  const { factory, oracleThreshold, ...rest } = holders.data;
  const majority = Math.floor(rest.oracleSigners.length / 2) + 1;
  const options: PlatformOptions = {
    ...rest,
    factoryDeployer: factory,
    oracleThreshold: oracleThreshold ?? majority,
  };
  return { deployerKey, options };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
