import { AssetToken__factory } from '@cadastre/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Following } from './follow.ts';
import { type TransferChain, wallet } from './chain.ts';
import { Filler } from './filler.ts';

const BLOCKS = 40;
const PAUSE_MS = 250;

/**
 * Milliseconds from a block's being there to its facts' being committed, of 40 blocks with a transfer
 * each; the 95th percentile. The ledger has caught up and runs.
 */
export async function measureLatency(chain: TransferChain, ours: Following): Promise<number> {
  const node = new Filler(chain.anvil.url);
  const [from, to] = [wallet('holder 1'), wallet('holder 2')];
  // A loaded chain mines on demand again, which would be a block of its own.
  await node.call('evm_setAutomine', [false]);
  await node.knows(from);
  const data = AssetToken__factory.createInterface().encodeFunctionData('transfer', [to, 1n]);
  const times: number[] = [];
  for (let i = 0; i < BLOCKS; i += 1) {
    node.add(from, chain.token, data);
    await node.mine();
    const mined = performance.now();
    const number = Number(await node.call('eth_blockNumber', []));
    while (!(await isCommitted(ours, number))) await sleep(2);
    times.push(performance.now() - mined);
    // Not in step with anybody's polling.
    await sleep(PAUSE_MS + ((i * 37) % 100));
  }
  return times.sort((a, b) => a - b)[Math.floor(BLOCKS * 0.95)] ?? 0;
}

async function isCommitted({ db }: Following, block: number): Promise<boolean> {
  const rows = await db.sql('SELECT FROM api.ledger_transfer WHERE block_number = $1', [block]);
  return rows.length > 0;
}
