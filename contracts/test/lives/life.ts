import { after } from 'node:test';
import {
  concat,
  ContractFactory,
  id,
  type JsonRpcProvider,
  Wallet,
  type BaseContract,
  type JsonRpcSigner,
} from 'ethers';
import {
  AccessHub__factory,
  AssetFactory__factory,
  assetGrants,
  assetIdOf,
  deployPlatform,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  packProof,
  packRecord,
  reportDomain,
  ReportFeed__factory,
  roleId,
  roleKey,
  signReport,
  type CommitteeProof,
  type Deployment,
  type FeedPolicy,
  type IAssetFactory,
  type PlatformOptions,
  type RoleName,
  SettledProvider,
} from '@cadastre/contracts';
import { LOCAL_CHAIN_ID, startAnvil } from '../../../scripts/lib/anvil.ts';
import { mined } from './calls.ts';
import { Money } from './money.ts';
import { compileStrangers, type Compiled } from './sources.ts';

export const DAY = 86_400;
export const ONE = 10n ** 18n;

/** Which of the node's accounts plays whom. */
const CAST = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
  issuer: 5,
  treasurer: 6,
  submitter: 7,
  treasury: 8,
  alice: 20,
  bob: 21,
  carol: 22,
  dave: 23,
} as const;
export type Person = keyof typeof CAST;

/** What is particular about an asset; who holds which role on it is the same in every life. */
export interface AssetTerms {
  readonly uuid: string;
  readonly token: Omit<IAssetFactory.AssetParamsStruct['token'], 'assetId'>;
  readonly navFeed: IAssetFactory.AssetParamsStruct['navFeed'];
  readonly reserveFeed: IAssetFactory.AssetParamsStruct['reserveFeed'];
}

/** The addresses of an asset. */
export interface Asset {
  readonly id: string;
  readonly token: string;
  readonly navFeed: string;
  readonly reserveFeed: string;
}

/** A feed of somebody else, and what makes it say something. */
export interface PlainFeed {
  readonly address: string;
  say(answer: bigint): Promise<void>;
}

/** A policy that asks for nothing but what the test says. */
export function feedPolicy(over: Partial<FeedPolicy> = {}): FeedPolicy {
  return {
    minAnswer: 1n,
    maxAnswer: 10n ** 30n,
    minInterval: 0,
    maxValuationAge: 5 * DAY,
    heartbeat: 4 * DAY,
    valuationStaleness: 5 * DAY,
    approvalWindow: DAY,
    dailyDeviationBps: 0,
    maxDeviationBps: 0,
    alwaysApprove: false,
    ...over,
  };
}

/** A platform on a node, with the people of the products' lives. Blocks are one second apart. */
export class Life {
  readonly provider: JsonRpcProvider;
  readonly people: Readonly<Record<Person, JsonRpcSigner>>;
  readonly deployment: Deployment;
  /** Ends the node. */
  readonly end: () => Promise<void>;
  private readonly options: PlatformOptions;
  private readonly oracle: readonly Wallet[];
  private readonly strangers = compileStrangers();
  private readonly investors = new Map<string, bigint>();

  private constructor(
    provider: JsonRpcProvider,
    people: Readonly<Record<Person, JsonRpcSigner>>,
    deployment: Deployment,
    options: PlatformOptions,
    oracle: readonly Wallet[],
    end: () => Promise<void>,
  ) {
    this.provider = provider;
    this.people = people;
    this.deployment = deployment;
    this.options = options;
    this.oracle = oracle;
    this.end = end;
  }

  static async begin(): Promise<Life> {
    const anvil = await startAnvil();
    const provider = new SettledProvider(anvil.url, LOCAL_CHAIN_ID, {
      cacheTimeout: -1,
      staticNetwork: true,
      batchMaxCount: 1,
      pollingInterval: 20,
    });
    const end = async (): Promise<void> => {
      provider.destroy();
      await anvil.stop();
    };
    try {
      await provider.send('anvil_setBlockTimestampInterval', [1]);
      const entries = await Promise.all(
        Object.entries(CAST).map(async ([name, i]) => [name, await provider.getSigner(i)] as const),
      );
      const people = Object.fromEntries(entries) as Record<Person, JsonRpcSigner>;
      const oracle = Array.from({ length: 5 }, (_, i) => new Wallet(id(`oracle ${i}`)));
      const options: PlatformOptions = {
        registrar: people.registrar.address,
        compliance: people.compliance.address,
        factoryDeployer: people.factory.address,
        oracleSigners: oracle.map(({ address }) => address),
        oracleThreshold: 3,
      };
      const deployment = await deployPlatform(people.deployer, options);
      return new Life(provider, people, deployment, options, oracle, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Address of a contract of the platform. */
  at(name: keyof Deployment['addresses']): string {
    const address = this.deployment.addresses[name];
    if (address === undefined) throw new Error(`The platform has no ${name}`);
    return address;
  }

  /** Time of the newest block, seconds. */
  async now(): Promise<number> {
    const block = await this.provider.getBlock('latest');
    if (block === null) throw new Error('The node shows no block');
    return block.timestamp;
  }

  /** Lets time pass and mines a block. */
  async pass(seconds: number): Promise<void> {
    await this.provider.send('evm_setNextBlockTimestamp', [(await this.now()) + seconds]);
    await this.provider.send('evm_mine', []);
  }

  /** Deploys an asset; every role but the minter's clones is given here. */
  async asset({ uuid, token, navFeed, reserveFeed }: AssetTerms): Promise<Asset> {
    const { people } = this;
    const assetId = assetIdOf(uuid);
    const factory = AssetFactory__factory.connect(this.at('AssetFactory'), people.factory);
    const grants = assetGrants({
      issuer: people.issuer.address,
      minter: people.issuance.address,
      transferAgent: people.issuance.address,
      compliance: people.compliance.address,
      oracle: people.deployer.address,
      reportApprovers: [people.compliance.address, people.issuer.address],
      pauser: people.compliance.address,
      unpauser: people.compliance.address,
      unpauseDelay: 3600,
    });
    grants.push({
      role: roleKey('treasurer'),
      account: people.treasurer.address,
      executionDelay: 0,
    });
    await mined(factory.deploy({ token: { ...token, assetId }, navFeed, reserveFeed, grants }));
    const [address, nav, reserve] = await factory.predict(
      assetId,
      navFeed.policy,
      reserveFeed.policy,
    );
    return { id: assetId, token: address, navFeed: nav, reserveFeed: reserve };
  }

  /** A clone (ERC-1167) of one of the platform's implementations; to be set up next. */
  async clone(name: keyof Deployment['addresses']): Promise<string> {
    const code = concat([
      '0x3d602d80600a3d3981f3363d3d373d3d3d363d73',
      this.at(name),
      '0x5af43d82803e903d91602b57fd5bf3',
    ]);
    const sent = await this.people.deployer.sendTransaction({ data: code });
    const address = (await sent.wait())?.contractAddress;
    if (address == null) throw new Error(`${name} was not cloned`);
    return address;
  }

  /** Ties a clone to an asset, with the roles that it holds there. */
  async enrol(asset: Asset, clone: string, kind: number, ...roles: RoleName[]): Promise<void> {
    const hub = AccessHub__factory.connect(this.at('AccessHub'), this.people.deployer);
    await mined(hub.enrolTarget(asset.id, clone, kind));
    for (const role of roles) await this.grant(asset.id, role, clone);
  }

  async grant(scope: string, role: RoleName, account: string): Promise<void> {
    const hub = AccessHub__factory.connect(this.at('AccessHub'), this.people.deployer);
    await mined(hub.grantRole(roleId(scope, role), account, 0));
  }

  /** Puts wallets on the registry for a year, each as an investor of its own; American, tier 2. */
  async admit(...wallets: readonly (string | JsonRpcSigner)[]): Promise<void> {
    const registry = InvestorRegistry__factory.connect(
      this.at('InvestorRegistry'),
      this.people.registrar,
    );
    const expiry = BigInt((await this.now()) + 365 * DAY);
    for (const wallet of wallets) {
      const address = typeof wallet === 'string' ? wallet : wallet.address;
      const investorId = this.investors.get(address) ?? BigInt(1_001 + this.investors.size);
      this.investors.set(address, investorId);
      const record = packRecord({
        expiry,
        country: 840,
        tier: 2,
        investorId,
        provider: 1,
      });
      await mined(registry.register(address, record, id(`evidence ${address}`)));
    }
  }

  /** Publishes a number that was valued in the newest block. @returns whether it was accepted, not parked */
  async report(feed: string, answer: bigint): Promise<boolean> {
    const committee = OracleCommittee__factory.connect(
      this.at('OracleCommittee'),
      this.people.submitter,
    );
    const at = BigInt(await this.now());
    const report = {
      feed,
      epoch: await committee.epoch(),
      round: (await ReportFeed__factory.connect(feed, this.provider).latestRound()) + 1n,
      answer,
      valuationTime: at,
      expiry: at + 600n,
    };
    const { bitmap, proof } = await this.signed((wallet) =>
      signReport(wallet, this.oracleDomain, report),
    );
    const accepted = await committee.submit.staticCall(report, bitmap, proof);
    await mined(committee.submit(report, bitmap, proof));
    return accepted;
  }

  /** Two approvers let the parked report of a feed through. */
  async approve(feed: string, reason: string): Promise<void> {
    for (const person of ['compliance', 'issuer'] as const) {
      const contract = ReportFeed__factory.connect(feed, this.people[person]);
      const { digest } = await contract.parked();
      await mined(contract.approveParked(digest, reason, id(reason)));
    }
  }

  get oracleDomain(): ReturnType<typeof reportDomain> {
    return reportDomain(LOCAL_CHAIN_ID, this.at('OracleCommittee'));
  }

  /** Signatures of three members of the committee. */
  async signed(sign: (wallet: Wallet) => Promise<string>): Promise<CommitteeProof> {
    const three = this.oracle.slice(1, 4);
    const signatures = new Map(
      await Promise.all(three.map(async (one) => [one.address, await sign(one)] as const)),
    );
    return packProof(this.options.oracleSigners, this.options.oracleThreshold, signatures);
  }

  /** A payment token: `PaymentToken` by the book, `SilentToken` in the way of USDT. */
  async money(name: 'PaymentToken' | 'SilentToken', ...args: unknown[]): Promise<Money> {
    const contract = await this.stranger(name, args);
    return new Money(await contract.getAddress(), this.compiled(name).abi, this.provider);
  }

  /** A feed of somebody else, that says what it is told. */
  async plainFeed(decimals: number, answer: bigint): Promise<PlainFeed> {
    const feed = await this.stranger('PlainFeed', [decimals, answer]);
    return {
      address: await feed.getAddress(),
      say: async (next) => {
        await mined(feed.getFunction('say').send(next));
      },
    };
  }

  private async stranger(name: string, args: unknown[]): Promise<BaseContract> {
    const { abi, bytecode } = this.compiled(name);
    const made = await new ContractFactory(abi, bytecode, this.people.deployer).deploy(...args);
    return made.waitForDeployment();
  }

  private compiled(name: string): Compiled {
    const compiled = this.strangers.get(name);
    if (compiled === undefined) throw new Error(`There is no ${name}`);
    return compiled;
  }
}

let running: Promise<Life> | undefined;

/** One node and one platform for all lives of this process: they share everything but their assets. */
export function theLife(): Promise<Life> {
  running ??= Life.begin();
  return running;
}

after(async () => {
  await (await running)?.end();
});
