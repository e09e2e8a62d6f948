import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentManifest } from '@cadastre/contracts';
import { Wallet } from 'ethers';
import { type RunningAnvil, startAnvil } from './anvil.ts';
import { saveState } from './anvil-state.ts';
import { DEV_MNEMONIC } from './dev-keys.ts';
import { developmentParties, withNode, writeManifest } from './deploy.ts';

/** Files of a chain that has the platform on it and nothing else. */
export interface SavedPlatform {
  /** The chain; see `stateFile` of `AnvilOptions`. */
  readonly stateFile: string;
  /** The deployment's manifest. */
  readonly deploymentFile: string;
}

/** A node that goes on from a saved platform. */
export interface PlatformChain extends RunningAnvil {
  readonly deployment: DeploymentManifest;
  readonly deploymentFile: string;
}

/** Deploys the platform on a node, for the development accounts, and saves both: some five seconds, once. */
export async function savePlatform(url: string): Promise<SavedPlatform & { discard: () => void }> {
  const { deployPlatform } = await import('@cadastre/contracts');
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-platform-'));
  const { deployerKey, options } = developmentParties(DEV_MNEMONIC);
  const manifest = await withNode(url, (provider) =>
    deployPlatform(new Wallet(deployerKey, provider), options),
  );
  const [stateFile, deploymentFile] = [join(folder, 'state.json'), join(folder, 'deployment.json')];
  await saveState(url, stateFile);
  writeManifest(deploymentFile, manifest);
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  return { stateFile, deploymentFile, discard };
}

/**
 * Starts a node of one's own with the platform that this run of tests saved (`TEST_PLATFORM`).
 * @param extra more options of the node
 */
export async function startPlatformChain(extra: string[] = []): Promise<PlatformChain> {
  const { stateFile, deploymentFile } = JSON.parse(
    process.env['TEST_PLATFORM'] ?? '{}',
  ) as SavedPlatform;
  const node = await startAnvil({ stateFile, extra });
  const deployment = JSON.parse(readFileSync(deploymentFile, 'utf8')) as DeploymentManifest;
  return { ...node, deployment, deploymentFile };
}
