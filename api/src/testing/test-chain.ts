import { type Deployment, SettledProvider } from '@cadastre/contracts';
import { HDNodeWallet, type JsonRpcProvider, Wallet } from 'ethers';

/** A local chain of this spec's own, with the platform's contracts on it. */
export interface TestChain {
  deployment: Deployment;
  provider: JsonRpcProvider;
  /** Give it to `startTestApp({ env: chain.env, workers: true })`. */
  env: { RPC_URL: string; DEPLOYMENT_FILE: string; CLOCK: 'chain'; DEV_MNEMONIC: string };
  /** A funded account by its index under the development mnemonic; investors' are 20 to 39. */
  wallet(index: number): Wallet;
  /** Any method of the node. */
  rpc(method: string, parameters?: unknown[]): Promise<unknown>;
  /** Replaces the newest blocks, as many as `depth`, by empty ones. */
  reorganise(depth: number): Promise<void>;
  stop(): Promise<void>;
}

/** A local node. */
export interface TestNode {
  url: string;
  stop(): Promise<void>;
}

/** A local node with the platform on it. */
export interface PlatformNode extends TestNode {
  deployment: Deployment;
  deploymentFile: string;
}

/** The launcher's tools run outside this workspace: found by address, so that they are not built here. */
const tool = async <Tool>(name: string): Promise<Tool> =>
  (await import(new URL(`../../../scripts/lib/${name}`, import.meta.url).href)) as Tool;

/** A node of one's own with the platform on it. @param extra more options of the node */
export async function startPlatformChain(extra: string[] = []): Promise<PlatformNode> {
  const chain = await tool<{ startPlatformChain: typeof startPlatformChain }>('platform-chain.ts');
  return chain.startPlatformChain(extra);
}

/** Starts a node with the platform on it: well below a second. */
export async function startTestChain(): Promise<TestChain> {
  const { DEV_MNEMONIC } = await tool<{ DEV_MNEMONIC: string }>('dev-keys.ts');
  const node = await startPlatformChain();
  const provider = new SettledProvider(node.url, undefined, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 50,
  });
  const wallet = (index: number) => {
    const { privateKey } = HDNodeWallet.fromPhrase(DEV_MNEMONIC, '', `m/44'/60'/0'/0/${index}`);
    return new Wallet(privateKey, provider);
  };
  const rpc: TestChain['rpc'] = (method, parameters = []) => provider.send(method, parameters);
  return {
    deployment: node.deployment,
    provider,
    env: { RPC_URL: node.url, DEPLOYMENT_FILE: node.deploymentFile, CLOCK: 'chain', DEV_MNEMONIC },
    wallet,
    rpc,
    reorganise: (depth) => reorganise(rpc, depth),
    stop: async () => {
      provider.destroy();
      await node.stop();
    },
  };
}

/**
 * Replaces the newest blocks by empty ones while transactions keep coming. Nothing is mined
 * meanwhile: a block that anvil mines during `anvil_reorg` stays on its chain while its state does
 * not, so that a transaction has a receipt and its nonce is next all the same.
 */
export async function reorganise(rpc: TestChain['rpc'], depth: number): Promise<void> {
  await rpc('evm_setAutomine', [false]);
  // Ends after a block that is being mined; it is the first to go.
  await rpc('evm_mine');
  await rpc('anvil_reorg', [depth + 1, []]);
  await rpc('evm_setAutomine', [true]);
  // What came meanwhile waits, and nothing else would wake the miner.
  await rpc('evm_mine');
}
