import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AssetFactory__factory,
  AssetToken__factory,
  assetGrants,
  assetIdOf,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  packRecord,
  ReportFeed__factory,
  SatelliteFactory__factory,
  SecureMint__factory,
  type Deployment,
  type FeedPolicy,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, type JsonRpcProvider, NonceManager, toBeHex, ZeroHash } from 'ethers';
import { Rpc } from '../chain/rpc.js';

/** 1/100 % and up: what the tests' feeds ask of their reports unless told otherwise. */
const POLICY: FeedPolicy = {
  minAnswer: 1n,
  maxAnswer: 10n ** 18n,
  minInterval: 0n,
  maxValuationAge: 10n * 86_400n,
  heartbeat: 4n * 86_400n,
  valuationStaleness: 6n * 86_400n,
  approvalWindow: 2n * 86_400n,
  dailyDeviationBps: 0n,
  maxDeviationBps: 100n,
  alwaysApprove: false,
};

export interface TestAsset {
  assetId: string;
  token: string;
  nav: string;
  reserve: string;
}

interface Node {
  url: string;
  deployment: Deployment;
  stop(): Promise<void>;
}

/** A real local chain of its own with the platform deployed. */
export class TestChain {
  private investors = 0n;
  private operations = 0n;
  private automines = true;

  private constructor(
    private readonly node: Node,
    private readonly provider: JsonRpcProvider,
    private readonly phrase: string,
    readonly deployment: Deployment,
  ) {}

  static async start(): Promise<TestChain> {
    const path = new URL('../../../scripts/lib/platform-chain.ts', import.meta.url).href;
    const { startPlatformChain } = (await import(path)) as {
      startPlatformChain: () => Promise<Node>;
    };
    const node = await startPlatformChain();
    const provider = new SettledProvider(node.url, undefined, {
      staticNetwork: true,
      cacheTimeout: -1,
      pollingInterval: 20,
    });
    return new TestChain(node, provider, process.env['DEV_MNEMONIC'] ?? '', node.deployment);
  }

  get url(): string {
    return this.node.url;
  }

  get rpc(): Rpc {
    return new Rpc(this.node.url);
  }

  async stop(): Promise<void> {
    this.provider.destroy();
    await this.node.stop();
  }

  /** Deploys a token with its two feeds; a restart after a pause is announced `unpauseDelay` s ahead. */
  async deployAsset(policy: Partial<FeedPolicy> = {}, unpauseDelay = 0): Promise<TestAsset> {
    const assetId = randomUUID();
    const id = assetIdOf(assetId);
    const factory = AssetFactory__factory.connect(
      this.deployment.addresses.AssetFactory,
      this.signer(4),
    );
    const feed = (description: string) => ({
      description,
      decimals: 6,
      policy: { ...POLICY, ...policy },
    });
    const officer = (index: number) => walletAt(this.phrase, index).address;
    const params = {
      token: {
        assetId: id,
        name: 'Test Fund',
        symbol: 'TEST',
        decimals: 6,
        maxSupply: 0n,
        rules: { maxBalance: 0n, maxHolders: 0n, minTier: 0n, lockUntil: 0n },
        countries: [],
      },
      navFeed: feed('NAV per share'),
      reserveFeed: {
        ...feed('Total assets'),
        policy: { ...POLICY, maxDeviationBps: 0n, ...policy },
      },
      grants: assetGrants({
        issuer: officer(0),
        minter: officer(2),
        transferAgent: officer(2),
        compliance: officer(3),
        oracle: officer(0),
        reportApprovers: [officer(3), officer(6), officer(7)],
        pauser: officer(3),
        unpauser: officer(0),
        unpauseDelay,
      }),
    };
    const [token, nav, reserve] = await factory.deploy.staticCall(params);
    await (await factory.deploy(params)).wait();
    return { assetId, token, nav, reserve };
  }

  /** Registers a new investor and mints to it. @returns its wallet */
  async mint(asset: TestAsset, amount: bigint): Promise<string> {
    this.investors += 1n;
    this.operations += 1n;
    const investor = HDNodeWallet.createRandom().address;
    const registry = InvestorRegistry__factory.connect(
      this.deployment.addresses.InvestorRegistry,
      this.signer(1),
    );
    const record = packRecord({
      expiry: 4_000_000_000n,
      country: 840,
      tier: 2,
      investorId: this.investors,
      provider: 1,
    });
    await (await registry.register(investor, record, ZeroHash)).wait();
    const token = AssetToken__factory.connect(asset.token, this.signer(2));
    await (await token.mint(investor, amount, this.operations)).wait();
    return investor;
  }

  /** A mint guard on an asset's reserve feed; it holds no role and only tells what it would cover. */
  async launchMintGuard({ token, reserve }: TestAsset, marginBps: number): Promise<string> {
    const { SatelliteFactory, SecureMintImplementation: implementation } =
      this.deployment.addresses;
    if (!SatelliteFactory || !implementation) throw new Error('the platform has mint guards');
    const factory = SatelliteFactory__factory.connect(SatelliteFactory, this.signer(0));
    const rules = {
      feed: reserve,
      marginBps,
      maxPublicationAge: 4n * 86_400n,
      maxValuationAge: 6n * 86_400n,
      maxAttestationAge: 0n,
    };
    const call = SecureMint__factory.createInterface().encodeFunctionData('initialize', [
      token,
      rules,
    ]);
    const launch = [implementation, ZeroHash, call] as const;
    const guard = await factory.launch.staticCall(...launch);
    await (await factory.launch(...launch)).wait();
    return guard;
  }

  /** Storage slots of a contract, among the first ones or those named, whose word fits. */
  async slotsOf(
    address: string,
    among: number | readonly string[],
    fits: (word: bigint) => boolean,
  ): Promise<string[]> {
    const places =
      typeof among === 'number' ? Array.from({ length: among }, (_, i) => toBeHex(i, 32)) : among;
    const found: string[] = [];
    for (const slot of places) {
      const word = await this.rpc.call<string>('eth_getStorageAt', [address, slot, 'latest']);
      if (fits(BigInt(word))) found.push(slot);
    }
    if (found.length === 0) throw new Error(`no slot of ${address} fits`);
    return found;
  }

  /** Approves what is parked on a feed, as the person with that key. */
  async approve(feed: string, index: number): Promise<void> {
    const contract = ReportFeed__factory.connect(feed, this.signer(index));
    const { digest } = await contract.parked();
    await (await contract.approveParked(digest, 'checked against the bank', ZeroHash)).wait();
  }

  async reject(feed: string): Promise<void> {
    const contract = ReportFeed__factory.connect(feed, this.signer(3));
    const { digest } = await contract.parked();
    await (await contract.rejectParked(digest, 'a typing error')).wait();
  }

  async pause(feed: string): Promise<void> {
    await (await ReportFeed__factory.connect(feed, this.signer(3)).pause()).wait();
  }

  /** Sends a pause that comes before everything else in the next block; does not wait for it. */
  async pauseFirst(feed: string): Promise<void> {
    const fees = { maxPriorityFeePerGas: 50n * 10n ** 9n, maxFeePerGas: 900n * 10n ** 9n };
    await ReportFeed__factory.connect(feed, this.signer(3)).pause({ ...fees, gasLimit: 200_000n });
  }

  async unpause(feed: string): Promise<void> {
    await (await ReportFeed__factory.connect(feed, this.signer(0)).unpause()).wait();
  }

  /** Number of reports a feed ever accepted or parked, from its logs. */
  async rounds(feed: string): Promise<{ accepted: bigint[]; parked: bigint[] }> {
    const committee = await ReportFeed__factory.connect(feed, this.provider).committee();
    const contract = OracleCommittee__factory.connect(committee, this.provider);
    const accepted = await contract.queryFilter(contract.filters.ReportAccepted(feed));
    const parked = await contract.queryFilter(contract.filters.ReportParked(feed));
    return {
      accepted: accepted.map(({ args }) => args.answer),
      parked: parked.map(({ args }) => args.answer),
    };
  }

  async latest(feed: string): Promise<{ answer: bigint; valuationTime: number; round: number }> {
    const found = await ReportFeed__factory.connect(feed, this.provider).latest();
    return {
      answer: found.answer,
      valuationTime: Number(found.valuationTime),
      round: Number(found.round),
    };
  }

  /** Moves the chain's clock to an instant and mines a block. */
  async travelTo(iso: string): Promise<void> {
    await this.rpc.call('evm_setNextBlockTimestamp', [Date.parse(iso) / 1000]);
    await this.rpc.call('evm_mine');
  }

  async automine(on: boolean): Promise<void> {
    this.automines = on;
    await this.rpc.call('evm_setAutomine', [on]);
  }

  /** Waits for a sent transaction's block, unless the test mines by hand. */
  async mined(hash: string): Promise<void> {
    for (let tries = 0; this.automines && !(await this.rpc.receipt(hash)); tries += 1) {
      if (tries === 500) throw new Error(`the node has not mined ${hash} within 10 s`);
      await sleep(20);
    }
  }

  async mine(): Promise<void> {
    await this.rpc.call('evm_mine');
  }

  /** A key with coin, for contracts of others. */
  get deployer(): NonceManager {
    return this.signer(0);
  }

  private signer(index: number): NonceManager {
    return new NonceManager(walletAt(this.phrase, index).connect(this.provider));
  }
}

/** The wallet at a place of a mnemonic. */
export function walletAt(phrase: string, index: number): HDNodeWallet {
  return HDNodeWallet.fromPhrase(phrase, undefined, `m/44'/60'/0'/0/${index}`);
}
