import { readFileSync } from 'node:fs';
import { isAddress } from 'ethers';

/** Names of the contracts a platform consists of. */
export const DEPLOYED_CONTRACTS = [
  'AccessHub',
  'InvestorRegistry',
  'OracleCommittee',
  'AssetFactory',
  'AssetTokenImplementation',
  'ReportFeedImplementation',
  'ReserveFeedImplementation',
] as const;
export type DeployedContract = (typeof DEPLOYED_CONTRACTS)[number];

/** Where a platform lives: on which chain, since which block, at which addresses. */
export interface Deployment {
  readonly chainId: number;
  readonly genesisHash: string;
  readonly deployedAtBlock: number;
  readonly addresses: Readonly<Record<DeployedContract, string>>;
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
