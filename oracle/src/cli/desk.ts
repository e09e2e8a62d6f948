import {
  AccessHub__factory,
  decodeRevert,
  DeploymentFileError,
  loadDeployment,
  type Deployment,
} from '@cadastre/contracts';
import {
  isError,
  JsonRpcProvider,
  type BaseWallet,
  type Interface,
  type TransactionReceipt,
} from 'ethers';
import { Committee } from '../chain/committee.js';
import { identify, readFeed, type FeedState } from '../chain/feed.js';
import { Rpc, RpcUnreachable } from '../chain/rpc.js';
import { CliError, type Terminal } from './terminal.js';

/** Generous: a receipt is waited for, not slept for. */
const RECEIPT_TIMEOUT_MS = 300_000;

/** What an operator works with: the chain, a key, and a person who is asked. */
export interface Work {
  desk: Desk;
  wallet: BaseWallet;
  terminal: Terminal;
  /** Asks the person. @throws CliError where the answer is no */
  sure: (question: string) => Promise<void>;
}

/** What an operator does on-chain: asked before it is sent, waited for, told in sentences. */
export class Desk {
  private readonly provider: JsonRpcProvider;
  private readonly rpc: Rpc;
  readonly committee: Committee;

  private constructor(
    rpcUrl: string,
    private readonly deployment: Deployment,
    private readonly terminal: Terminal,
  ) {
    this.provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1 });
    this.provider.pollingInterval = 250;
    this.rpc = new Rpc(rpcUrl);
    this.committee = new Committee(this.rpc, deployment.addresses.OracleCommittee);
  }

  /** @throws CliError where the node or the deployment is not what it should be */
  static async open(env: NodeJS.ProcessEnv, terminal: Terminal): Promise<Desk> {
    const { RPC_URL: url, DEPLOYMENT_FILE: file } = env;
    if (!url) throw new CliError('RPC_URL is missing: the URL of the chain’s node.');
    if (!file) throw new CliError('DEPLOYMENT_FILE is missing: the manifest of the contracts.');
    let deployment: Deployment;
    try {
      deployment = loadDeployment(file);
    } catch (error) {
      if (error instanceof DeploymentFileError) throw new CliError(`${file}: ${error.message}`);
      throw error;
    }
    const desk = new Desk(url, deployment, terminal);
    try {
      const chainId = await desk.rpc.chainId();
      if (chainId === BigInt(deployment.chainId)) return desk;
      desk.close();
      throw new CliError(`The node serves chain ${chainId}, ${file} is of ${deployment.chainId}.`);
    } catch (error) {
      if (!(error instanceof RpcUnreachable)) throw error;
      desk.close();
      throw new CliError(`RPC_URL: ${error.message}`);
    }
  }

  close(): void {
    this.provider.destroy();
  }

  /** A feed of our committee. @throws CliError where there is none at the address */
  async feed(address: string): Promise<FeedState> {
    const found = await identify(this.rpc, address);
    if (found?.committee !== this.committee.address) {
      throw new CliError(`${address} is no feed of this deployment; \`feeds list\` tells them.`);
    }
    return readFeed(this.rpc, address);
  }

  /** Time of the newest block, Unix seconds. */
  async now(): Promise<number> {
    return (await this.rpc.block('latest')).timestamp;
  }

  /**
   * Sends a call that the hub restricts. Where the account has to announce it first, it is announced, or,
   * once the announcement is due, done.
   * @returns the receipt; null where it was only announced
   * @throws CliError with the contract's own reason
   */
  async send(
    wallet: BaseWallet,
    to: string,
    contract: Interface,
    name: string,
    values: readonly unknown[] = [],
  ): Promise<TransactionReceipt | null> {
    const signer = wallet.connect(this.provider);
    const data = contract.encodeFunctionData(name, [...values]);
    const hub = AccessHub__factory.connect(this.deployment.addresses.AccessHub, signer);
    const [immediate, delay] = await hub.canCall(wallet.address, to, data.slice(0, 10));
    if (!immediate && delay === 0n) {
      throw new CliError(`${wallet.address} may not call ${name} there: it lacks the role.`);
    }
    if (!immediate && !(await this.isDue(wallet.address, to, data))) {
      await this.mined(
        signer,
        hub.getAddress(),
        hub.interface.encodeFunctionData('schedule', [to, data, 0]),
      );
      this.terminal.say(
        `announced: ${name} may be called ${delay} s from now; run the same command again then.`,
      );
      return null;
    }
    return this.mined(signer, to, data);
  }

  /** Whether an announced call may be made now. @throws CliError while it is not due yet */
  private async isDue(caller: string, target: string, data: string): Promise<boolean> {
    const hub = AccessHub__factory.connect(this.deployment.addresses.AccessHub, this.provider);
    const from = Number(await hub.getSchedule(await hub.hashOperation(caller, target, data)));
    if (from === 0) return false;
    const now = await this.now();
    if (now >= from) return true;
    throw new CliError(
      `It is announced already, and may be done from ${new Date(from * 1000).toISOString()} on (${from - now} s).`,
    );
  }

  private async mined(
    signer: BaseWallet,
    to: string | Promise<string>,
    data: string,
  ): Promise<TransactionReceipt> {
    try {
      const sent = await signer.sendTransaction({ to: await to, data });
      this.terminal.say(`sent        ${sent.hash}`);
      const receipt = await sent.wait(1, RECEIPT_TIMEOUT_MS);
      if (!receipt) throw new CliError(`${sent.hash} is not in a block yet: look it up later.`);
      this.terminal.say(`included    block ${receipt.blockNumber}, ${receipt.gasUsed} gas`);
      return receipt;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** The contract's reason in a sentence, where there is one. */
function refusalOf(error: unknown): unknown {
  if (isError(error, 'CALL_EXCEPTION') && error.data) {
    const { name, sentence } = decodeRevert(error.data);
    return new CliError(`The contract refuses: ${name}: ${sentence}`);
  }
  if (isError(error, 'INSUFFICIENT_FUNDS')) return new CliError('The key cannot pay for the gas.');
  if (isError(error, 'TIMEOUT')) return new CliError('It was sent and is not in a block yet.');
  return error;
}
