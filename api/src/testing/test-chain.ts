import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Deployment, deployPlatform, SettledProvider } from '@cadastre/contracts';
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

interface Anvil {
  url: string;
  stop(): Promise<void>;
}

/** The launcher's tools run outside this workspace: found by address, so that they are not built here. */
const tool = async <Tool>(name: string): Promise<Tool> =>
  (await import(new URL(`../../../scripts/lib/${name}`, import.meta.url).href)) as Tool;

/** Starts a node and deploys the platform: some two seconds. */
export async function startTestChain(): Promise<TestChain> {
  const { startAnvil } = await tool<{ startAnvil: () => Promise<Anvil> }>('anvil.ts');
  const { DEV_MNEMONIC } = await tool<{ DEV_MNEMONIC: string }>('dev-keys.ts');
  const [node, folder] = await Promise.all([
    startAnvil(),
    mkdtemp(join(tmpdir(), 'cadastre-chain-')),
  ]);
  const provider = new SettledProvider(node.url, undefined, {
    staticNetwork: true,
    cacheTimeout: -1,
    pollingInterval: 50,
  });
  const wallet = (index: number) => {
    const { privateKey } = HDNodeWallet.fromPhrase(DEV_MNEMONIC, '', `m/44'/60'/0'/0/${index}`);
    return new Wallet(privateKey, provider);
  };
  const deployment = await deployPlatform(wallet(0), {
    registrar: wallet(1).address,
    compliance: wallet(3).address,
    factoryDeployer: wallet(4).address,
    oracleSigners: [10, 11, 12, 13, 14].map((index) => wallet(index).address),
    oracleThreshold: 3,
  });
  const deploymentFile = join(folder, 'deployment.json');
  await writeFile(deploymentFile, JSON.stringify(deployment));
  return {
    deployment,
    provider,
    env: { RPC_URL: node.url, DEPLOYMENT_FILE: deploymentFile, CLOCK: 'chain', DEV_MNEMONIC },
    wallet,
    rpc: (method, parameters = []) => provider.send(method, parameters),
    stop: async () => {
      provider.destroy();
      await node.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
