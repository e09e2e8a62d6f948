import type { Holding, ReserveReport } from '@cadastre/core';
import type { ChainNode, Transfer } from './node.js';
import type { Protocol } from './protocol.js';

const ZERO = `0x${'00'.repeat(20)}`;

/** What a token's transfers make, from its first block to the report's. */
export interface Replayed {
  /** Who has more than nothing. */
  holdings: Holding[];
  supply: bigint;
}

/**
 * Adds up every transfer since the token was deployed and compares what comes out with the report: opening
 * supply, each mint and burn, the supplies of its history, what cannot be redeemed.
 * @throws Lie; NodeSilent, NodeRefuses where the node does not give the logs
 */
export async function replayTransfers(
  { inputs }: ReserveReport,
  node: ChainNode,
  protocol: Protocol,
): Promise<Replayed> {
  const { token, asOf, supply } = inputs;
  const balances = new Map<string, bigint>();
  const supplyAt = new SupplyOverTime();
  const moved: string[] = [];
  let transfers = 0;
  for await (const part of node.transfers(token.address, token.deployedBlock, asOf.block)) {
    for (const transfer of part) {
      transfers += 1;
      book(transfer, balances, protocol);
      const kind = transfer.from === ZERO ? 'mint' : transfer.to === ZERO ? 'burn' : null;
      if (!kind) continue;
      supplyAt.add(transfer.block, kind === 'mint' ? transfer.amount : -transfer.amount);
      if (transfer.block <= supply.opening.block) continue;
      const holder = kind === 'mint' ? transfer.to : transfer.from;
      moved.push(line({ ...transfer, kind, holder, baseUnits: `${transfer.amount}` }));
    }
  }
  protocol.same(
    'chain.opening',
    `Supply at the opening block ${supply.opening.block}, from ${transfers} transfers`,
    supply.opening.baseUnits,
    `${supplyAt.at(supply.opening.block)}`,
  );
  checkMovements(supply.movements.map(line), moved, protocol);
  for (const { block, supplyBaseUnits } of inputs.history) {
    const found = `${supplyAt.at(block)}`;
    protocol.same(
      'chain.history',
      `Supply at block ${block}, from the transfers`,
      supplyBaseUnits,
      found,
    );
  }
  for (const { holder, baseUnits } of supply.nonRedeemable) {
    const balance = balances.get(holder.toLowerCase()) ?? 0n;
    protocol.holds(
      'chain.nonRedeemable',
      `What ${holder} holds is at least what cannot be redeemed there`,
      balance >= BigInt(baseUnits),
      `${balance} base units`,
      `The report counts ${baseUnits}.`,
    );
  }
  const holdings = [...balances]
    .filter(([, balance]) => balance > 0n)
    .map(([holder, balance]) => ({ holder, balance }));
  return { holdings, supply: supplyAt.at(asOf.block) };
}

function book(
  { from, to, amount, block }: Transfer,
  balances: Map<string, bigint>,
  protocol: Protocol,
): void {
  if (from !== ZERO) {
    const left = (balances.get(from) ?? 0n) - amount;
    if (left < 0n) {
      protocol.lie(
        'chain.transfers',
        'Nobody sends what they do not have',
        `${from} sends ${amount} at block ${block} and has ${left + amount}: the node left out a transfer.`,
      );
    }
    balances.set(from, left);
  }
  if (to !== ZERO) balances.set(to, (balances.get(to) ?? 0n) + amount);
}

interface Moved {
  kind: string;
  holder: string;
  baseUnits: string;
  block: number;
  transactionHash: string;
}

const line = ({ kind, holder, baseUnits, block, transactionHash }: Moved): string =>
  `${kind} ${baseUnits} ${holder.toLowerCase()} at ${block} in ${transactionHash}`;

/** One by one, so that the first that differs is shown. */
function checkMovements(stated: string[], found: string[], protocol: Protocol): void {
  for (let i = 0; i < Math.max(stated.length, found.length); i += 1) {
    if (stated[i] === found[i]) continue;
    protocol.same(
      'chain.movements',
      `Mint or burn number ${i + 1} of the roll-forward is in the token’s logs`,
      stated[i] ?? 'none',
      found[i] ?? 'none',
    );
  }
  const what = 'Every mint and burn of the roll-forward is in the token’s logs, and no other';
  protocol.holds('chain.movements', what, true, `${found.length} movements`, '');
}

/** The supply after each block with a mint or burn, ascending. */
class SupplyOverTime {
  private readonly steps: { block: number; supply: bigint }[] = [];

  add(block: number, change: bigint): void {
    this.steps.push({ block, supply: (this.steps.at(-1)?.supply ?? 0n) + change });
  }

  at(block: number): bigint {
    return this.steps.findLast((step) => step.block <= block)?.supply ?? 0n;
  }
}
