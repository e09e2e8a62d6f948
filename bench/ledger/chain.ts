import { createHash } from 'node:crypto';
import {
  AssetFactory__factory,
  AssetToken__factory,
  assetGrants,
  assetIdOf,
  type Deployment,
  deployPlatform,
  InvestorRegistry__factory,
  packRecord,
} from '@cadastre/contracts';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, NonceManager } from 'ethers';
import { type RunningAnvil, startAnvil } from '../../scripts/lib/anvil.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';

/** How the chain to be followed looks. */
export interface ChainShape {
  /** Registered wallets that hold and move the token. */
  holders: number;
  /** Blocks with transfers in them. */
  blocks: number;
  /** Receivers of the one `batchTransfer` of each block. */
  batch: number;
  /** Transfers of each block that are a transaction of their own. */
  singles: number;
}

export interface TransferChain {
  anvil: RunningAnvil;
  deployment: Deployment;
  token: string;
  /** Transfer events on the chain, mints included. */
  transfers: number;
  headBlock: number;
  stop(): Promise<void>;
}

const REGISTER_BATCH = 200;
const TOKEN = AssetToken__factory.createInterface();
const REGISTRY = InvestorRegistry__factory.createInterface();
const UNITS = 10n ** 9n;
const account = (index: number): HDNodeWallet =>
  HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(DEV_MNEMONIC), `m/44'/60'/0'/0/${index}`);

/** A wallet nobody has the key of, the same on every run. */
const holder = (index: number): string =>
  `0x${createHash('sha256').update(`holder ${index}`).digest('hex').slice(0, 40)}`;

/**
 * A chain on which the platform's own token really moved: our contracts, every rule checked, one
 * batch transfer and some single ones in each block, by and to wallets picked by a fixed sequence.
 */
export async function startTransferChain(shape: ChainShape): Promise<TransferChain> {
  const anvil = await startAnvil({
    extra: [
      ...['--auto-impersonate', '--disable-block-gas-limit', '--block-base-fee-per-gas', '0'],
      // Nobody asks this node for old state, and it would keep all of it.
      ...['--prune-history', '2'],
    ],
  });
  try {
    return await fill(anvil, shape);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function fill(anvil: RunningAnvil, shape: ChainShape): Promise<TransferChain> {
  const provider = new JsonRpcProvider(anvil.url, undefined, { cacheTimeout: -1 });
  provider.pollingInterval = 20;
  const deployment = await deployPlatform(new NonceManager(account(0).connect(provider)), {
    registrar: account(1).address,
    compliance: account(3).address,
    factoryDeployer: account(4).address,
    oracleSigners: [10, 11, 12, 13, 14].map((index) => account(index).address),
    oracleThreshold: 3,
  });
  const token = await deployToken(deployment, provider);
  provider.destroy();
  const node = new Filler(anvil.url);
  await node.call('evm_setAutomine', [false]);
  await node.knows(account(1).address);
  await node.knows(account(2).address);
  const wallets = Array.from({ length: shape.holders }, (_, i) => holder(i));
  await register(node, deployment, wallets);
  const treasury = wallets[0] as string;
  const supply = UNITS * BigInt(shape.holders);
  node.add(account(2).address, token, TOKEN.encodeFunctionData('mint', [treasury, supply, 1n]));
  await node.mine();
  let transfers = 1;
  const batch = (from: string, receivers: string[], amount: bigint): void => {
    const amounts = receivers.map(() => amount);
    node.add(from, token, TOKEN.encodeFunctionData('batchTransfer', [receivers, amounts]));
    transfers += receivers.length;
  };
  for (let i = 1; i < wallets.length; i += shape.batch) {
    batch(treasury, wallets.slice(i, i + shape.batch), UNITS);
    await node.mine();
  }
  const pick = sequence(shape.holders);
  const anybody = (): string => wallets[pick()] as string;
  for (let block = 0; block < shape.blocks; block += 1) {
    batch(anybody(), Array.from({ length: shape.batch }, anybody), 1_000n);
    for (let i = 0; i < shape.singles; i += 1) {
      const data = TOKEN.encodeFunctionData('transfer', [anybody(), 100_000n]);
      node.add(anybody(), token, data);
      transfers += 1;
    }
    await node.mine();
  }
  const headBlock = Number(await node.call('eth_blockNumber', []));
  return { anvil, deployment, token, transfers, headBlock, stop: () => anvil.stop() };
}

async function register(node: Filler, deployment: Deployment, wallets: string[]): Promise<void> {
  const expiry = BigInt(Math.floor(Date.UTC(2035, 0, 1) / 1000));
  const evidence = `0x${'11'.repeat(32)}`;
  for (let i = 0; i < wallets.length; i += REGISTER_BATCH) {
    const some = wallets.slice(i, i + REGISTER_BATCH);
    const records = some.map((_, j) =>
      packRecord({ expiry, country: 276, tier: 2, investorId: BigInt(i + j + 1), provider: 1 }),
    );
    const data = REGISTRY.encodeFunctionData('registerBatch', [some, records, evidence]);
    node.add(account(1).address, deployment.addresses.InvestorRegistry, data);
    await node.mine();
  }
}

/** Sends unsigned transactions of anybody's; all of a block go in one request. */
class Filler {
  private waiting: { method: string; params: unknown[] }[] = [];
  private readonly nonces = new Map<string, number>();
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Begins to send for an account that has sent before. */
  async knows(address: string): Promise<void> {
    const count = await this.call('eth_getTransactionCount', [address, 'latest']);
    this.nonces.set(address, Number(count));
  }

  add(from: string, to: string, data: string): void {
    const nonce = this.nonces.get(from) ?? 0;
    this.nonces.set(from, nonce + 1);
    const transaction = {
      from,
      to,
      data,
      gas: '0x1c9c380',
      gasPrice: '0x0',
      nonce: `0x${nonce.toString(16)}`,
    };
    this.waiting.push({ method: 'eth_sendTransaction', params: [transaction] });
  }

  async mine(): Promise<void> {
    const calls = this.waiting;
    this.waiting = [];
    await this.post(calls);
    await this.call('evm_mine', []);
  }

  async call(method: string, params: unknown[]): Promise<unknown> {
    return (await this.post([{ method, params }]))[0];
  }

  private async post(calls: { method: string; params: unknown[] }[]): Promise<unknown[]> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
    });
    const answers = (await response.json()) as { result?: unknown; error?: { message: string } }[];
    return answers.map(({ result, error }) => {
      if (error) throw new Error(`The node refused: ${error.message}`);
      return result;
    });
  }
}

/** A fixed sequence of numbers below a limit (a linear congruential generator). */
function sequence(limit: number): () => number {
  let state = 12_345;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

async function deployToken(deployment: Deployment, provider: JsonRpcProvider): Promise<string> {
  const factory = AssetFactory__factory.connect(
    deployment.addresses.AssetFactory,
    account(4).connect(provider),
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
  const feed = { description: 'bench', decimals: 6, policy };
  const issuance = account(2).address;
  const compliance = account(3).address;
  const params = {
    token: {
      assetId: assetIdOf('00000000-0000-4000-8000-000000000001'),
      name: 'Bench Fund',
      symbol: 'BENCH',
      decimals: 6,
      maxSupply: 0,
      rules: { maxBalance: 0, maxHolders: 0, minTier: 0, lockUntil: 0 },
      countries: [],
    },
    navFeed: feed,
    reserveFeed: feed,
    grants: assetGrants({
      issuer: issuance,
      minter: issuance,
      transferAgent: issuance,
      compliance,
      oracle: compliance,
      reportApprovers: [account(1).address, compliance],
      pauser: compliance,
      unpauser: compliance,
      unpauseDelay: 0,
    }),
  };
  const [token] = await factory.deploy.staticCall(params);
  await (await factory.deploy(params)).wait();
  return token;
}
