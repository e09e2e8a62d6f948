import {
  concat,
  isError,
  keccak256,
  type ContractTransactionResponse,
  type Provider,
  type Signer,
} from 'ethers';
import { CREATE2_DEPLOYER, ensureCreate2Deployer } from './create2.js';
import type { DeploymentManifest, ManifestContract, PlatformContract } from './deployment.js';
import { decodeRevert } from './errors.js';
import {
  AccessHub__factory,
  InvestorRegistry__factory,
  type AccessHub,
} from './generated/index.js';
import { firstBlockOf } from './logs.js';
import { planPlatform, type PlannedContract, type PlatformOptions } from './plan.js';
import { firstHolders, PLATFORM_FUNCTIONS, plannedRoles } from './role-table.js';
import { KIND_TABLES, PLATFORM_ID, roleId, roleKey } from './roles.js';

/** A deployment stopped for a reason that a person can mend; running it again goes on. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}

/** How long a transaction that an earlier run sent may take to be mined. */
const PATIENCE_MS = 600_000;

/**
 * Deploys the platform and gives the first roles; the signer becomes the hub's administrator.
 *
 * Every contract goes through the canonical CREATE2 deployer, so its address follows from code, arguments and salt. A
 * run that was cut off is taken up where it stopped by running it again with the same signer and options; a finished
 * one changes nothing and answers with the same manifest.
 *
 * The manifest's roles are those that the options mean, not those found on the chain: `checkDeployment` compares.
 */
export async function deployPlatform(
  deployer: Signer,
  options: PlatformOptions,
): Promise<DeploymentManifest> {
  const provider = deployer.provider;
  if (provider === null)
    throw new Error('deployPlatform needs a signer that is connected to a node');
  const admin = await deployer.getAddress();
  await earlierRunMined(provider, admin, options.onStep);
  await ensureCreate2Deployer(deployer);

  const plan = planPlatform(admin, options);
  const contracts: Partial<Record<PlatformContract, ManifestContract>> = {};
  for (const planned of plan) {
    const code = await createOnce(deployer, provider, options, planned);
    const { contract, constructorArguments, salt, creationCodeHash, initCodeHash } = planned;
    contracts[planned.name] = {
      contract,
      constructorArguments,
      salt,
      creationCodeHash,
      initCodeHash,
      codeHash: keccak256(code),
    };
  }
  const addresses = Object.fromEntries(
    plan.map(({ name, address }) => [name, address]),
  ) as DeploymentManifest['addresses'];

  const hub = AccessHub__factory.connect(addresses.AccessHub, deployer);
  await configureHub(hub, options, admin, addresses);
  await admitRegistrars(deployer, addresses.InvestorRegistry, options);

  const [network, genesis, first] = await Promise.all([
    provider.getNetwork(),
    provider.getBlock(0),
    firstBlockOf(provider, addresses.AccessHub),
  ]);
  if (genesis?.hash == null) throw new Error('The node does not show its genesis block');
  return {
    chainId: Number(network.chainId),
    genesisHash: genesis.hash,
    deployedAtBlock: first,
    deployer: admin,
    addresses,
    contracts,
    roles: plannedRoles(admin, options, plan),
  };
}

/** Until the last transaction of a run that was cut off is in a block, nobody can see what it has done. */
export async function earlierRunMined(
  provider: Provider,
  admin: string,
  onStep?: (step: string) => void,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    const [sent, mined] = await Promise.all([
      provider.getTransactionCount(admin, 'pending'),
      provider.getTransactionCount(admin, 'latest'),
    ]);
    if (sent <= mined) return;
    if (!told) onStep?.(`wait for transaction ${mined} of ${admin}, sent before`);
    if (Date.now() > deadline) {
      throw new DeploymentError(
        `Transaction ${mined} of ${admin} was sent before and is not mined: speed it up or cancel it, then run again`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** @returns the code on the chain */
async function createOnce(
  deployer: Signer,
  provider: Provider,
  options: PlatformOptions,
  { contract, salt, initCode, address }: PlannedContract,
): Promise<string> {
  const present = await provider.getCode(address);
  if (present !== '0x') return present;
  options.onStep?.(`deploy ${contract}`);
  try {
    const sent = await deployer.sendTransaction({
      to: CREATE2_DEPLOYER,
      data: concat([salt, initCode]),
    });
    await sent.wait(options.confirmations);
  } catch (error) {
    // The node's error quotes the whole code of the contract: keep what a person can read.
    const why = isError(error, 'CALL_EXCEPTION')
      ? decodeRevert(error.data).sentence
      : shortMessage(error);
    throw new DeploymentError(`${contract} could not be deployed: ${why}`, { cause: error });
  }
  const code = await provider.getCode(address);
  if (code === '0x') throw new Error(`${contract} did not deploy to ${address}`);
  return code;
}

function shortMessage(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'shortMessage' in error) {
    return String(error.shortMessage);
  }
  return error instanceof Error ? error.message : String(error);
}

async function configureHub(
  hub: AccessHub,
  options: PlatformOptions,
  admin: string,
  addresses: DeploymentManifest['addresses'],
): Promise<void> {
  const calls: string[] = [];
  const encode = hub.interface.encodeFunctionData.bind(hub.interface);
  for (const { kind, role, selectors } of KIND_TABLES) {
    const wanted = roleKey(role);
    const present = await Promise.all(selectors.map((selector) => hub.kindRole(kind, selector)));
    const missing = selectors.filter((_, i) => present[i] !== wanted);
    if (missing.length > 0) calls.push(encode('setKindRole', [kind, wanted, missing]));
  }
  for (const { on, selector, role } of PLATFORM_FUNCTIONS) {
    const target = addresses[on] ?? '';
    const wanted = roleId(PLATFORM_ID, role);
    if ((await hub.getTargetFunctionRole(target, selector)) !== wanted) {
      calls.push(encode('setTargetFunctionRole', [target, [selector], wanted]));
    }
  }
  for (const { role, account } of firstHolders(admin, options, addresses.AssetFactory)) {
    if (!(await hub.holds(PLATFORM_ID, roleKey(role), account))) {
      calls.push(encode('grantRole', [roleId(PLATFORM_ID, role), account, 0]));
    }
  }
  if (calls.length > 0) {
    options.onStep?.('set roles');
    await done(hub.multicall(calls), options);
  }
}

async function admitRegistrars(
  deployer: Signer,
  registryAddress: string,
  options: PlatformOptions,
): Promise<void> {
  const registry = InvestorRegistry__factory.connect(registryAddress, deployer);
  if (!(await registry.isAgent(options.registrar))) {
    options.onStep?.('admit registrar');
    await done(registry.setAgent(options.registrar, true), options);
  }
  for (const { address, provider } of options.attestors ?? []) {
    if ((await registry.providerOf(address)) !== BigInt(provider)) {
      options.onStep?.('admit attestor');
      await done(registry.setAttestor(address, provider), options);
    }
  }
}

async function done(
  sending: Promise<ContractTransactionResponse>,
  { confirmations }: PlatformOptions,
): Promise<void> {
  await (await sending).wait(confirmations);
}
