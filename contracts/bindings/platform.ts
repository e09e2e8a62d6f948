import {
  concat,
  getCreate2Address,
  id,
  isError,
  keccak256,
  type ContractTransactionResponse,
  type Provider,
  type Signer,
} from 'ethers';
import type { Deployment } from './deployment.js';
import { decodeRevert } from './errors.js';
import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  ReportFeed__factory,
  ReserveFeed__factory,
  type AccessHub,
} from './generated/index.js';
import { ensureCreate2Deployer, CREATE2_DEPLOYER } from './create2.js';
import { KIND_TABLES, PLATFORM_ID, roleId, roleKey, type RoleName } from './roles.js';

/** Who does what on a new platform. */
export interface PlatformOptions {
  readonly registrar: string;
  readonly compliance: string;
  /** Signs `AssetFactory.deploy`. */
  readonly factoryDeployer: string;
  /** In the order of the bitmap's bits; 2 to 32. */
  readonly oracleSigners: readonly string[];
  /** More than half of the signers. */
  readonly oracleThreshold: number;
  /** May replace the committee's signers; the deployer when left out. */
  readonly oracleAdmin?: string;
  /** Attestors that may sign records, with the provider number each signs for. */
  readonly attestors?: readonly { readonly address: string; readonly provider: number }[];
  /** Another salt gives another platform on the same chain. */
  readonly salt?: string;
  /** Called before each step, for a log. */
  readonly onStep?: (step: string) => void;
}

/**
 * Deploys the platform and gives the first roles; the signer becomes the hub's administrator.
 *
 * Every contract goes through the canonical CREATE2 deployer, so its address follows from code, arguments and salt. A
 * run that was cut off is taken up where it stopped by running it again with the same signer and options; a finished
 * one changes nothing and answers with the same manifest.
 */
export async function deployPlatform(
  deployer: Signer,
  options: PlatformOptions,
): Promise<Deployment> {
  const provider = deployer.provider;
  if (provider === null)
    throw new Error('deployPlatform needs a signer that is connected to a node');
  const admin = await deployer.getAddress();
  await ensureCreate2Deployer(deployer);

  const create = (name: string, tx: { data: string }): Promise<string> =>
    createOnce(deployer, provider, options, name, tx.data);
  const hubAddress = await create(
    'AccessHub',
    await new AccessHub__factory().getDeployTransaction(admin),
  );
  const registryAddress = await create(
    'InvestorRegistry',
    await new InvestorRegistry__factory().getDeployTransaction(hubAddress),
  );
  const committeeAddress = await create(
    'OracleCommittee',
    await new OracleCommittee__factory().getDeployTransaction(
      hubAddress,
      [...options.oracleSigners],
      options.oracleThreshold,
    ),
  );
  const tokenAddress = await create(
    'AssetToken',
    await new AssetToken__factory().getDeployTransaction(hubAddress, registryAddress),
  );
  const feedAddress = await create(
    'ReportFeed',
    await new ReportFeed__factory().getDeployTransaction(hubAddress, committeeAddress),
  );
  const reserveFeedAddress = await create(
    'ReserveFeed',
    await new ReserveFeed__factory().getDeployTransaction(hubAddress, committeeAddress),
  );
  const factoryAddress = await create(
    'AssetFactory',
    await new AssetFactory__factory().getDeployTransaction(
      hubAddress,
      tokenAddress,
      feedAddress,
      reserveFeedAddress,
    ),
  );

  const hub = AccessHub__factory.connect(hubAddress, deployer);
  await configureHub(hub, options, admin, {
    registry: registryAddress,
    committee: committeeAddress,
    factory: factoryAddress,
  });
  await admitRegistrars(deployer, registryAddress, options);

  const [network, genesis, first] = await Promise.all([
    provider.getNetwork(),
    provider.getBlock(0),
    firstBlockOf(hub),
  ]);
  if (genesis?.hash == null) throw new Error('The node does not show its genesis block');
  return {
    chainId: Number(network.chainId),
    genesisHash: genesis.hash,
    deployedAtBlock: first,
    addresses: {
      AccessHub: hubAddress,
      InvestorRegistry: registryAddress,
      OracleCommittee: committeeAddress,
      AssetFactory: factoryAddress,
      AssetTokenImplementation: tokenAddress,
      ReportFeedImplementation: feedAddress,
      ReserveFeedImplementation: reserveFeedAddress,
    },
  };
}

async function createOnce(
  deployer: Signer,
  provider: Provider,
  options: PlatformOptions,
  name: string,
  initCode: string,
): Promise<string> {
  const salt = id(`cadastre/${options.salt ?? ''}/${name}`);
  const address = getCreate2Address(CREATE2_DEPLOYER, salt, keccak256(initCode));
  if ((await provider.getCode(address)) === '0x') {
    options.onStep?.(`deploy ${name}`);
    try {
      const sent = await deployer.sendTransaction({
        to: CREATE2_DEPLOYER,
        data: concat([salt, initCode]),
      });
      await sent.wait();
    } catch (error) {
      // The node's error quotes the whole code of the contract: keep what a person can read.
      const why = isError(error, 'CALL_EXCEPTION')
        ? decodeRevert(error.data).sentence
        : shortMessage(error);
      throw new Error(`${name} could not be deployed: ${why}`, { cause: error });
    }
    if ((await provider.getCode(address)) === '0x')
      throw new Error(`${name} did not deploy to ${address}`);
  }
  return address;
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
  at: { registry: string; committee: string; factory: string },
): Promise<void> {
  const calls: string[] = [];
  const encode = hub.interface.encodeFunctionData.bind(hub.interface);
  for (const { kind, role, selectors } of KIND_TABLES) {
    const wanted = roleKey(role);
    const present = await Promise.all(selectors.map((selector) => hub.kindRole(kind, selector)));
    const missing = selectors.filter((_, i) => present[i] !== wanted);
    if (missing.length > 0) calls.push(encode('setKindRole', [kind, wanted, missing]));
  }
  const functions: [string, string, RoleName][] = [
    [
      at.factory,
      AssetFactory__factory.createInterface().getFunction('deploy').selector,
      'deployer',
    ],
    [
      at.registry,
      InvestorRegistry__factory.createInterface().getFunction('setSuspended').selector,
      'compliance',
    ],
    [
      at.committee,
      OracleCommittee__factory.createInterface().getFunction('setSigners').selector,
      'oracle',
    ],
  ];
  for (const [target, selector, role] of functions) {
    const wanted = roleId(PLATFORM_ID, role);
    if ((await hub.getTargetFunctionRole(target, selector)) !== wanted) {
      calls.push(encode('setTargetFunctionRole', [target, [selector], wanted]));
    }
  }
  const members: [RoleName, string][] = [
    ['factory', at.factory],
    ['deployer', options.factoryDeployer],
    ['compliance', options.compliance],
    ['oracle', options.oracleAdmin ?? admin],
  ];
  for (const [role, account] of members) {
    if (!(await hub.holds(PLATFORM_ID, roleKey(role), account))) {
      calls.push(encode('grantRole', [roleId(PLATFORM_ID, role), account, 0]));
    }
  }
  if (calls.length > 0) {
    options.onStep?.('set roles');
    await done(hub.multicall(calls));
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
    await done(registry.setAgent(options.registrar, true));
  }
  for (const { address, provider } of options.attestors ?? []) {
    if ((await registry.providerOf(address)) !== BigInt(provider)) {
      options.onStep?.('admit attestor');
      await done(registry.setAttestor(address, provider));
    }
  }
}

/** The block in which the hub came to be: its constructor grants the administrator's role. */
async function firstBlockOf(hub: AccessHub): Promise<number> {
  const grants = await hub.queryFilter(hub.filters.RoleGranted(0n), 0, 'latest');
  const first = grants[0];
  if (first === undefined) throw new Error('The node does not show the logs of the hub');
  return first.blockNumber;
}

async function done(sending: Promise<ContractTransactionResponse>): Promise<void> {
  await (await sending).wait();
}
