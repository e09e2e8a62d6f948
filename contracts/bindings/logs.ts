import type { Log, Provider } from 'ethers';

/** Most public nodes answer for this many blocks at once. */
const WINDOW = 10_000;

/**
 * Every log of a contract from one block to another, oldest first. A window that the node finds too large is halved.
 * @throws the node's error when it refuses even a single block
 */
export async function logsOf(
  provider: Provider,
  address: string,
  fromBlock: number,
  toBlock: number,
): Promise<Log[]> {
  const found: Log[] = [];
  for (let from = fromBlock; from <= toBlock; from += WINDOW) {
    found.push(
      ...(await logsBetween(provider, address, from, Math.min(from + WINDOW - 1, toBlock))),
    );
  }
  return found;
}

/**
 * The block in which a contract came to be, for one whose constructor leaves a log. Looks back from the newest block,
 * because the question is asked right after a deployment.
 */
export async function firstBlockOf(provider: Provider, address: string): Promise<number> {
  let first: number | undefined;
  for (let to = await provider.getBlockNumber(); to >= 0; to -= WINDOW) {
    const [oldest] = await logsBetween(provider, address, Math.max(0, to - WINDOW + 1), to);
    if (oldest === undefined) continue;
    first = oldest.blockNumber;
    if (await isEmptyBefore(provider, address, first)) return first;
  }
  if (first === undefined) throw new Error(`The node does not show the logs of ${address}`);
  return first;
}

async function logsBetween(
  provider: Provider,
  address: string,
  fromBlock: number,
  toBlock: number,
): Promise<Log[]> {
  try {
    return await provider.getLogs({ address, fromBlock, toBlock });
  } catch (error) {
    if (fromBlock === toBlock) throw error;
    const middle = Math.floor((fromBlock + toBlock) / 2);
    return [
      ...(await logsBetween(provider, address, fromBlock, middle)),
      ...(await logsBetween(provider, address, middle + 1, toBlock)),
    ];
  }
}

/** A node that keeps no old states cannot say: then the search goes on to the beginning of the chain. */
async function isEmptyBefore(provider: Provider, address: string, block: number): Promise<boolean> {
  if (block === 0) return true;
  try {
    return (await provider.getCode(address, block - 1)) === '0x';
  } catch {
    return false;
  }
}
