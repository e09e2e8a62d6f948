import {
  AssetFactory__factory,
  AssetToken__factory,
  assetGrants,
  assetIdOf,
  type Deployment,
  InvestorRegistry__factory,
  packRecord,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, type JsonRpcProvider, Mnemonic } from 'ethers';
import { reorganise, startPlatformChain, type TestNode } from '../../testing/test-chain.js';
import { Rpc } from '../rpc/rpc.js';
import { Node } from '../rpc/node.js';

/** A chain of its own with the platform deployed, for tests that reorganise it or stop mining. */
export class ChainWorld {
  private constructor(
    private readonly anvil: TestNode,
    readonly deployment: Deployment,
    readonly deploymentFile: string,
    readonly provider: JsonRpcProvider,
  ) {}

  static async start(extra: string[] = []): Promise<ChainWorld> {
    const node = await startPlatformChain(extra);
    const provider = new SettledProvider(node.url, undefined, { cacheTimeout: -1 });
    provider.pollingInterval = 20;
    return new ChainWorld(node, node.deployment, node.deploymentFile, provider);
  }

  /**
   * A second node: a `fork` has the chain at an address up to now and goes its own way from there;
   * otherwise it is of another chain altogether.
   */
  static async secondNode(fork?: string): Promise<Pick<ChainWorld, 'url' | 'rpc' | 'stop'>> {
    const anvil = await startAnvil(fork ? ['--fork-url', fork] : [], 1_600_000_000);
    return {
      url: anvil.url,
      rpc: (method, ...params) => new Rpc(anvil.url).call(method, params),
      stop: () => anvil.stop(),
    };
  }

  get url(): string {
    return this.anvil.url;
  }

  get node(): Node {
    return new Node(new Rpc(this.anvil.url));
  }

  rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    return new Rpc(this.anvil.url).call<T>(method, params);
  }

  /** Replaces the newest blocks, as many as `depth`, by empty ones. */
  reorganise(depth: number): Promise<void> {
    return reorganise((method, parameters = []) => this.rpc(method, ...parameters), depth);
  }

  /** Registers wallets in the register, past the outbox. */
  async register(wallets: string[], tier = 2, country = 276): Promise<void> {
    const registry = InvestorRegistry__factory.connect(
      this.deployment.addresses.InvestorRegistry,
      key(1).connect(this.provider),
    );
    const expiry = BigInt(Math.floor(Date.UTC(2030, 0, 1) / 1000));
    for (const [i, wallet] of wallets.entries()) {
      const record = packRecord({ expiry, country, tier, investorId: BigInt(i + 1), provider: 1 });
      await (await registry.register(wallet, record, `0x${'11'.repeat(32)}`)).wait();
    }
  }

  /** Deploys a token with no rules, past the outbox; answers its address. */
  async deployToken(uuid: string): Promise<string> {
    const factory = AssetFactory__factory.connect(
      this.deployment.addresses.AssetFactory,
      key(4).connect(this.provider),
    );
    const policy = {
      minAnswer: 1,
      maxAnswer: 10n ** 30n,
      minInterval: 0,
      maxValuationAge: 0,
      heartbeat: 0,
      valuationStaleness: 0,
      approvalWindow: 0,
      dailyDeviationBps: 0,
      maxDeviationBps: 0,
      alwaysApprove: false,
    };
    const feed = { description: 'test', decimals: 6, policy };
    const params = {
      token: {
        assetId: assetIdOf(uuid),
        name: 'Test Fund',
        symbol: 'TEST',
        decimals: 6,
        maxSupply: 0,
        rules: { maxBalance: 0, maxHolders: 0, minTier: 0, lockUntil: 0 },
        countries: [],
      },
      navFeed: feed,
      reserveFeed: feed,
      grants: assetGrants({
        issuer: key(2).address,
        minter: key(2).address,
        transferAgent: key(2).address,
        compliance: key(3).address,
        oracle: key(3).address,
        reportApprovers: [key(1).address, key(3).address],
        pauser: key(3).address,
        unpauser: key(3).address,
        unpauseDelay: 0,
      }),
    };
    const [token] = await factory.deploy.staticCall(params);
    await (await factory.deploy(params)).wait();
    return token;
  }

  /** The token as its transfer agent, or as the account of another index. */
  token(address: string, as = 2) {
    return AssetToken__factory.connect(address, key(as).connect(this.provider));
  }

  async stop(): Promise<void> {
    this.provider.destroy();
    await this.anvil.stop();
  }
}

/** The development key of an index. */
export function key(index: number): HDNodeWallet {
  const phrase =
    process.env['DEV_MNEMONIC'] ?? 'test test test test test test test test test test test junk';
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(phrase), `m/44'/60'/0'/0/${index}`);
}

async function startAnvil(extra: string[], genesisTimestamp: number): Promise<TestNode> {
  const url = new URL('../../../../scripts/lib/anvil.ts', import.meta.url);
  const tool = (await import(url.href)) as {
    startAnvil(options: { extra: string[]; genesisTimestamp: number }): Promise<TestNode>;
  };
  return tool.startAnvil({ extra, genesisTimestamp });
}
