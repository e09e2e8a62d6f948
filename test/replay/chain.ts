import { randomUUID } from 'node:crypto';
import {
  AssetFactory__factory,
  assetGrants,
  assetIdOf,
  type Deployment,
  deployPlatform,
  type FeedPolicy,
  ReportFeed__factory,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, type JsonRpcProvider, NonceManager } from 'ethers';
import { startAnvil } from '../../scripts/lib/anvil.ts';
import { DEV_MNEMONIC, KEY_INDEX } from '../../scripts/lib/dev-keys.ts';

const DAY = 86_400n;
/** People who approve what was parked. */
const APPROVERS = [6, 7];
const BUSY_BLOCK_MS = 10_000;

/** Limits of a feed that only its breaker narrows. */
const POLICY: FeedPolicy = {
  minAnswer: 1n,
  maxAnswer: 10n ** 18n,
  minInterval: 0n,
  maxValuationAge: 10n * DAY,
  heartbeat: 4n * DAY,
  valuationStaleness: 6n * DAY,
  approvalWindow: 2n * DAY,
  dailyDeviationBps: 0n,
  maxDeviationBps: 0n,
  alwaysApprove: false,
};

export interface ReplayedAsset {
  assetId: string;
  token: string;
  nav: string;
  reserve: string;
}

/** One accepted round. Times in Unix seconds, the answer in the feed's units (10⁻⁶). */
export interface Round {
  round: number;
  answer: bigint;
  valuationTime: number;
  updatedAt: number;
}

/** A node of its own whose time is moved, with the platform on it. */
export class ReplayChain {
  readonly url: string;
  readonly deployment: Deployment;
  private readonly provider: JsonRpcProvider;
  private readonly end: () => Promise<void>;
  private readonly approvers: NonceManager[];

  private constructor(
    url: string,
    provider: JsonRpcProvider,
    deployment: Deployment,
    end: () => Promise<void>,
  ) {
    this.url = url;
    this.provider = provider;
    this.deployment = deployment;
    this.end = end;
    this.approvers = APPROVERS.map((index) => new NonceManager(walletAt(index).connect(provider)));
  }

  /** @param genesis the chain's first moment, Unix seconds */
  static async start(genesis: number): Promise<ReplayChain> {
    const node = await startAnvil({ genesisTimestamp: genesis });
    const provider = new SettledProvider(node.url, undefined, {
      staticNetwork: true,
      cacheTimeout: -1,
      pollingInterval: 20,
    });
    const deployment = await deployPlatform(walletAt(0).connect(provider), {
      registrar: walletAt(KEY_INDEX.registrar).address,
      compliance: walletAt(KEY_INDEX.compliance).address,
      factoryDeployer: walletAt(KEY_INDEX.factory).address,
      oracleSigners: KEY_INDEX.oracleSigners.map((index) => walletAt(index).address),
      oracleThreshold: 3,
    });
    return new ReplayChain(node.url, provider, deployment, async () => {
      provider.destroy();
      await node.stop();
    });
  }

  /** Of a node of the committee, 0 to 4. */
  signerAddress(node: number): string {
    return walletAt(KEY_INDEX.oracleSigners[node] ?? -1).address;
  }

  stop(): Promise<void> {
    return this.end();
  }

  /** A token with its two feeds. @param breakerBps moves of the first feed beyond it are parked */
  async deployAsset(symbol: string, breakerBps: bigint): Promise<ReplayedAsset> {
    const assetId = randomUUID();
    const at = (index: number) => walletAt(index).address;
    const feed = (description: string, maxDeviationBps: bigint) => ({
      description,
      decimals: 6,
      policy: { ...POLICY, maxDeviationBps },
    });
    const params = {
      token: {
        assetId: assetIdOf(assetId),
        name: `Replayed ${symbol}`,
        symbol,
        decimals: 6,
        maxSupply: 0n,
        rules: { maxBalance: 0n, maxHolders: 0n, minTier: 0n, lockUntil: 0n },
        countries: [],
      },
      navFeed: feed('NAV per share', breakerBps),
      reserveFeed: feed('Total assets', 0n),
      grants: assetGrants({
        issuer: at(KEY_INDEX.deployer),
        minter: at(KEY_INDEX.issuance),
        transferAgent: at(KEY_INDEX.issuance),
        compliance: at(KEY_INDEX.compliance),
        oracle: at(KEY_INDEX.deployer),
        reportApprovers: APPROVERS.map(at),
        pauser: at(KEY_INDEX.compliance),
        unpauser: at(KEY_INDEX.deployer),
        unpauseDelay: 0,
      }),
    };
    const factory = AssetFactory__factory.connect(
      this.deployment.addresses.AssetFactory,
      new NonceManager(walletAt(KEY_INDEX.factory).connect(this.provider)),
    );
    const [token, nav, reserve] = await factory.deploy.staticCall(params);
    await (await factory.deploy(params)).wait();
    return { assetId, token, nav, reserve };
  }

  /** Mines a block of a moment to come, Unix seconds. */
  async travelTo(moment: number): Promise<void> {
    await this.provider.send('evm_setNextBlockTimestamp', [moment]);
    await this.provider.send('evm_mine', []);
  }

  async head(): Promise<{ number: number; timestamp: number }> {
    const block = await this.provider.getBlock('latest');
    if (!block) throw new Error('the node has no block');
    return block;
  }

  async latest(feed: string): Promise<Round> {
    const found = await ReportFeed__factory.connect(feed, this.provider).latest();
    return {
      round: Number(found.round),
      answer: found.answer,
      valuationTime: Number(found.valuationTime),
      updatedAt: Number(found.updatedAt),
    };
  }

  /** A round of the feed's history, as any consumer reads it. */
  async round(feed: string, number: number): Promise<Round> {
    const [round, answer, startedAt, updatedAt] = await ReportFeed__factory.connect(
      feed,
      this.provider,
    ).getRoundData(number);
    return {
      round: Number(round),
      answer,
      valuationTime: Number(startedAt),
      updatedAt: Number(updatedAt),
    };
  }

  /** The answer that waits for two people; null when none does. */
  async parked(feed: string): Promise<{ digest: string; answer: bigint } | null> {
    const { digest, answer } = await ReportFeed__factory.connect(feed, this.provider).parked();
    return BigInt(digest) === 0n ? null : { digest, answer };
  }

  /** Two people approve what is parked. */
  async approve(feed: string, digest: string, reason: string): Promise<void> {
    for (const person of this.approvers) {
      const contract = ReportFeed__factory.connect(feed, person);
      const sent = await contract.approveParked(digest, reason, digest);
      await sent.wait(1, BUSY_BLOCK_MS);
    }
  }
}

const walletAt = (index: number): HDNodeWallet =>
  HDNodeWallet.fromPhrase(DEV_MNEMONIC, undefined, `m/44'/60'/0'/0/${index}`);
