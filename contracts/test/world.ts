import {
  BrowserProvider,
  id,
  JsonRpcSigner,
  Wallet,
  type ContractTransactionResponse,
  type TransactionReceipt,
} from 'ethers';
import { network } from 'hardhat';
import {
  assetGrants,
  assetIdOf,
  AssetFactory__factory,
  AssetToken__factory,
  deployPlatform,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  packProof,
  packRecord,
  reportDomain,
  ReportFeed__factory,
  signReport,
  signReportBatch,
  type AssetToken,
  type CommitteeProof,
  type Deployment,
  type FeedPolicy,
  type IAssetFactory,
  type OracleReport,
  type PlatformOptions,
} from '@cadastre/contracts';

export const UUID = '0b7c9d5e-3f1a-4c62-9d84-1f2e3a4b5c6d';
const DAY = 86_400n;

/** Which of the node's accounts plays whom. */
const CAST = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
  alice: 5,
  bob: 6,
  carol: 7,
  issuer: 8,
} as const;
type Person = keyof typeof CAST;

/** A platform on a chain of its own, with the people of a test. */
export interface World {
  readonly provider: BrowserProvider;
  readonly send: (method: string, params: readonly unknown[]) => Promise<unknown>;
  readonly people: Readonly<Record<Person, JsonRpcSigner>>;
  readonly oracle: readonly Wallet[];
  readonly options: PlatformOptions;
  readonly deployment: Deployment;
}

/** A new platform: five oracle signers of whom three must sign. */
export async function buildWorld(): Promise<World> {
  const connection = await network.create();
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  const entries = await Promise.all(
    Object.entries(CAST).map(
      async ([name, index]) => [name, await provider.getSigner(index)] as const,
    ),
  );
  const people = Object.fromEntries(entries) as Record<Person, JsonRpcSigner>;
  const oracle = Array.from({ length: 5 }, (_, i) => new Wallet(id(`oracle ${i}`)));
  const options: PlatformOptions = {
    registrar: people.registrar.address,
    compliance: people.compliance.address,
    factoryDeployer: people.factory.address,
    oracleSigners: oracle.map((wallet) => wallet.address),
    oracleThreshold: 3,
  };
  const deployment = await deployPlatform(people.deployer, options);
  return {
    provider,
    send: (method, params) => provider.send(method, [...params]),
    people,
    oracle,
    options,
    deployment,
  };
}

/** A policy with a one per cent breaker. */
export function feedPolicy(over: Partial<FeedPolicy> = {}): FeedPolicy {
  return {
    minAnswer: 1n,
    maxAnswer: 10n ** 30n,
    minInterval: 0,
    maxValuationAge: 5 * 86_400,
    heartbeat: 4 * 86_400,
    valuationStaleness: 5 * 86_400,
    approvalWindow: 86_400,
    dailyDeviationBps: 0,
    maxDeviationBps: 100,
    alwaysApprove: false,
    ...over,
  };
}

/** What `deploy` needs for a treasury fund with every rule on. */
export function assetParams(world: World, uuid = UUID): IAssetFactory.AssetParamsStruct {
  const { people } = world;
  return {
    token: {
      assetId: assetIdOf(uuid),
      name: 'Example Treasury Fund',
      symbol: 'ETF',
      decimals: 6,
      maxSupply: 10n ** 15n,
      rules: { maxBalance: 10n ** 14n, maxHolders: 500, minTier: 2, lockUntil: 1_000 },
      countries: [840, 276],
    },
    navFeed: { description: 'ETF NAV / USD', decimals: 6, policy: feedPolicy() },
    reserveFeed: {
      description: 'ETF reserves / USD',
      decimals: 6,
      policy: feedPolicy({ maxDeviationBps: 0 }),
    },
    grants: assetGrants({
      issuer: people.issuer.address,
      minter: people.issuance.address,
      transferAgent: people.issuance.address,
      compliance: people.compliance.address,
      oracle: people.deployer.address,
      reportApprovers: [people.compliance.address, people.issuer.address],
      pauser: people.compliance.address,
      unpauser: people.compliance.address,
      unpauseDelay: 3600,
    }),
  };
}

/** The addresses of a deployed asset. */
export interface DeployedAsset {
  readonly token: string;
  readonly navFeed: string;
  readonly reserveFeed: string;
  readonly receipt: TransactionReceipt;
}

/** Deploys an asset and reads its addresses from the event. */
export async function deployAsset(world: World, uuid = UUID): Promise<DeployedAsset> {
  const factory = AssetFactory__factory.connect(
    world.deployment.addresses.AssetFactory,
    world.people.factory,
  );
  const receipt = await mined(factory.deploy(assetParams(world, uuid)));
  for (const log of receipt.logs) {
    const event = factory.interface.parseLog(log);
    if (event?.name === 'AssetDeployed') {
      const { token, navFeed, reserveFeed } = event.args as unknown as Omit<
        DeployedAsset,
        'receipt'
      >;
      return { token, navFeed, reserveFeed, receipt };
    }
  }
  throw new Error('The factory reported no asset');
}

/** A valid record a year ahead, in an allowed country and tier. */
export async function goodRecord(world: World, investorId: bigint, country = 840): Promise<bigint> {
  return packRecord({
    expiry: (await chainTime(world)) + 365n * DAY,
    country,
    tier: 2,
    investorId,
    provider: 1,
  });
}

/** Registers a wallet. */
export async function register(
  world: World,
  wallet: string,
  investorId: bigint,
): Promise<TransactionReceipt> {
  const registry = InvestorRegistry__factory.connect(
    world.deployment.addresses.InvestorRegistry,
    world.people.registrar,
  );
  return mined(
    registry.register(wallet, await goodRecord(world, investorId), id(`evidence ${wallet}`)),
  );
}

/** The token as somebody sees it. */
export function tokenAs(world: World, token: string, person: Person): AssetToken {
  return AssetToken__factory.connect(token, world.people[person]);
}

/** The next report of a feed. */
export async function nextReport(
  world: World,
  feed: string,
  answer: bigint,
): Promise<OracleReport> {
  const at = await chainTime(world);
  const committee = OracleCommittee__factory.connect(
    world.deployment.addresses.OracleCommittee,
    world.provider,
  );
  const contract = ReportFeed__factory.connect(feed, world.provider);
  return {
    feed,
    epoch: await committee.epoch(),
    round: (await contract.latestRound()) + 1n,
    answer,
    valuationTime: at,
    expiry: at + 600n,
  };
}

/** Signatures of the named members over one report, or over a batch of several. */
export async function signAll(
  world: World,
  reports: readonly OracleReport[],
  members: readonly number[],
): Promise<CommitteeProof> {
  const { chainId } = await world.provider.getNetwork();
  const domain = reportDomain(chainId, world.deployment.addresses.OracleCommittee);
  const [only] = reports;
  const signatures = new Map<string, string>();
  for (const index of members) {
    const wallet = world.oracle[index];
    if (wallet === undefined || only === undefined)
      throw new RangeError('No such member or no report');
    const signature =
      reports.length === 1
        ? await signReport(wallet, domain, only)
        : await signReportBatch(wallet, domain, reports);
    signatures.set(wallet.address, signature);
  }
  return packProof(world.options.oracleSigners, world.options.oracleThreshold, signatures);
}

/** Time of the newest block, seconds. */
export async function chainTime(world: World): Promise<bigint> {
  const block = await world.provider.getBlock('latest');
  if (block === null) throw new Error('The node shows no block');
  return BigInt(block.timestamp);
}

/** Moves the chain's clock and mines. */
export async function passTime(world: World, seconds: number): Promise<void> {
  await world.send('evm_increaseTime', [seconds]);
  await world.send('evm_mine', []);
}

/** The receipt of a transaction that must succeed. */
export async function mined(
  sending: Promise<ContractTransactionResponse>,
): Promise<TransactionReceipt> {
  const receipt = await (await sending).wait();
  if (receipt === null) throw new Error('The transaction was not mined');
  return receipt;
}
