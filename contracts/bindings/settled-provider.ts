import { JsonRpcProvider } from 'ethers';

const LONGEST_MS = 60_000;
const PAUSE_MS = 2;
const SENDING = new Set(['eth_sendTransaction', 'eth_sendRawTransaction']);

/**
 * A connection that gives a transaction's hash only when its receipt is there, where the node is a
 * local one that mines on demand. Such a node answers a send before the block is made, and a client
 * that begins to wait for the next block just after that one waits for ever. Nodes that make blocks
 * by themselves, or only when told to, are not waited for.
 * @throws Error where a node that mines on demand does not within a minute
 */
export class SettledProvider extends JsonRpcProvider {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the overridden method's own type
  override async send(method: string, params: any[] | Record<string, any>): Promise<any> {
    const result: unknown = await super.send(method, params);
    if (SENDING.has(method)) await this.settled(String(result));
    return result;
  }

  private async settled(hash: string): Promise<void> {
    const deadline = Date.now() + LONGEST_MS;
    while (!(await super.send('eth_getTransactionReceipt', [hash]))) {
      if (!(await this.minesOnDemand())) return;
      if (Date.now() > deadline) throw new Error(`The node does not mine ${hash}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private minesOnDemand(): Promise<boolean> {
    return super.send('anvil_getAutomine', []).then(
      (automines: unknown) => automines === true,
      // Any other node does not know the question.
      () => false,
    );
  }
}
