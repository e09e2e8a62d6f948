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
  /** Any method of the node, e.g. `anvil_reorg`. */
  rpc(method: string, parameters?: unknown[]): Promise<unknown>;
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
  return {
    deployment: node.deployment,
    provider,
    env: { RPC_URL: node.url, DEPLOYMENT_FILE: node.deploymentFile, CLOCK: 'chain', DEV_MNEMONIC },
    wallet,
    rpc: (method, parameters = []) => provider.send(method, parameters),
    stop: async () => {
      provider.destroy();
      await node.stop();
    },
  };
}
