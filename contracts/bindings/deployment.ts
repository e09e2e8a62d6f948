import { readFileSync } from 'node:fs';
import { isAddress } from 'ethers';
import type { ConstructorArgument } from './plan.js';
import type { RoleTable } from './role-table.js';

/** Names of the contracts no platform works without. */
export const DEPLOYED_CONTRACTS = [
  'AccessHub',
  'InvestorRegistry',
  'OracleCommittee',
  'AssetFactory',
  'AssetTokenImplementation',
] as const;
export type DeployedContract = (typeof DEPLOYED_CONTRACTS)[number];

/** Names of the contracts that a product line may need: a manifest without them is still one. */
export const SATELLITE_CONTRACTS = [
  'SatelliteFactory',
  'SecureMintImplementation',
  'BarVaultImplementation',
  'PropertyDeed',
  'DeedVaultImplementation',
  'OfferingImplementation',
  'RedemptionQueueImplementation',
  'Settlement',
  'DistributorImplementation',
  'BallotImplementation',
  'CorporateActionsImplementation',
] as const;
export type SatelliteContract = (typeof SATELLITE_CONTRACTS)[number];

export type PlatformContract = DeployedContract | SatelliteContract;

/** Where a platform lives: on which chain, since which block, at which addresses. */
export interface Deployment {
  readonly chainId: number;
  readonly genesisHash: string;
  readonly deployedAtBlock: number;
  readonly addresses: Readonly<Record<DeployedContract, string>> &
    Readonly<Partial<Record<SatelliteContract, string>>>;
}

/** What one contract of the manifest is made of. */
export interface ManifestContract {
  /** Name of the Solidity contract. */
  readonly contract: string;
  readonly constructorArguments: readonly ConstructorArgument[];
  readonly salt: string;
  /** keccak256 of the creation code without and with its arguments, and of the code on the chain. */
  readonly creationCodeHash: string;
  readonly initCodeHash: string;
  readonly codeHash: string;
}

/** A deployment with all that is needed to verify it: what `deployPlatform` gives and `checkDeployment` takes. */
export interface DeploymentManifest extends Deployment {
  /** The account that deployed the platform and became the hub's first administrator. */
  readonly deployer: string;
  readonly contracts: Readonly<Partial<Record<PlatformContract, ManifestContract>>>;
  readonly roles: RoleTable;
}

/** The manifest is missing or is not one. */
export class DeploymentFileError extends Error {
  override readonly name = 'DeploymentFileError';
}

/**
 * Checks a value read from JSON.
 * @throws DeploymentFileError naming every field that is wrong
 */
export function parseDeployment(value: unknown, where: string): Deployment {
  const problems: string[] = [];
  const record = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const addresses = (record['addresses'] ?? {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(record['chainId'])) problems.push('chainId');
  if (!/^0x[0-9a-f]{64}$/.test(String(record['genesisHash']))) problems.push('genesisHash');
  if (!Number.isSafeInteger(record['deployedAtBlock'])) problems.push('deployedAtBlock');
  for (const name of DEPLOYED_CONTRACTS) {
    if (!isAddress(addresses[name])) problems.push(`addresses.${name}`);
  }
  for (const name of SATELLITE_CONTRACTS) {
    if (addresses[name] !== undefined && !isAddress(addresses[name])) {
      problems.push(`addresses.${name}`);
    }
  }
  if (problems.length > 0) {
    throw new DeploymentFileError(
      `${where} is no deployment manifest: missing or malformed ${problems.join(', ')}. Deploy the platform again.`,
    );
  }
  return value as Deployment;
}

/**
 * Reads a deployment manifest.
 * @throws DeploymentFileError when it is missing or malformed
 */
export function loadDeployment(path: string): Deployment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new DeploymentFileError(
      `No deployment manifest at ${path}. Deploy the platform first, or set DEPLOYMENT_FILE.`,
      { cause },
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DeploymentFileError(`${path} is not JSON. Deploy the platform again.`, { cause });
  }
  return parseDeployment(value, path);
}

/**
 * Reads a deployment manifest with the parts that verify a deployment.
 * @throws DeploymentFileError when it is missing or malformed, or was written before manifests had those parts
 */
export function loadManifest(path: string): DeploymentManifest {
  const deployment = loadDeployment(path);
  const problems = manifestProblems(deployment);
  if (isManifest(deployment, problems)) return deployment;
  throw new DeploymentFileError(
    `${path} was written by an older build, or by hand: missing or malformed ${problems.join(', ')}. ` +
      'A manifest is not extended. Use the build that wrote it, or move the file away and deploy again: ' +
      'contracts of this very build are found where they stand and get a whole manifest.',
  );
}

const isManifest = (
  _deployment: Deployment,
  problems: readonly string[],
): _deployment is DeploymentManifest => problems.length === 0;

function manifestProblems({
  addresses,
  contracts,
  deployer,
  roles,
}: Partial<DeploymentManifest>): string[] {
  const problems: string[] = [];
  if (!isAddress(deployer)) problems.push('deployer');
  for (const name of Object.keys(addresses ?? {}) as PlatformContract[]) {
    const code = contracts?.[name];
    const hashes = [code?.salt, code?.creationCodeHash, code?.initCodeHash, code?.codeHash];
    const complete = hashes.every((hash) => /^0x[0-9a-f]{64}$/.test(hash ?? ''));
    if (!complete || !Array.isArray(code?.constructorArguments)) problems.push(`contracts.${name}`);
  }
  const table = (roles ?? {}) as Record<string, unknown>;
  for (const part of ['holders', 'functions', 'registrars', 'attestors', 'targets']) {
    if (!Array.isArray(table[part])) problems.push(`roles.${part}`);
  }
  for (const part of ['committee', 'settings']) {
    if (typeof table[part] !== 'object' || table[part] === null) problems.push(`roles.${part}`);
  }
  return problems;
}
