import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type {
  Administration,
  DeploymentManifest,
  PlannedContract,
  PlatformOptions,
} from '@cadastre/contracts';
import { getAddress, HDNodeWallet, type JsonRpcProvider, Mnemonic, Wallet } from 'ethers';
import type { LaunchConfig } from './config.ts';
import { KEY_INDEX } from './dev-keys.ts';
import type { DeployableNetwork, Network } from './networks.ts';
import { Told } from './report.ts';

/** Who deploys, and who gets which role. */
export interface Parties {
  /** Private key of the administrator of the access hub. */
  deployerKey: string;
  options: PlatformOptions;
}

/**
 * Deploys the platform's contracts and writes the manifest. What an interrupted run had deployed
 * already is found again. @returns how many contracts the manifest names
 */
export async function deploy(
  rpcUrl: string,
  deploymentFile: string,
  config: LaunchConfig,
): Promise<number> {
  const { deployPlatform } = await import('@cadastre/contracts');
  const { deployerKey, options } = partiesOf(config);
  return withNode(rpcUrl, async (provider) => {
    const manifest = await deployPlatform(new Wallet(deployerKey, provider), options);
    writeManifest(deploymentFile, manifest);
    return Object.keys(manifest.addresses).length;
  });
}

/**
 * The same on a network known by name: on its own chain only, and never beside a manifest that
 * another build wrote. The manifest goes into the network's file.
 * @param administration who gets the hub once all is done; the deployer keeps it when left out
 */
export async function deployTo(
  network: DeployableNetwork,
  say: (message: string) => void,
  administration?: Administration,
): Promise<void> {
  await withNode(network.rpcUrl, async (provider) => {
    await onChain(provider, network);
    const deployer = new Wallet(network.parties.deployerKey, provider);
    const manifest = await deployedBy(deployer, network, say);
    if (administration) await handOver(deployer, network, manifest, administration, say);
  });
}

async function deployedBy(
  deployer: Wallet,
  network: DeployableNetwork,
  say: (message: string) => void,
): Promise<DeploymentManifest> {
  const { DeploymentError, deployPlatform, planPlatform } = await import('@cadastre/contracts');
  const { options } = network.parties;
  if (existsSync(network.manifest)) {
    const manifest = await readManifest(network);
    const plan = planPlatform(deployer.address, options);
    const others = plan.filter(({ name, address }) => manifest.addresses[name] !== address);
    if (others.length > 0) throw anotherPlatform(network, manifest, others);
    say(`deployed already, see ${network.manifest}`);
    return manifest;
  }
  const confirmations = network.confirmations;
  const manifest = await deployPlatform(deployer, {
    ...options,
    confirmations,
    onStep: say,
  }).catch((error: unknown) => {
    if (!(error instanceof DeploymentError)) throw error;
    throw new Told(`${error.message}.\nRun the command again: it goes on where it stopped.`);
  });
  writeManifest(network.manifest, manifest);
  say(`deployed ${Object.keys(manifest.addresses).length} contracts, see ${network.manifest}`);
  return manifest;
}

async function handOver(
  deployer: Wallet,
  network: DeployableNetwork,
  manifest: DeploymentManifest,
  administration: Administration,
  say: (message: string) => void,
): Promise<void> {
  const { HandoverError, handOverHub } = await import('@cadastre/contracts');
  const { account, delay } = administration;
  if ((await deployer.provider?.getCode(account)) === '0x') {
    say(`notice: ${account} is no contract on this chain, so one key will administer the hub`);
  }
  try {
    const after = await handOverHub(deployer, manifest, administration, network.confirmations);
    writeManifest(network.manifest, after);
  } catch (error) {
    if (error instanceof HandoverError) throw new Told(error.message);
    throw error;
  }
  say(`${account} administers the hub, with a delay of ${delay} s`);
}

/** The manifest of a network. @throws Told where it is missing, malformed or of an older build */
export async function readManifest({ manifest }: Network): Promise<DeploymentManifest> {
  const { DeploymentFileError, loadManifest } = await import('@cadastre/contracts');
  try {
    return loadManifest(manifest);
  } catch (error) {
    if (error instanceof DeploymentFileError) throw new Told(error.message);
    throw error;
  }
}

/** Writes a manifest whole or not at all. */
export function writeManifest(path: string, manifest: DeploymentManifest): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(unfinished, path);
}

/** A connection for as long as the work takes. */
export async function withNode<T>(
  rpcUrl: string,
  work: (provider: JsonRpcProvider) => Promise<T>,
): Promise<T> {
  const { SettledProvider } = await import('@cadastre/contracts');
  const provider = new SettledProvider(rpcUrl, undefined, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 50,
  });
  try {
    return await work(provider);
  } finally {
    provider.destroy();
  }
}

/** Asked before anything is signed. @throws Told where the node is of another chain or silent */
async function onChain(provider: JsonRpcProvider, network: DeployableNetwork): Promise<void> {
  const found = Number(await provider.send('eth_chainId', []).catch(() => NaN));
  if (found === network.chainId) return;
  const host = new URL(network.rpcUrl).host;
  throw new Told(
    Number.isNaN(found)
      ? `The node at ${host} does not answer.`
      : `The node at ${host} is of chain ${found}, and ${network.name} is chain ${network.chainId}. Nothing was sent.`,
  );
}

/** A deployment is never extended: its contracts know one another by address. */
function anotherPlatform(
  { name, manifest: file }: DeployableNetwork,
  { contracts }: DeploymentManifest,
  others: readonly PlannedContract[],
): Told {
  const older = others.filter(
    (one) => contracts[one.name]?.creationCodeHash !== one.creationCodeHash,
  );
  const names = (list: readonly PlannedContract[]): string =>
    list.map((one) => one.name).join(', ');
  const why =
    older.length > 0
      ? `was written by another build: ${names(older)} ${older.length === 1 ? 'is' : 'are'} other or missing there. A deployment is not extended`
      : `is of another platform than this deployer and these role holders make: ${names(others)} would have other addresses`;
  return new Told(
    `${file} ${why}. Nothing was sent.\n` +
      `  - To verify what is deployed: npm run deploy:check -- --network ${name}\n` +
      '  - To go on with it: use the build, the deployer and the role holders that made it.\n' +
      '  - To deploy one more platform beside it: give another DEPLOYMENT_FILE.',
  );
}

/** The parties that the published development keys stand for. */
export function developmentParties(mnemonic: string): Parties {
  const phrase = Mnemonic.fromPhrase(mnemonic);
  const key = (index: number): HDNodeWallet =>
    HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${index}`);
  return {
    deployerKey: key(KEY_INDEX.deployer).privateKey,
    options: {
      registrar: key(KEY_INDEX.registrar).address,
      compliance: key(KEY_INDEX.compliance).address,
      factoryDeployer: key(KEY_INDEX.factory).address,
      ...committeeOf(KEY_INDEX.oracleSigners.map((index) => key(index).address)),
    },
  };
}

function committeeOf(
  oracleSigners: string[],
): Pick<PlatformOptions, 'oracleSigners' | 'oracleThreshold'> {
  return { oracleSigners, oracleThreshold: Math.floor(oracleSigners.length / 2) + 1 };
}

function partiesOf({ devMnemonic, production }: LaunchConfig): Parties {
  if (devMnemonic !== undefined && !production) return developmentParties(devMnemonic);
  return partiesFromKeys();
}

/** Production: the keys are given one by one, as the API and the oracle get them. */
function partiesFromKeys(): Parties {
  try {
    const keys = JSON.parse(process.env['SIGNER_KEYS'] ?? '') as Record<string, string>;
    const address = (role: string): string => new Wallet(keys[role] ?? '').address;
    const signers = (process.env['ORACLE_SIGNERS'] ?? '').split(',');
    return {
      deployerKey: new Wallet(keys['deployer'] ?? '').privateKey,
      options: {
        registrar: address('registrar'),
        compliance: address('compliance'),
        factoryDeployer: address('factory'),
        ...committeeOf(signers.map((text) => getAddress(text.trim()))),
      },
    };
  } catch {
    // The library's own message would repeat a private key.
    throw new Told(
      'Deploying needs SIGNER_KEYS with deployer, registrar, compliance and factory, and ' +
        'ORACLE_SIGNERS: addresses of the oracle committee, with commas. Correct them, or give the ' +
        'DEPLOYMENT_FILE of contracts that are deployed already.',
    );
  }
}
