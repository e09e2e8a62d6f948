import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  AssetFactory__factory,
  AssetToken__factory,
  assetGrants,
  assetIdOf,
  type Deployment,
  deployPlatform,
  InvestorRegistry__factory,
  packRecord,
  SettledProvider,
} from '@cadastre/contracts';
import { HDNodeWallet, type JsonRpcProvider, Mnemonic, NonceManager } from 'ethers';
import { type RunningAnvil, startAnvil } from '../../scripts/lib/anvil.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { Filler } from './filler.ts';

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

interface ChainMeta {
  deployment: Deployment;
  token: string;
  /** Transfer events on the chain, mints included. */
  transfers: number;
  headBlock: number;
}

export interface TransferChain extends ChainMeta {
  anvil: RunningAnvil;
  stop(): Promise<void>;
}

const REGISTER_BATCH = 200;
const TOKEN = AssetToken__factory.createInterface();
const REGISTRY = InvestorRegistry__factory.createInterface();
const UNITS = 10n ** 9n;
const account = (index: number): HDNodeWallet =>
  HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(DEV_MNEMONIC), `m/44'/60'/0'/0/${index}`);

/** A wallet nobody has the key of, the same on every run; lower case. */
export const wallet = (name: string): string =>
  `0x${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;

/**
 * A chain on which the platform's own token really moved: our contracts, every rule checked, one
 * batch transfer and some single ones in each block, by and to wallets picked by a fixed sequence.
 * Made once for a shape and for the contracts as they are, and kept under `.cadastre/bench`.
 */
export async function startTransferChain(shape: ChainShape): Promise<TransferChain> {
  const folder = inRoot('.cadastre', 'bench');
  mkdirSync(folder, { recursive: true });
  const code = [AssetToken__factory, AssetFactory__factory, InvestorRegistry__factory];
  const made = createHash('sha256').update(JSON.stringify([shape, code.map((c) => c.bytecode)]));
  const name = join(folder, `transfers-${made.digest('hex').slice(0, 16)}`);
  const kept = existsSync(`${name}.meta.json`);
  const anvil = await startAnvil({
    extra: [
      ...['--auto-impersonate', '--disable-block-gas-limit', '--block-base-fee-per-gas', '0'],
      // Nobody asks this node for old state, and it would keep all of it.
      ...['--prune-history', '2'],
      ...(kept ? ['--load-state', `${name}.state.json`] : []),
    ],
  });
  const stop = (): Promise<void> => anvil.stop();
  try {
    if (kept) {
      const meta = JSON.parse(readFileSync(`${name}.meta.json`, 'utf8')) as ChainMeta;
      await bury(anvil);
      return { ...meta, anvil, stop };
    }
    const meta = await fill(anvil, shape);
    const state = (await new Filler(anvil.url).call('anvil_dumpState', [])) as string;
    writeFileSync(`${name}.state.json`, gunzipSync(Buffer.from(state.slice(2), 'hex')));
    writeFileSync(`${name}.meta.json`, JSON.stringify(meta));
    await bury(anvil);
    return { ...meta, anvil, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Mines until every transfer is as deep as anybody asks for before it is history. */
async function bury(anvil: RunningAnvil): Promise<void> {
  await new Filler(anvil.url).call('anvil_mine', ['0x64']);
}

async function fill(anvil: RunningAnvil, shape: ChainShape): Promise<ChainMeta> {
  const provider = new SettledProvider(anvil.url, undefined, { cacheTimeout: -1 });
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
  const wallets = Array.from({ length: shape.holders }, (_, i) => wallet(`holder ${i}`));
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
  return { deployment, token, transfers, headBlock };
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
